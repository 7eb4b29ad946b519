import {
  ExceptionFileError,
  type Exceptions,
  parseExceptionFile,
  type VexDocument,
  type VexInput,
} from "@sallyport/gate";

type Fields = Record<string, unknown>;

/** An exception for the vulnerability of `vulnerability()`, a good one unless the fields say otherwise. */
export function exception(fields: Fields = {}): Fields {
  return {
    id: "EX-1",
    finding: "CVE-2026-1000",
    scope: { purl: "pkg:npm/left-pad" },
    status: "accepted",
    reason: "Only our own texts are padded.",
    control: "The service is not reachable from outside.",
    owner: "user:alice",
    approvedBy: "user:bob",
    ticket: "SEC-1",
    created: "2026-05-01",
    expires: "2026-06-01",
    ...fields,
  };
}

/** A file with these exceptions. */
export function exceptionsOf(...entries: readonly Fields[]): Exceptions {
  return parseExceptionFile(fileOf(...entries), "sallyport-exceptions.yaml");
}

/** The text of such a file. */
export function fileOf(...entries: readonly Fields[]): string {
  return JSON.stringify({ version: 1, exceptions: entries }, undefined, 2);
}

/** What is wrong with a file, each problem without its place. */
export function flawsIn(content: string | Uint8Array): string[] {
  return errorOf(content).problems.map(({ path, message }) => `${path} ${message}`.trim());
}

/** Why a file cannot be used. */
export function errorOf(content: string | Uint8Array): ExceptionFileError {
  try {
    parseExceptionFile(content, "e.yaml");
  } catch (error) {
    if (error instanceof ExceptionFileError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

/** A VEX document of the vendor about the vulnerability of `vulnerability()`. */
export function vex(statement: Partial<VexDocument["statements"][number]> = {}, author = "Left Pad Inc."): VexInput {
  const document: VexDocument = {
    id: `https://vex.example/${author.length}`,
    author,
    format: "openvex",
    statements: [
      {
        ids: ["CVE-2026-1000"],
        products: [{ purl: "pkg:npm/left-pad@1.0.0", subcomponents: [] }],
        status: "not_affected",
        justification: "vulnerable_code_not_in_execute_path",
        timestamp: "2026-05-01T00:00:00Z",
        pointer: "/statements/0",
        ...statement,
      },
    ],
  };
  return { document, path: `vex/${author.length}.json`, sha256: "5".repeat(64) };
}
