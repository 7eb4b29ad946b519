import type { Environment, Step } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { baseline } from "./baseline.js";
import { exceptionChange } from "./exception-change.js";
import { facts } from "./facts.js";
import { firstSights } from "./first-sights.js";

/** Folder of what the gate judges with beside the reports. */
export const evidenceFolder = "evidence";

/** Something that the gate judges with beside the reports. */
export interface Evidence {
  /** Steps that bring it into the folder. */
  steps: readonly Step[];
  /** Lines of bash that add its flags to the arguments of the gate; where it could not be had, the gate says so. */
  flags: readonly string[];
  env?: Environment;
}

/** What the gate judges a repository with, beside the reports. */
export function gateEvidence(inputs: WorkflowInputs): Evidence[] {
  return [facts(inputs), firstSights(inputs), baseline(inputs), exceptionChange(inputs)].flatMap(
    (evidence) => evidence ?? [],
  );
}
