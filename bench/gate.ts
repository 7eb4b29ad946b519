import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedReports } from "./gate-reports.ts";
import { writeLargeSarif } from "./large-sarif.ts";
import { median, printTable } from "./measure.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** As the first line of the command has it. */
const node = ["--max-semi-space-size=8"];
const cli = "packages/cli/bin/sallyport.js";
const policy = "examples/quickstart/sallyport.yaml";

/** Says at the end of a process how much memory it had at most, in KiB. */
const sayMemory = 'data:text/javascript,process.on("exit",()=>console.error("maxRSS",process.resourceUsage().maxRSS))';

interface Size {
  entries: number;
  tools: 1 | 15;
  rounds: number;
  target?: { ms?: number; megabytes?: number };
}

const sizes: readonly Size[] = [
  { entries: 10_000, tools: 1, rounds: 5 },
  { entries: 13_000, tools: 1, rounds: 5, target: { ms: 700 } },
  { entries: 100_000, tools: 15, rounds: 3, target: { ms: 2500, megabytes: 400 } },
  { entries: 1_000_000, tools: 15, rounds: 1 },
];

/** Reading, correlating, deciding and rendering, as a whole process, beside one that only parses the same files. */
export function benchGate(): void {
  inTemporaryFolder((folder) => {
    printTable(
      "sallyport gate --json on generated reports (whole process, median)",
      ["entries, reports", "process", "ms", "MB", "ratio", "target"],
      sizes.flatMap((size) => rowsOf(size, folder)),
    );
  });
  inTemporaryFolder(compareWithOthers);
  describeBundle();
}

/** A SARIF log of about 1 GB: read in parts, within bounded memory. */
export function benchLargeSarif(): void {
  inTemporaryFolder((folder) => {
    const file = join(folder, "large.sarif");
    const rows = [100_000, 1_000_000].map((results) => {
      writeLargeSarif(file, results);
      const { ms, megabytes } = measure([...node, cli, "gate", "--json", "--policy", policy, "--report", file], 1);
      const size = (statSync(file).size / 1e6).toFixed(0);
      const target = results === 1_000_000 ? `<= 512 MB ${megabytes <= 512 ? "met" : "MISSED"}` : "";
      return [`${results} results, ${size} MB`, (ms / 1000).toFixed(1), megabytes.toFixed(0), target];
    });
    printTable("sallyport gate --json on one SARIF log (whole process, one run)", ["log", "s", "MB", "target"], rows);
  });
}

function rowsOf({ entries, tools, rounds, target }: Size, folder: string): string[][] {
  const files = generatedReports(entries, tools).map(({ name, document }) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(document()));
    return file;
  });
  const parse = `for (const file of ${JSON.stringify(files)}) JSON.parse(require("node:fs").readFileSync(file, "utf8"))`;
  const bare = measure(["-e", parse], rounds);
  const gate = [...node, cli, "gate", "--json", "--policy", policy, ...files.flatMap((file) => ["--report", file])];
  const ours = measure(gate, rounds);
  for (const file of files) rmSync(file);
  const { ms: most = Number.POSITIVE_INFINITY, megabytes: largest = Number.POSITIVE_INFINITY } = target ?? {};
  const met = ours.ms <= most && ours.megabytes <= largest ? "met" : "MISSED";
  const wanted = [target?.ms && `${target.ms} ms`, target?.megabytes && `${target.megabytes} MB`].filter(
    (part) => part,
  );
  return [
    row(`${entries}, ${files.length}`, "JSON.parse", bare, bare),
    [
      ...row(`${entries}, ${files.length}`, "sallyport gate", ours, bare),
      target ? `<= ${wanted.join(", ")} ${met}` : "",
    ],
  ];
}

/** The same files given to other tools, where they are installed (`sarif` of sarif-tools from PyPI, `trivy`). */
function compareWithOthers(folder: string): void {
  const sarif = join(folder, "log.sarif");
  writeLargeSarif(sarif, 13_000);
  const trivy = join(folder, "trivy.json");
  writeFileSync(trivy, JSON.stringify(generatedReports(13_000, 1)[0]?.document()));
  const gate = (file: string) => measure([...node, cli, "gate", "--json", "--policy", policy, "--report", file], 3);
  const [onSarif, onTrivy] = [gate(sarif), gate(trivy)];
  const others: [string, string, string[], { ms: number; megabytes: number }][] = [
    ["a SARIF log", "sarif", ["summary", sarif], onSarif],
    [
      "a Trivy report",
      "trivy",
      ["convert", "--format", "sarif", "--output", join(folder, "out.sarif"), trivy],
      onTrivy,
    ],
  ];
  printTable(
    "13000 findings, beside other tools (whole process, median of 3)",
    ["file", "process", "ms", "MB", "ratio"],
    others.flatMap(([what, command, args, ours]) => {
      const found = spawnSync(command, ["--version"]).status === 0;
      const theirs = found ? timeOther(command, args) : undefined;
      return [
        row(what, "sallyport gate", ours, ours),
        theirs ? row(what, `${command} ${args[0]}`, theirs, ours) : [what, `${command}: not installed`],
      ];
    }),
  );
}

function timeOther(command: string, args: readonly string[]): { ms: number; megabytes: number } {
  const runs = Array.from({ length: 3 }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync("/usr/bin/env", ["time", "-f", "maxRSS %M", command, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stderr}`);
    return { ms: performance.now() - started, megabytes: Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024 };
  });
  return { ms: median(runs.map(({ ms }) => ms)), megabytes: median(runs.map(({ megabytes }) => megabytes)) };
}

function describeBundle(): void {
  const bytes = statSync("packages/cli/dist/sallyport.js").size;
  const libraries = ["policy", "gate", "cli"].flatMap((name) => {
    const { dependencies } = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
    return Object.keys(dependencies).filter((dependency) => !dependency.startsWith("@sallyport/"));
  });
  const unique = [...new Set(libraries)].toSorted();
  console.log(`\nCLI bundle: ${(bytes / 1e6).toFixed(2)} MB, ${unique.length} libraries: ${unique.join(", ")}`);
}

function row(what: string, process: string, { ms, megabytes }: Measured, baseline: Measured): string[] {
  return [what, process, ms.toFixed(0), megabytes.toFixed(0), `x${(ms / baseline.ms).toFixed(1)}`];
}

interface Measured {
  ms: number;
  megabytes: number;
}

function measure(args: readonly string[], rounds: number): Measured {
  const runs = Array.from({ length: rounds }, () => {
    const started = performance.now();
    const { stderr } = spawnSync(process.execPath, ["--import", sayMemory, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    });
    const memory = /maxRSS (\d+)/.exec(stderr)?.[1];
    if (memory === undefined) throw new Error(`node ${args.slice(0, 3).join(" ")} did not end by itself:\n${stderr}`);
    return { ms: performance.now() - started, megabytes: Number(memory) / 1024 };
  });
  return { ms: median(runs.map(({ ms }) => ms)), megabytes: median(runs.map(({ megabytes }) => megabytes)) };
}
