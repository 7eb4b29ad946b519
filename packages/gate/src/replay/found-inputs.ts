import type { DecisionInputs, ReportInput } from "../decision-inputs.js";
import { ExceptionFileError, parseExceptionFile } from "../exceptions/parse-exception-file.js";
import { readReport } from "../report.js";
import type { Verdict } from "../verdict.js";
import { readVex } from "../vex/read-vex.js";
import type { StoredInputs } from "./stored-inputs.js";

type Stored = Pick<Verdict, "inputs" | "tool" | "deferred">;
type ReportDigest = Verdict["inputs"]["reports"][number];

/** What a decision was made of, and what of it was not found. */
export interface FoundInputs {
  /** Undefined when something is missing. */
  inputs: DecisionInputs | undefined;
  /** Each as a phrase: `the report reports/trivy.json (SHA-256 ...)`. */
  missing: string[];
}

/**
 * The inputs of a verdict, found by their digests.
 *
 * @throws {ReportError} when a report that was found cannot be read.
 */
export function findInputs({ inputs: said, tool, deferred }: Stored, stored: StoredInputs): FoundInputs {
  const missing: string[] = [];
  const find = <T>(what: string, sha256: string | undefined, found: () => T | undefined): T | undefined => {
    const value = sha256 === undefined ? undefined : found();
    if (sha256 !== undefined && value === undefined) missing.push(`${what} (SHA-256 ${sha256})`);
    return value;
  };
  const { baseline, epss, exceptions, images, kev, repository: name, seen, suppressions } = said;
  missing.push(...said.unreadable.map((path) => `${path}, which could not be read even then`));
  const policy = find("the policy", said.policy.sha256, () => stored.policy(said.policy.sha256, said.now));
  const repository = policy?.repositories.find((one) => one.name === name);
  if (policy && name !== undefined && !repository) missing.push(`the repository ${name} in the policy`);
  const readAll = (digests: readonly ReportDigest[]) => digests.flatMap((digest) => readStored(digest, find, stored));
  const reports = readAll(said.reports);
  const canaries = said.canaries && readAll(said.canaries);
  const facts = {
    ...definedAs(
      "kev",
      find("the KEV catalogue", kev?.sha256, () => kev && stored.kev(kev)),
    ),
    ...definedAs(
      "epss",
      find("the EPSS scores", epss?.sha256, () => epss && stored.epss(epss)),
    ),
  };
  const common = {
    policySha256: said.policy.sha256,
    reports,
    repository,
    commit: said.commit,
    images,
    baseline: find("the baseline", baseline?.sha256, () => baseline && stored.baseline(baseline)),
    seen: find("the first sights", seen?.sha256, () => seen && stored.seen(seen)),
    ...definedAs("canaries", canaries),
    ...definedAs(
      "exceptions",
      find("the exceptions", exceptions?.sha256, () => exceptions && readExceptions(exceptions, stored)),
    ),
    ...definedAs("exceptionChange", exceptions?.change),
    ...definedAs("only", said.only),
    ...definedAs("teamMembers", said.teamMembers),
    ...definedAs(
      "vex",
      said.vex?.flatMap(({ path, sha256 }) => {
        const content = find(`the VEX document ${path}`, sha256, () => stored.report(sha256));
        return content ? [{ document: readVex(content, path), path, sha256 }] : [];
      }),
    ),
    ...definedAs(
      "suppressions",
      find(
        "the suppressions in the source",
        suppressions?.sha256,
        () => suppressions && stored.suppressions(suppressions),
      ),
    ),
    ...(kev || epss ? { facts } : {}),
    // Where nothing was deferred, it made no difference.
    fork: deferred.length > 0,
    now: said.now,
    version: tool.version,
  };
  return { inputs: policy && missing.length === 0 ? { policy, ...common } : undefined, missing };
}

type Find = <T>(what: string, sha256: string | undefined, found: () => T | undefined) => T | undefined;

function readStored({ path, sha256, tool, runRecord }: ReportDigest, find: Find, stored: StoredInputs): ReportInput[] {
  const content = find(`the report ${path}`, sha256, () => stored.report(sha256));
  const record =
    find(`the run record of ${path}`, runRecord, () => runRecord && stored.runRecord(runRecord)) || undefined;
  if (!content) return [];
  const report = readReport(content, path);
  // Some formats leave open whose they are; then the command line had said it.
  return [{ report: report.tool === tool ? report : readReport(content, path, { tool }), record }];
}

/** A file that could not be used then cannot be used now: its problems are part of the verdict. */
function readExceptions({ path, sha256 }: NonNullable<Stored["inputs"]["exceptions"]>, stored: StoredInputs) {
  const content = stored.report(sha256);
  try {
    return content && parseExceptionFile(content, path);
  } catch (error) {
    if (error instanceof ExceptionFileError) return error;
    throw error;
  }
}

function definedAs<Key extends string, T>(key: Key, value: T | undefined): { [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: T });
}
