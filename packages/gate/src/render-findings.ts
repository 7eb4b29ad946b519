import * as z from "zod";
import { canonicalJson } from "./canonical-json.js";
import { Finding } from "./finding.js";
import { paintFor } from "./paint.js";
import { plainText, wrap } from "./plain-text.js";
import type { TerminalOptions } from "./render-terminal.js";
import type { Report } from "./report.js";
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
export function renderFindings(reports: readonly Report[], { color, width = 100 }: TerminalOptions): string {
  const paint = paintFor(color);
  const blocks = reports.map(({ path, tool, format, health, healthReasons, counts, findings }) =>
    [
      paint.bold(plainText(path)),
      `  ${tool} (${format}), ${health}: ${[...rungsByWeight, "suppressed" as const].map((key) => `${key} ${counts[key]}`).join(", ")}`,
      ...healthReasons.map((reason) => `  ! ${wrap(plainText(reason), width, "    ")}`),
      ...findings.map((finding) => `  ${wrap(describe(finding), width, "      ")}`),
    ].join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}

/** What the readers see: `{version, reports, findings, suppressed}` as canonical JSON (RFC 8785), without a final line break. */
export function renderFindingsJson(reports: readonly Report[]): string {
  const document: z.infer<typeof FindingsDocument> = {
    version: 1,
    reports: reports.map(({ path, tool, toolVersion, format, health, healthReasons, counts, sha256, bytes }) => ({
      path,
      tool,
      toolVersion,
      format,
      health,
      healthReasons: [...healthReasons],
      counts,
      sha256,
      bytes,
    })),
    findings: reports.flatMap(({ path, findings }) => findings.map(listed(path))),
    suppressed: reports.flatMap(({ path, suppressed }) => suppressed.map(listed(path))),
  };
  return canonicalJson(document);
}

function listed(report: string) {
  return (finding: Finding): z.infer<typeof ListedFinding> => ({ report, severity: statedRung(finding), ...finding });
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
