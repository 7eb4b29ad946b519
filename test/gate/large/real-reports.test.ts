import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Finding, type LargeReport, ReportError, readLargeReport, readReport } from "@sallyport/gate";
import { describe, expect, test } from "vitest";

/** Reports of real scanners, beside a checkout of this project; they are not ours to publish. */
const folder = fileURLToPath(new URL("../../../../shared/reports/", import.meta.url));
const manifest: { path: string }[] = existsSync(`${folder}manifest.json`)
  ? JSON.parse(readFileSync(`${folder}manifest.json`, "utf8"))
  : [];
if (manifest.length === 0) console.warn("SKIPPED: real reports in parts. There is no ../shared/reports/manifest.json.");

function inParts(path: string, content: Uint8Array): LargeReport {
  const chunks = function* () {
    for (let start = 0; start < content.length; start += 5000) yield content.subarray(start, start + 5000);
  };
  return readLargeReport({ path, chunks }, { entriesAtOnce: 3 });
}

/** What is read, or why it is not. */
function attempt(read: () => LargeReport): LargeReport | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReportError) return error.found;
    throw error;
  }
}

function plain({ index, findings, suppressed, ...report }: LargeReport) {
  const byPointer = (a: Finding, b: Finding) => (a.pointer < b.pointer ? -1 : 1);
  const sorted = (list: Iterable<Finding>) => [...list].toSorted(byPointer);
  return JSON.parse(JSON.stringify({ ...report, findings: sorted(findings), suppressed: sorted(suppressed) }));
}

describe.skipIf(manifest.length === 0)("real reports", () => {
  test.each(manifest)("$path says the same in parts as in one, or is refused", ({ path }) => {
    const content = readFileSync(folder + path);
    const [whole, parts] = [attempt(() => readReport(content, path)), attempt(() => inParts(path, content))];

    // Some formats are read as a whole only. None is read in parts that is refused as a whole.
    if (typeof parts !== "string") expect(typeof whole === "string" ? whole : plain(whole)).toEqual(plain(parts));
  });

  test("half of them can be read in parts", () => {
    const read = manifest.filter(
      ({ path }) => typeof attempt(() => inParts(path, readFileSync(folder + path))) !== "string",
    );

    expect(read.length).toBeGreaterThanOrEqual(97);
  });
});
