import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ActionFacts, actionFacts } from "@sallyport/github";
import { stringify } from "yaml";
import { writeTree } from "../file-tree.ts";

const stubModule = pathToFileURL(join(import.meta.dirname, "stubs", "stub.ts")).href;
const facts: Readonly<Record<string, ActionFacts>> = actionFacts;

/**
 * Writes a stand-in for every action that the files name, and says where they are.
 *
 * @returns Options of act, so that nothing is fetched.
 * @see https://nektosact.com/usage/index.html
 */
export function stubActions(folder: string, files: readonly string[]): string[] {
  const references = new Set(files.flatMap(actionsOf));
  const repositories = new Map<string, string>();
  for (const reference of references) {
    const [action = "", ref = ""] = reference.split("@");
    const [owner = "", repository = "", ...path] = action.split("/");
    const root = join(folder, `${owner}+${repository}@${ref}`);
    writeTree(join(root, ...path), stubFiles(action));
    repositories.set(`${owner}/${repository}@${ref}`, root);
  }
  return [...repositories].flatMap(([name, root]) => ["--local-repository", `${name}=${root}`]);
}

/** The actions that the steps of a file name, except those of its own repository. */
function actionsOf(content: string): string[] {
  return [...content.matchAll(/^\s*(?:- )?uses: ([^\s.]\S*)/gm)]
    .map(([, reference = ""]) => reference)
    .filter((reference) => !reference.includes("/.github/"));
}

/** An action with the inputs, the defaults and the outputs of the one that it stands in for. */
function stubFiles(action: string): Record<string, string> {
  const { inputs = {}, outputs = [] } = facts[action] ?? {};
  return {
    "action.yml": stringify({
      name: `Stand-in for ${action}`,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { default: value }]) => [name, { default: value ?? "" }]),
      ),
      outputs: Object.fromEntries(outputs.map((name) => [name, { description: name }])),
      runs: { using: "node24", main: "main.mjs" },
    }),
    "main.mjs": `import { stub } from ${JSON.stringify(stubModule)};\nstub(${JSON.stringify(action)});\n`,
  };
}
