import { Entry, isMap } from "../entry.js";
import { ReportError } from "../report-error.js";
import type { ReportReader } from "./reader.js";
import { healthOf, readRun, type SarifRun } from "./sarif-run.js";
import { type SarifTool, sarifTool } from "./sarif-tools.js";

/**
 * SARIF 2.1.0 of any scanner: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * The driver of the runs names the scanner. A log with runs of several scanners is refused: as the report of one of them,
 * it would hide that the others ran, or did not.
 */
export const sarif: ReportReader = {
  tool: "sarif",
  format: "sarif 2.1.0",
  lists: ["$.runs.*.results.*"],
  recognises: (document) => isMap(document) && Object.hasOwn(document, "runs"),
  toolOf: (document) => toolsIn(document)[0]?.name,
  read: (document, path) => {
    const log = new Entry(document, path);
    refuseOtherVersions(log);
    const runs = log.entries("runs");
    const tools = runs.map(toolOf);
    refuseSeveralTools(tools, log);
    const read = runs.map((run, index) => readRun(run, toolOf(run), hasResults(document, index)));
    const [first] = runs;
    const driver = first?.requiredEntry("tool").requiredEntry("driver");
    const { health, healthReasons } = healthOf(read);
    return {
      toolVersion: driver?.text("semanticVersion") ?? driver?.text("version"),
      createdAt: endOf(runs),
      health: health === "ok" && isSplit(log) ? "partial" : health,
      healthReasons: isSplit(log) ? [...healthReasons, splitReason] : healthReasons,
      findings: read.flatMap(({ findings }) => findings),
      suppressed: read.flatMap(({ suppressed }) => suppressed),
      artifact: read[0]?.artifact ?? { name: "", type: "unknown" },
      usesDatabase: tools.some(({ usesDatabase }) => usesDatabase) || needsDatabase(read, tools),
    };
  },
};

const splitReason = "/inlineExternalProperties holds parts of the runs, which are not read";

function isSplit(log: Entry): boolean {
  return log.entries("inlineExternalProperties").length > 0;
}

/** A tool that nobody knows uses a database when it lists vulnerable packages. */
function needsDatabase(runs: readonly SarifRun[], tools: readonly SarifTool[]): boolean {
  return (
    tools.some(({ category }) => category === "code") &&
    runs.some(({ findings }) => findings.some((finding) => finding.category === "dependency"))
  );
}

function refuseOtherVersions(log: Entry): void {
  const version = log.requiredText("version");
  if (version === "2.1.0") return;
  throw new ReportError({
    path: log.path,
    place: { pointer: "/version" },
    found: "is a SARIF log of another version than 2.1.0",
    remedy: "Let the scanner write SARIF 2.1.0, or use a newer sallyport.",
  });
}

function toolOf(run: Entry): SarifTool {
  const driver = run.requiredEntry("tool").requiredEntry("driver");
  const tool = sarifTool(driver.requiredText("name"));
  if (tool) return tool;
  throw new ReportError({
    path: run.path,
    place: { pointer: `${driver.pointer}/name` },
    found: "must name the scanner, and holds no letter",
    remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
  });
}

function refuseSeveralTools(tools: readonly SarifTool[], log: Entry): void {
  const names = [...new Set(tools.map(({ name }) => name))];
  if (names.length < 2) return;
  throw new ReportError({
    path: log.path,
    place: { pointer: "/runs" },
    found: `holds runs of several scanners: ${names.join(", ")}`,
    remedy: "Give one file for each scanner.",
  });
}

/** For the choice of a reader, so without errors: `read` says what is wrong. */
function toolsIn(document: unknown): SarifTool[] {
  const runs = isMap(document) && Array.isArray(document.runs) ? document.runs : [];
  return runs.flatMap((run: unknown) => {
    const driver = isMap(run) && isMap(run.tool) ? run.tool.driver : undefined;
    const name = isMap(driver) ? driver.name : undefined;
    return (typeof name === "string" && sarifTool(name)) || [];
  });
}

function hasResults(document: unknown, index: number): boolean {
  const run: unknown = isMap(document) && Array.isArray(document.runs) ? document.runs[index] : undefined;
  return isMap(run) && Object.hasOwn(run, "results") && run.results !== null;
}

/** When the earliest of the scans ended. */
function endOf(runs: readonly Entry[]): string | undefined {
  const ends = runs.flatMap((run) => run.entries("invocations").map((invocation) => invocation.instant("endTimeUtc")));
  return ends.filter((end) => end !== undefined).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}
