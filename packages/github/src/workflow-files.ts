import { createHash } from "node:crypto";
import { type SecurityWorkflowInputs, securityWorkflow } from "./security-workflow.js";
import { workflowYaml } from "./workflow-yaml.js";

/** A file for a repository. */
export interface WorkflowFile {
  /** Path in the repository. */
  path: string;
  content: string;
  /** SHA-256 of the content, hex. */
  sha256: string;
  /** What the file is for; one sentence. */
  purpose: string;
}

/**
 * The workflow files of a repository, complete and in order of their paths.
 *
 * @throws {WorkflowError} when one must not be written.
 */
export function workflowFiles(inputs: SecurityWorkflowInputs): WorkflowFile[] {
  const content = workflowYaml(securityWorkflow(inputs));
  return [
    {
      path: ".github/workflows/sallyport.yml",
      content,
      sha256: createHash("sha256").update(content).digest("hex"),
      purpose: "Scans every change and judges the reports; its check `sallyport` is required for a merge.",
    },
  ];
}
