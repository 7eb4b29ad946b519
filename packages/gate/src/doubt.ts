import { seconds } from "@sallyport/policy";
import { compromisedReleases } from "./compromised-versions.js";
import { namesImage, repositoryOf } from "./image-name.js";
import type { Report } from "./report.js";
import { baseName, type RunRecord, runRecordPath } from "./run-record.js";
import type { Doubt } from "./verdict.js";

/** What a report and its run record are held against. */
export interface Expectations {
  /** The time of the decision (RFC 3339, UTC). */
  now: string;
  /** `scanning.maxReportAge`. */
  maxReportAge: string;
  /**
   * Oldest vulnerability database accepted, such as `24h`.
   *
   * @default - any
   */
  maxDatabaseAge?: string | undefined;
  /** The policy path of that age, for the message. */
  databaseSetting?: string;
  /** Exit codes with which the scanner did its work. */
  exitCodes: readonly number[];
  /**
   * The commit that is judged.
   *
   * @default - not checked
   */
  commit?: string | undefined;
  /**
   * The images that are judged, by the name the policy gives them.
   *
   * @default - not checked
   */
  images?: readonly { name: string; digest: string }[] | undefined;
}

/** How far clocks may differ, in milliseconds. */
const clockSkew = 5 * 60 * 1000;
const scanAgain = "Run the scanner again.";

interface Evidence {
  report: Report;
  record: RunRecord;
  expected: Expectations;
}

/** One thing to check; what it found, or nothing. */
type Check = (evidence: Evidence) => Omit<Doubt, "about"> | undefined;

/** Every reason not to trust a report. Empty when it may be judged. */
export function doubtsAbout(report: Report, record: RunRecord | undefined, expected: Expectations): Doubt[] {
  const about = report.path;
  const unhealthy = describeHealth(report);
  const doubts = unhealthy ? [{ about, ...unhealthy }] : [];
  if (!record) {
    const found = `has no run record (${baseName(runRecordPath(report.path))})`;
    return [...doubts, { about, found, remedy: "Write one with `sallyport record` where the scanner runs." }];
  }
  const evidence = { report, record, expected };
  return [...doubts, ...checks.flatMap((check) => check(evidence) ?? []).map((doubt) => ({ about, ...doubt }))];
}

function describeHealth({ health, healthReasons }: Report): Omit<Doubt, "about"> | undefined {
  if (health === "ok") return undefined;
  const words = {
    partial: "is incomplete",
    failed: "says that the scan failed",
    empty: "shows that nothing was scanned",
  };
  const remedy = "Read the scanner's log, correct the cause and run it again.";
  return { found: [words[health], ...shortList(healthReasons)].join(": "), remedy };
}

function shortList(reasons: readonly string[]): string[] {
  if (reasons.length === 0) return [];
  const rest = reasons.length > 3 ? `; and ${reasons.length - 3} more` : "";
  return [reasons.slice(0, 3).join("; ") + rest];
}

const isOfThisReport: Check = ({ report, record }) => {
  if (record.report.sha256 !== report.sha256) {
    const found = `has a run record of another content (SHA-256 ${short(record.report.sha256)}, the file has ${short(report.sha256)})`;
    return { found, remedy: "The report changed after the scan: run the scanner again." };
  }
  if (record.report.file !== baseName(report.path)) {
    return {
      found: `has a run record of another file (${record.report.file})`,
      remedy: "Give the report that it names.",
    };
  }
  if (record.report.bytes !== report.bytes) {
    const found = `has a run record of ${record.report.bytes} bytes, the file has ${report.bytes}`;
    return { found, remedy: scanAgain };
  }
  return undefined;
};

const isOfThisTool: Check = ({ report, record }) => {
  if (record.tool.name !== report.tool) {
    const found = `is a report of ${report.tool}, its run record is of ${record.tool.name}`;
    return { found, remedy: "Write the record of the scanner that made the report." };
  }
  const versions = [report.toolVersion, record.tool.version].map((version) => version?.replace(/^v/, ""));
  if (versions[0] === undefined || versions[0] === versions[1]) return undefined;
  const found = `was written by ${report.tool} ${report.toolVersion}, its run record says ${record.tool.version}`;
  return { found, remedy: "Record the version that really ran." };
};

const isNotCompromised: Check = ({ report, record }) => {
  const versions = [report.toolVersion, record.tool.version].map((version) => version?.replace(/^v/, ""));
  const release = compromisedReleases.find(
    ({ tool, versions: bad }) => tool === report.tool && versions.some((version) => bad.includes(version ?? "")),
  );
  if (!release) return undefined;
  const found = `comes from ${release.tool} ${record.tool.version}, a release made by attackers (${release.advisory})`;
  return { found, remedy: `Use another version, and treat the runner as breached: ${release.source}.` };
};

const isFresh: Check = ({ report, record, expected }) => {
  const oldest = report.oldestResultAt ?? record.endedAt;
  const time = Math.min(Date.parse(oldest), Date.parse(record.endedAt));
  const age = Date.parse(expected.now) - time;
  if (age <= seconds(expected.maxReportAge) * 1000) return undefined;
  const found = `is stale: the scan ended ${new Date(time).toISOString()}, ${ageOf(age)} ago; scanning.maxReportAge is ${expected.maxReportAge}`;
  return { found, remedy: scanAgain };
};

const isNotFromTheFuture: Check = ({ record, expected }) => {
  if (Date.parse(record.endedAt) <= Date.parse(expected.now) + clockSkew) return undefined;
  const found = `comes from the future: its scan ended ${record.endedAt}, it is ${expected.now}`;
  return { found, remedy: "Correct the clock of the runner and run the scanner again." };
};

const endsAfterItsStart: Check = ({ record }) => {
  if (Date.parse(record.endedAt) >= Date.parse(record.startedAt)) return undefined;
  const found = `has a run record that ends (${record.endedAt}) before it starts (${record.startedAt})`;
  return { found, remedy: "Correct the clock of the runner and run the scanner again." };
};

const wasWrittenByThisRun: Check = ({ report, record }) => {
  if (report.createdAt === undefined) return undefined;
  const created = Date.parse(report.createdAt);
  const start = Date.parse(record.startedAt) - clockSkew;
  const end = Date.parse(record.endedAt) + clockSkew;
  if (created >= start && created <= end) return undefined;
  const found = `was created ${report.createdAt}, outside of the run that its record tells of (${record.startedAt} to ${record.endedAt})`;
  return { found, remedy: "An old report was recorded as new: run the scanner again." };
};

const didItsWork: Check = ({ record, expected }) => {
  if (expected.exitCodes.includes(record.exitCode)) return undefined;
  const allowed = expected.exitCodes.join(" or ");
  const found = `comes from a run of ${record.tool.name} that failed: exit code ${record.exitCode}, not ${allowed}`;
  return { found, remedy: "Read the scanner's log, correct the cause and run it again." };
};

const agreesOnTheCommit: Check = ({ report, record }) => {
  const { commit } = record.target;
  const scanned = report.artifact.commit;
  if (scanned === undefined || commit === undefined || scanned === commit) return undefined;
  const found = `is of commit ${short(scanned)}, its run record of ${short(commit)}`;
  return { found, remedy: "Write the record of the run that made the report." };
};

const isOfTheCommit: Check = ({ report, record, expected }) => {
  if (expected.commit === undefined) return undefined;
  const { commit, digest } = record.target;
  const other = [commit, report.artifact.commit].find((value) => value !== undefined && value !== expected.commit);
  if (other !== undefined) {
    const found = `is of commit ${short(other)}; commit ${short(expected.commit)} is judged`;
    return { found, remedy: "Run the scanner on the commit that is judged." };
  }
  if (commit !== undefined || judgedDigests({ record, expected }).includes(digest ?? "")) return undefined;
  const found = `does not say which commit was scanned; commit ${short(expected.commit)} is judged`;
  return { found, remedy: "Write the run record with the commit." };
};

const isOfTheImage: Check = ({ report, record, expected }) => {
  const { kind, name, digest } = record.target;
  if (kind !== "image") return undefined;
  const scanned = report.artifact;
  if (scanned.type === "container_image" && !isArchive(scanned.name) && !sameImage(scanned.name, name)) {
    const found = `is about the image ${scanned.name}, its run record about ${name}`;
    return { found, remedy: "Write the record of the run that made the report." };
  }
  const judged = judgedDigests({ record, expected });
  if (judged.length === 0 || (digest !== undefined && judged.includes(digest))) return undefined;
  const found =
    digest === undefined
      ? `does not say which digest of ${name} was scanned; ${judged.join(", ")} is judged`
      : `is of ${name}@${digest}; ${judged.join(", ")} is judged`;
  return { found, remedy: "Scan the image that is judged, and record its digest." };
};

const usedFreshData: Check = ({ report, record, expected }) => {
  if (!report.usesDatabase) return undefined;
  if (record.database === null) {
    const found = "lists packages, but its run record names no vulnerability database";
    return { found, remedy: "Scan with the database and record its date, or scan without packages." };
  }
  const updated = Date.parse(record.database.updatedAt);
  if (updated > Date.parse(record.endedAt) + clockSkew) {
    const found = `has a run record whose database (${record.database.updatedAt}) is younger than the run`;
    return { found, remedy: "Record the date of the database that the run used." };
  }
  if (expected.maxDatabaseAge === undefined) return undefined;
  const age = Date.parse(record.startedAt) - updated;
  if (age <= seconds(expected.maxDatabaseAge) * 1000) return undefined;
  const setting = `${expected.databaseSetting ?? "the policy"} is ${expected.maxDatabaseAge}`;
  const found = `was made with a vulnerability database of ${record.database.updatedAt}, ${ageOf(age)} old at the scan; ${setting}`;
  return { found, remedy: "Update the database and run the scanner again." };
};

const checks: readonly Check[] = [
  isOfThisReport,
  isOfThisTool,
  isNotCompromised,
  isFresh,
  isNotFromTheFuture,
  endsAfterItsStart,
  wasWrittenByThisRun,
  didItsWork,
  agreesOnTheCommit,
  isOfTheCommit,
  isOfTheImage,
  usedFreshData,
];

/** Digests that are judged under the name of the record's target. */
function judgedDigests({ record, expected }: Omit<Evidence, "report">): string[] {
  return (expected.images ?? []).filter(({ name }) => namesImage(record.target.name, name)).map(({ digest }) => digest);
}

/** One may be said with registry and owner, the other without. */
function sameImage(one: string, other: string): boolean {
  return namesImage(one, repositoryOf(other)) || namesImage(other, repositoryOf(one));
}

function isArchive(name: string): boolean {
  return /\.(tar|tar\.gz|tgz)$/.test(name);
}

function short(hex: string): string {
  return hex.slice(0, 12);
}

function ageOf(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (hours < 1) return `${Math.floor(hours * 60)} minutes`;
  return hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
}
