import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, printTable } from "./measure.ts";

const cli = "packages/cli/bin/sallyport.js";
const policy = "examples/quickstart/sallyport.yaml";
const rounds = 3;

/** Says at the end of a process how much memory it had at most, in KiB. */
const sayMemory = 'data:text/javascript,process.on("exit",()=>console.error("maxRSS",process.resourceUsage().maxRSS))';

interface Size {
  findings: number;
  reports: number;
  target?: { ms: number; megabytes: number };
}

const sizes: readonly Size[] = [
  { findings: 10_000, reports: 1 },
  { findings: 13_000, reports: 1, target: { ms: 700, megabytes: 400 } },
  { findings: 100_000, reports: 15, target: { ms: 2500, megabytes: 400 } },
];

/** Reading, correlating, deciding and rendering, as a whole process, beside one that only parses the same files. */
export function benchGate(): void {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  try {
    const rows = sizes.flatMap((size) => rowsOf(size, writeReports(folder, size)));
    printTable(
      `sallyport gate on generated reports of Trivy and Grype (median of ${rounds})`,
      ["findings, reports", "process", "ms", "MB", "ratio", "target"],
      rows,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowsOf({ findings, reports, target }: Size, files: readonly string[]): string[][] {
  const name = `${findings}, ${reports}`;
  const parse = `for (const file of ${JSON.stringify(files)}) JSON.parse(require("node:fs").readFileSync(file, "utf8"))`;
  const bare = measure(["-e", parse]);
  const ours = measure([cli, "gate", "--json", "--policy", policy, ...files.flatMap((file) => ["--report", file])]);
  const met = target && ours.ms <= target.ms && ours.megabytes <= target.megabytes;
  const wanted = target ? `<= ${target.ms} ms, ${target.megabytes} MB ${met ? "met" : "MISSED"}` : "";
  return [
    [name, "JSON.parse", bare.ms.toFixed(0), bare.megabytes.toFixed(0), "x1.0", ""],
    [
      name,
      "sallyport gate",
      ours.ms.toFixed(0),
      ours.megabytes.toFixed(0),
      `x${(ours.ms / bare.ms).toFixed(1)}`,
      wanted,
    ],
  ];
}

function measure(args: readonly string[]): { ms: number; megabytes: number } {
  const runs = Array.from({ length: rounds }, () => {
    const started = performance.now();
    const { stderr } = spawnSync(process.execPath, ["--import", sayMemory, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    });
    const memory = /maxRSS (\d+)/.exec(stderr)?.[1];
    if (memory === undefined) throw new Error(`node ${args.slice(0, 3).join(" ")} did not end by itself:\n${stderr}`);
    return { ms: performance.now() - started, megabytes: Number(memory) / 1024 };
  });
  return { ms: median(runs.map(({ ms }) => ms)), megabytes: median(runs.map(({ megabytes }) => megabytes)) };
}

/** Half of the weaknesses are in two reports each, under another id. */
function writeReports(folder: string, { findings, reports }: Size): string[] {
  const each = Math.ceil(findings / reports);
  return Array.from({ length: reports }, (_, report) => {
    const file = join(folder, `${findings}-${report}.json`);
    const first = Math.floor(report / 2) * each;
    const count = Math.min(each, findings - report * each);
    writeFileSync(file, JSON.stringify(report % 2 === 0 ? trivy(first, count) : grype(first, count)));
    return file;
  });
}

const description = "An attacker who can send a request may read memory that is not theirs. ".repeat(4);
const severities = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

function severityOf(number: number): string {
  return severities[number % severities.length] ?? "LOW";
}

function trivy(first: number, count: number): unknown {
  const vulnerability = (number: number) => ({
    VulnerabilityID: `CVE-2026-${number}`,
    PkgName: `package-${number % 997}`,
    PkgIdentifier: { PURL: `pkg:npm/package-${number % 997}@1.${number}.0` },
    InstalledVersion: `1.${number}.0`,
    FixedVersion: `1.${number}.1`,
    Severity: severityOf(number),
    Title: `Weakness ${number} of a package`,
    Description: description,
    CVSS: { nvd: { V3Score: 9.8, V3Vector: vector }, ghsa: { V3Score: 9.8, V3Vector: vector } },
    PrimaryURL: `https://avd.aquasec.com/nvd/cve-2026-${number}`,
  });
  return {
    SchemaVersion: 2,
    ArtifactName: ".",
    ArtifactType: "filesystem",
    Results: [
      {
        Target: "package-lock.json",
        Class: "lang-pkgs",
        Type: "npm",
        Vulnerabilities: Array.from({ length: count }, (_, index) => vulnerability(first + index)),
      },
    ],
  };
}

function grype(first: number, count: number): unknown {
  const match = (number: number) => ({
    vulnerability: {
      id: `GHSA-${number}`,
      severity: severityOf(number),
      description,
      fix: { versions: [], state: "" },
    },
    relatedVulnerabilities: [
      { id: `CVE-2026-${number}`, cvss: [{ version: "3.1", vector, metrics: { baseScore: 9.8 } }] },
    ],
    artifact: {
      name: `package-${number % 997}`,
      version: `1.${number}.0`,
      type: "npm",
      purl: `pkg:npm/package-${number % 997}@1.${number}.0`,
      locations: [{ path: "/package-lock.json" }],
    },
  });
  return {
    matches: Array.from({ length: count }, (_, index) => match(first + index)),
    source: { type: "directory", target: "." },
    descriptor: { name: "grype", version: "0.99.0", db: { status: { valid: true } } },
  };
}
