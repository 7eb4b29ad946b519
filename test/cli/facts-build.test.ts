import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  atTheScan,
  copyOfExample,
  documentOf,
  edit,
  messagesOf,
  runCli,
  temporaryFolder,
  vulnerable,
} from "./run-cli.ts";

const entry = (cveID: string, dueDate = "2026-11-30") => ({
  cveID,
  vendorProject: "Acme",
  dateAdded: "2026-11-01",
  dueDate,
});
const kev = (...ids: string[]) => ({
  title: "CISA Catalog of Known Exploited Vulnerabilities",
  catalogVersion: "2026.11.20",
  dateReleased: "2026-11-20T15:00:34.0Z",
  count: ids.length,
  vulnerabilities: ids.map((id) => entry(id)),
});
const epssLines = (...rows: string[]) =>
  `${["#model_version:v2026.06.15,score_date:2026-11-21T12:03:43Z", "cve,epss,percentile", ...rows].join("\n")}\n`;
const rows = ["CVE-2021-44906,0.04921,0.92", "CVE-2026-1000,0.5,0.99"];

function inFolder(files: Record<string, string | Buffer>): string {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

const build = (cwd: string, ...args: string[]) => runCli(["facts", "build", "--out", "facts.json", ...args], { cwd });
const both = ["--kev", "kev.json", "--epss", "epss.csv.gz"];

test("the published files become a snapshot with dates, model and digests", async () => {
  const packed = gzipSync(epssLines(...rows));
  const cwd = inFolder({ "kev.json": JSON.stringify(kev("CVE-2021-44906")), "epss.csv.gz": packed });
  const { code, stdout } = await build(cwd, ...both, "--json");

  expect(code).toBe(0);
  expect(documentOf(stdout, "facts-build.json")).toMatchObject({
    kev: { date: "2026-11-20T15:00:34.000Z", source: { file: "kev.json", entries: 1 } },
    epss: { source: { sha256: createHash("sha256").update(packed).digest("hex"), entries: 2 } },
  });
  expect(JSON.parse(readFileSync(join(cwd, "facts.json"), "utf8"))).toMatchObject({
    kev: { ids: ["CVE-2021-44906"], dueDates: { "CVE-2021-44906": "2026-11-30" } },
    epss: {
      date: "2026-11-21T12:03:43.000Z",
      model: "v2026.06.15",
      table: "CVE-2021-44906 0.04921,CVE-2026-1000 0.5",
    },
  });
});

test("the gate reads the snapshot: exploited vulnerabilities get CISA's due date", async () => {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "kev.json"), JSON.stringify(kev("CVE-2021-44906")));
  writeFileSync(join(cwd, "epss.csv"), epssLines(...rows));
  await build(cwd, "--kev", "kev.json", "--epss", "epss.csv");
  const { stdout } = await runCli(["gate", ...vulnerable, ...atTheScan, "--facts", "facts.json", "--json"], { cwd });
  const { findings, inputs } = documentOf(stdout, "gate.json") as {
    findings: { ids: string[]; exploited: boolean; epss?: number; dueAt?: string }[];
    inputs: object;
  };

  expect(inputs).toMatchObject({ kev: { entries: 1 }, epss: { model: "v2026.06.15", entries: 2 } });
  expect(findings.find(({ ids }) => ids.includes("CVE-2021-44906"))).toMatchObject({
    exploited: true,
    epss: 0.04921,
    dueAt: "2026-11-30T23:59:59.000Z",
  });
});

const cut = gzipSync(epssLines(...rows)).subarray(0, 60);
test.each<[string, Record<string, string | Buffer>, string]>([
  [
    "a catalogue with fewer entries than it says",
    { "kev.json": JSON.stringify({ ...kev("CVE-2026-1000"), count: 2 }) },
    "kev.json: says that it has 2 entries and has 1",
  ],
  [
    "a catalogue that is cut off",
    { "kev.json": JSON.stringify(kev("CVE-2026-1000")).slice(0, -9) },
    "kev.json: is not JSON, or is cut off",
  ],
  ["an empty catalogue", { "kev.json": "" }, "kev.json: is empty"],
  ["a catalogue of nothing", { "kev.json": JSON.stringify(kev()) }, "kev.json: is not CISA's catalogue: count:"],
  [
    "an entry twice",
    { "kev.json": JSON.stringify(kev("CVE-2026-1000", "CVE-2026-1000")) },
    "lists CVE-2026-1000 twice",
  ],
  ["a page instead of a catalogue", { "kev.json": "<html>" }, "is not JSON"],
  ["scores that are packed and cut off", { "epss.csv.gz": cut }, "epss.csv.gz: cannot be unpacked"],
  ["scores whose last line is cut off", { "epss.csv.gz": epssLines(...rows).slice(0, -4) }, "its last line has no end"],
  [
    "scores that end before this year",
    { "epss.csv.gz": epssLines("CVE-2021-44906,0.1,0.9") },
    "scores nothing newer than CVE-2021",
  ],
  ["scores without a header", { "epss.csv.gz": "cve,epss,percentile\nCVE-2026-1000,0.5,0.9\n" }, "does not begin with"],
  ["scores without rows", { "epss.csv.gz": epssLines() }, "scores nothing"],
  ["a score above one", { "epss.csv.gz": epssLines("CVE-2026-1000,1.5,0.9") }, "has no score in line 3"],
  [
    "a line of something else",
    { "epss.csv.gz": epssLines(...rows, "429 Too Many Requests") },
    "has no score in line 5",
  ],
  ["a score twice", { "epss.csv.gz": epssLines(...rows, ...rows) }, "scores CVE-2021-44906 twice, again in line 5"],
])("refuses %s, and writes nothing", async (_, files, message) => {
  const cwd = inFolder(files);
  const [name = ""] = Object.keys(files);
  const { code, stdout } = await build(cwd, name.startsWith("kev") ? "--kev" : "--epss", name, "--json");

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining(message)]);
  expect(() => readFileSync(join(cwd, "facts.json"))).toThrow("ENOENT");
});

test("a snapshot is not replaced by one that knows less or is older", async () => {
  const many = Array.from({ length: 200 }, (_, index) => `CVE-2026-${1000 + index},0.5,0.9`);
  const cwd = inFolder({ "epss.csv": epssLines(...many) });
  expect((await build(cwd, "--epss", "epss.csv")).code).toBe(0);

  writeFileSync(join(cwd, "epss.csv"), epssLines(...many.slice(0, 150)));
  expect((await build(cwd, "--epss", "epss.csv")).stderr).toContain(
    "has 150 entries, the EPSS snapshot in facts.json has 200",
  );
  writeFileSync(join(cwd, "epss.csv"), epssLines(...many).replace("2026-11-21", "2026-11-20"));
  expect((await build(cwd, "--epss", "epss.csv")).stderr).toContain("older than the EPSS snapshot");
  writeFileSync(join(cwd, "epss.csv"), epssLines(...many.slice(1)));
  expect((await build(cwd, "--epss", "epss.csv")).code).toBe(0);
});

test("a snapshot does not lose the part for which no file is given", async () => {
  const cwd = inFolder({
    "kev.json": JSON.stringify(kev("CVE-2026-1000")),
    "epss.csv.gz": gzipSync(epssLines(...rows)),
  });
  await build(cwd, ...both);

  expect((await build(cwd, "--kev", "kev.json")).stderr).toContain("--epss is missing: facts.json would lose its EPSS");
  expect((await build(cwd, ...both)).code).toBe(0);
});

test("a snapshot that lost entries since it was built is refused by the gate", async () => {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "kev.json"), JSON.stringify(kev("CVE-2026-1000", "CVE-2026-1001")));
  await build(cwd, "--kev", "kev.json");
  edit(join(cwd, "facts.json"), '"CVE-2026-1000",', "");
  const { code, stderr } = await runCli(["gate", ...vulnerable, ...atTheScan, "--facts", "facts.json"], { cwd });

  expect(code).toBe(2);
  expect(stderr).toContain("kev: has 1 entries, its source had 2");
});

test("needs at least one file", async () => {
  expect((await build(temporaryFolder())).stderr).toContain("--kev, --epss are both missing");
});
