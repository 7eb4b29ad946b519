import type { FileKind } from "./file-kind.js";
import { PolicyFile } from "./policy-file.js";

/** The policy file. A real one is a few kilobytes; a thousand repositories take about 300. */
export const policyKind: FileKind = {
  schema: PolicyFile,
  maxBytes: 512 * 1024,
  start: "Start from examples/quickstart/sallyport.yaml.",
};
