import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderOf, type Inputs } from "./stub.ts";

/** What the test wants an action to do. */
export interface ActionScript {
  outputs?: Readonly<Record<string, string>>;
  /** Files that it writes; `{NAME}` in a path is the input of that name. */
  files?: Readonly<Record<string, string>>;
  /** Message of a failure. */
  fails?: string;
}

/** Any other action: does what the test says, or nothing. */
export function scriptedAction(input: Inputs, action: string): void {
  const script = scriptOf(action);
  for (const [name, value] of Object.entries(script.outputs ?? {})) {
    appendFileSync(process.env.GITHUB_OUTPUT ?? "", `${name}=${value}\n`);
  }
  for (const [template, content] of Object.entries(script.files ?? {})) {
    const path = template.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => input(name));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  if (script.fails !== undefined) throw new Error(script.fails);
}

function scriptOf(action: string): ActionScript {
  const path = join(folderOf("scripts"), `${action.replaceAll("/", "--")}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as ActionScript) : {};
}
