import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./checkout.ts";
import { downloadArtifact } from "./download-artifact.ts";
import { scriptedAction } from "./scripted-action.ts";
import { uploadArtifact } from "./upload-artifact.ts";

/** Inputs of an action, by name; those that were left out have the default of its `action.yml`. */
export type Inputs = (name: string) => string;

/** What a stub does in place of its action. Throws where the action fails. */
type Stub = (inputs: Inputs, action: string) => void;

const stubs: Readonly<Record<string, Stub>> = {
  "actions/checkout": checkout,
  "actions/download-artifact": downloadArtifact,
  "actions/upload-artifact": uploadArtifact,
};

/** Stands in for an action of this name, as the process that the runner starts for it. */
export function stub(action: string): void {
  note(action);
  try {
    (stubs[action] ?? scriptedAction)((name) => process.env[inputVariable(name)]?.trim() ?? "", action);
  } catch (error) {
    console.log(`::error::${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs */
function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
}

function note(action: string): void {
  const inputs = Object.entries(process.env)
    .filter(([name, value]) => name.startsWith("INPUT_") && value !== "")
    .map(([name, value]) => [name.slice("INPUT_".length).toLowerCase(), value]);
  const line = JSON.stringify({ action, job: process.env.GITHUB_JOB, inputs: Object.fromEntries(inputs) });
  appendFileSync(join(folderOf("record"), "actions.jsonl"), `${line}\n`);
}

/** A folder of the run that stubs and test share: `artifacts`, `record`, `scripts`. */
export function folderOf(name: string): string {
  const root = process.env.SALLYPORT_ACT;
  if (root === undefined) throw new Error("SALLYPORT_ACT does not say where the files of this run are");
  return join(root, name);
}
