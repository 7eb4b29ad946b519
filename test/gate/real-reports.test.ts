import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ReportError, readReport } from "@sallyport/gate";
import { describe, expect, test } from "vitest";
import { disagreements } from "./real-report-disagreements.ts";

interface ManifestEntry {
  path: string;
  tool: string;
  format: string;
  counted: { findings: number; bySeverity?: Record<string, number> };
}

/** Reports of real scanners, beside a checkout of this project; they are not ours to publish. */
const folder = fileURLToPath(new URL("../../../shared/reports/", import.meta.url));
const manifest: ManifestEntry[] = existsSync(`${folder}manifest.json`)
  ? JSON.parse(readFileSync(`${folder}manifest.json`, "utf8"))
  : [];
const readable = manifest.filter(({ tool, format }) => tool === "trivy" && format.startsWith("trivy-"));
const agreed = readable.filter(({ path }) => !disagreements.some((disagreement) => disagreement.path === path));
const foreign = manifest.filter((entry) => !readable.includes(entry));

if (manifest.length === 0) console.warn("SKIPPED: real reports. There is no ../shared/reports/manifest.json.");
else console.info(`reports compared: ${readable.length} of ${manifest.length}`);

function read(path: string) {
  return readReport(readFileSync(folder + path), path);
}

describe.skipIf(manifest.length === 0)("real reports", () => {
  test.each(agreed)("$path is counted as its list says", ({ path, format, counted }) => {
    const report = read(path);
    const { CRITICAL = 0, HIGH = 0, MEDIUM = 0, LOW = 0, UNKNOWN = 0 } = counted.bySeverity ?? {};

    expect(report.format).toBe(format);
    expect(report.findings).toHaveLength(counted.findings);
    expect(report.counts).toMatchObject({
      critical: CRITICAL,
      high: HIGH,
      medium: MEDIUM,
      low: LOW,
      unscored: UNKNOWN,
    });
  });

  test.each(disagreements)("$path is refused: $reason", ({ path, refusedAs }) => {
    expect(() => read(path)).toThrow(refusedAs);
  });

  test.each(foreign)("$path, of a format that is not read yet, is refused and not misread", ({ path }) => {
    expect(() => read(path)).toThrow(ReportError);
  });

  test("a cluster in which resources could not be scanned is partial", () => {
    expect(read("trivy/trivy--k8s-scan-results.json").health).toBe("partial");
  });
});
