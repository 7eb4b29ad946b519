import type { DecisionInputs } from "@sallyport/gate";
import { RepositoriesPolicy, type ScanningPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import type * as z from "zod";
import { commit, read, recorded, reportOf, result, trivy, trivyImage, verdictOn } from "../support/findings.ts";

const clean = reportOf();

function doubts(scanning: z.input<typeof ScanningPolicy>, inputs: Partial<DecisionInputs>): string[] {
  return verdictOn([], { scanning, ...inputs }).doubts.map(({ about, found }) => `${about} ${found}`);
}

function repository(...images: string[]) {
  return RepositoriesPolicy.parse([{ name: "shop", id: 1, images: images.map((name) => ({ name })) }])[0];
}

function imageReport(name: string, fields: { kind?: "image" | "filesystem"; recordedAs?: string } = {}) {
  const report = read(trivyImage(name, [result()]), `${name.replaceAll(/[/:]/g, "-")}.json`);
  return recorded(report, { target: { kind: fields.kind ?? "image", name: fields.recordedAs ?? name, commit } });
}

test("a required scanner without a report is doubt, and with one is not", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem" } } } as const;

  expect(doubts(scanning, {})).toEqual([
    "scanning.scanners.trivy is required, and there is no report of it that can be judged",
  ]);
  expect(doubts(scanning, { reports: [recorded(clean)] })).toEqual([]);
});

test("a scanner that is not required may be missing", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem" }, snyk: { required: false } } } as const;

  expect(doubts(scanning, { reports: [recorded(clean)] })).toEqual([]);
});

test("no report at all is doubt, even where nothing is required", () => {
  expect(doubts({ scanners: {} }, {})).toEqual(["scanning.scanners requires no scanner here, and no report was given"]);
});

const scansImages = { scanners: { trivy: { scanType: "image" } } } as const;

test("every image of the repository must be covered", () => {
  const both = [imageReport("registry.example/acme/api:1"), imageReport("web:1")];

  expect(doubts(scansImages, { repository: repository("api", "web"), reports: both })).toEqual([]);
  expect(doubts(scansImages, { repository: repository("api", "web"), reports: both.slice(0, 1) })).toEqual([
    "image web of shop is in no report of trivy that can be judged",
  ]);
});

test.each<[string, DecisionInputs["reports"]]>([
  ["a report whose record is of something else", [imageReport("api:1", { kind: "filesystem" })]],
  ["a report of an image whose name only ends alike", [imageReport("not-api:1")]],
  ["a report of a folder", [recorded(read(trivy([result()])), { target: { kind: "image", name: "api", commit } })]],
  ["a report that is doubted itself", [{ ...imageReport("api:1"), record: undefined }]],
])("%s covers no image", (_, reports) => {
  expect(doubts(scansImages, { repository: repository("api"), reports })).toContain(
    "image api of shop is in no report of trivy that can be judged",
  );
});

test("without a repository one report of the image scanner suffices", () => {
  expect(doubts(scansImages, { reports: [recorded(clean)] })).toEqual([]);
});

test("a repository without images still needs the report of a required image scanner", () => {
  const other = { reports: [], repository: repository() };

  expect(doubts(scansImages, other)).toEqual([
    "scanning.scanners.trivy is required, and there is no report of it that can be judged",
  ]);
  expect(doubts(scansImages, { ...other, reports: [recorded(clean)] })).toEqual([]);
});
