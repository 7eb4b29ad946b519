import * as z from "zod";
import { canonicalJson } from "./canonical-json.js";
import { Finding } from "./finding.js";
import { paintFor } from "./paint.js";
import { plainText, wrap } from "./plain-text.js";
import { listPieces } from "./render-json.js";
import type { TerminalOptions } from "./render-terminal.js";
import type { LargeReport } from "./report.js";
import { Rung, rungsByWeight } from "./rung.js";
import { statedRung } from "./severity.js";

const count = z.int().min(0);

const ListedFinding = z.strictObject({
  report: z.string().describe("Path of the report."),
  severity: Rung.describe("As the report lists it; the gate may rate it otherwise."),
  ...Finding.shape,
});

const FindingsDocument = z.strictObject({
  version: z.literal(1),
  reports: z.array(
    z.strictObject({
      path: z.string(),
      tool: z.string(),
      toolVersion: z.string().optional(),
      format: z.string(),
      health: z.enum(["ok", "partial", "failed", "empty"]),
      healthReasons: z.array(z.string()).describe("Why the health is not ok."),
      counts: z
        .strictObject({
          critical: count,
          high: count,
          medium: count,
          low: count,
          info: count,
          unscored: count,
          suppressed: count,
        })
        .describe("Entries as the report lists them."),
      sha256: z.string(),
      bytes: count,
    }),
  ),
  findings: z.array(ListedFinding),
  suppressed: z.array(ListedFinding).describe("What the scanners were told to leave out."),
});

/** What the readers see, for people. Ends with a line break. */
export function renderFindings(reports: readonly LargeReport[], options: TerminalOptions): string {
  return [...findingsPieces(reports, options)].join("");
}

/** The same text in pieces, one finding each, for reports of any size. */
export function* findingsPieces(
  reports: readonly LargeReport[],
  { color, width = 100 }: TerminalOptions,
): IterableIterator<string> {
  const paint = paintFor(color);
  let separator = "";
  for (const { path, tool, format, health, healthReasons, counts, findings } of reports) {
    const rungs = [...rungsByWeight, "suppressed" as const].map((key) => `${key} ${counts[key]}`);
    yield `${separator}${paint.bold(plainText(path))}\n  ${tool} (${format}), ${health}: ${rungs.join(", ")}\n`;
    for (const reason of healthReasons) yield `  ! ${wrap(plainText(reason), width, "    ")}\n`;
    for (const finding of findings) yield `  ${wrap(describe(finding), width, "      ")}\n`;
    separator = "\n";
  }
}

/** What the readers see: `{version, reports, findings, suppressed}` as canonical JSON (RFC 8785), without a final line break. */
export function renderFindingsJson(reports: readonly LargeReport[]): string {
  return [...findingsJsonPieces(reports)].join("");
}

/** The same text in pieces, for reports of any size. */
export function* findingsJsonPieces(reports: readonly LargeReport[]): IterableIterator<string> {
  yield '{"findings":';
  yield* listPieces(listedTexts(reports, ({ findings }) => findings));
  yield `,"reports":${canonicalJson(reports.map(describeReport))},"suppressed":`;
  yield* listPieces(listedTexts(reports, ({ suppressed }) => suppressed));
  yield ',"version":1}';
}

function describeReport(report: LargeReport): z.infer<typeof FindingsDocument>["reports"][number] {
  const { path, tool, toolVersion, format, health, healthReasons, counts, sha256, bytes } = report;
  return { path, tool, toolVersion, format, health, healthReasons: [...healthReasons], counts, sha256, bytes };
}

function* listedTexts(
  reports: readonly LargeReport[],
  listOf: (report: LargeReport) => Iterable<Finding>,
): IterableIterator<string> {
  for (const report of reports) {
    for (const finding of listOf(report)) yield canonicalJson(listed(report.path, finding));
  }
}

function listed(report: string, finding: Finding): z.infer<typeof ListedFinding> {
  return { report, severity: statedRung(finding), ...finding };
}

/** The document of {@link renderFindingsJson} as JSON Schema (draft 2020-12). */
export function findingsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(FindingsDocument, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/findings-1.json", title: "Sallyport findings", ...schema };
}

function describe(finding: Finding): string {
  const { ids, package: affected, location, title } = finding;
  const name = affected === undefined ? [] : [`${affected.name} ${affected.version ?? ""}`];
  const place = location.line === undefined ? location.path : `${location.path}:${location.line}`;
  return [statedRung(finding).toUpperCase(), ids[0] ?? "", ...name, place, title].map(plainText).join("  ");
}
