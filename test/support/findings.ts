import {
  createRunRecord,
  type DecisionInputs,
  decide,
  type Report,
  type ReportInput,
  type RunRecord,
  readReport,
  type Verdict,
} from "@sallyport/gate";
import { ExceptionsPolicy, GatePolicy, ScanningPolicy, SlasPolicy } from "@sallyport/policy";
import type * as z from "zod";

/** The day on which all tests of the gate happen. */
export const now = "2026-05-04T12:00:00Z";
export const commit = "1f0c5e2d".repeat(5);

type Fields = Record<string, unknown>;

/** A vulnerability as Trivy writes it; without more, an npm package with a fix and no CVSS. */
export function vulnerability(fields: Fields = {}): Fields {
  return {
    VulnerabilityID: "CVE-2026-1000",
    PkgName: "left-pad",
    InstalledVersion: "1.0.0",
    FixedVersion: "1.0.1",
    Severity: "HIGH",
    Title: "left-pad pads the wrong side",
    ...fields,
  };
}

export function misconfiguration(fields: Fields = {}): Fields {
  return {
    ID: "DS-0002",
    Title: "Runs as root",
    Message: "Name a user that is not root",
    Resolution: "Add a USER instruction",
    Severity: "HIGH",
    Status: "FAIL",
    CauseMetadata: { StartLine: 4 },
    ...fields,
  };
}

/** The token is made up; no reader may let it through. */
export const secretValue = "gx-token-2f9a1c77d0";

export function secret(fields: Fields = {}): Fields {
  return {
    RuleID: "generic-token",
    Category: "General",
    Title: "Generic token",
    Severity: "CRITICAL",
    StartLine: 7,
    EndLine: 7,
    Match: `TOKEN=${secretValue}`,
    Code: { Lines: [{ Number: 7, Content: `TOKEN=${secretValue}` }] },
    ...fields,
  };
}

export function licence(fields: Fields = {}): Fields {
  return { Name: "GPL-3.0", PkgName: "left-pad", Category: "restricted", Severity: "HIGH", ...fields };
}

/** One target of a Trivy report: an npm lock file, unless the fields say otherwise. */
export function result(fields: Fields = {}): Fields {
  return { Target: "package-lock.json", Class: "lang-pkgs", Type: "npm", ...fields };
}

/** A Trivy report of a folder. */
export function trivy(results: readonly Fields[], fields: Fields = {}): Fields {
  return {
    SchemaVersion: 2,
    Trivy: { Version: "0.76.0" },
    CreatedAt: "2026-05-04T11:00:30Z",
    ArtifactName: "service",
    ArtifactType: "filesystem",
    Results: results,
    ...fields,
  };
}

/** A Trivy report of an image. */
export function trivyImage(name: string, results: readonly Fields[]): Fields {
  return trivy(results, { ArtifactName: name, ArtifactType: "container_image" });
}

export function bytes(document: unknown): Buffer {
  return Buffer.from(JSON.stringify(document, null, 2));
}

/** A file in JSON lines; a text is a line as it stands. */
export function jsonLines(...lines: readonly unknown[]): Buffer {
  return Buffer.from(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
}

/** What the reader makes of a document. */
export function read(document: unknown, path = "reports/trivy.json"): Report {
  return readReport(bytes(document), path);
}

/** A report of one npm lock file with these vulnerabilities. */
export function reportOf(...vulnerabilities: Fields[]): Report {
  return read(trivy([result({ Vulnerabilities: vulnerabilities })]));
}

/** The record of a good run that made this report, an hour ago. */
export function recordOf(report: Report, fields: Partial<RunRecord> = {}): RunRecord {
  const record = createRunRecord({
    reportPath: report.path,
    report: new Uint8Array(),
    tool: { name: report.tool, version: report.toolVersion ?? "0.76.0" },
    database: { updatedAt: "2026-05-04T06:00:00Z" },
    exitCode: 0,
    startedAt: "2026-05-04T11:00:00Z",
    endedAt: "2026-05-04T11:01:00Z",
    target: { kind: "commit", name: "acme/service", commit },
  });
  return { ...record, report: { ...record.report, sha256: report.sha256, bytes: report.bytes }, ...fields };
}

/** A report with its record. */
export function recorded(report: Report, fields: Partial<RunRecord> = {}): ReportInput {
  return { report, record: recordOf(report, fields) };
}

/** The slices of a policy that the gate reads, as one writes them. */
export interface PolicyInput {
  gate?: z.input<typeof GatePolicy>;
  scanning?: z.input<typeof ScanningPolicy>;
  /** The `exceptions` section; `exceptions` is what the file of exceptions says. */
  exceptionsPolicy?: z.input<typeof ExceptionsPolicy>;
  slas?: z.input<typeof SlasPolicy>;
}

/** These slices, complete; Trivy of the file system is the only scanner unless said otherwise. */
export function policyOf({ gate, scanning, exceptionsPolicy, slas }: PolicyInput = {}): DecisionInputs["policy"] {
  return {
    gate: GatePolicy.parse(gate),
    scanning: ScanningPolicy.parse(scanning ?? { scanners: { trivy: { scanType: "filesystem" } } }),
    exceptions: ExceptionsPolicy.parse(exceptionsPolicy),
    slas: SlasPolicy.parse(slas),
  };
}

/** Whatever differs from a good day. */
export type Situation = PolicyInput & Partial<DecisionInputs>;

/** The verdict on reports whose runs were good, unless the inputs say otherwise. */
export function verdictOn(
  reports: readonly Report[],
  { gate, scanning, exceptionsPolicy, slas, ...inputs }: Situation = {},
): Verdict {
  return decide({
    policy: policyOf({ gate, scanning, exceptionsPolicy, slas } as PolicyInput),
    policySha256: "0".repeat(64),
    reports: reports.map((report) => recorded(report)),
    commit,
    now,
    version: "0.1.0",
    ...inputs,
  });
}
