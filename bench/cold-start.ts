import { printTable, wallMs } from "./measure.ts";

const rounds = 11;
const target = 300;
const cli = "packages/cli/bin/sallyport.js";
const example = "examples/quickstart";
const gate = [cli, "gate", "--policy", `${example}/sallyport.yaml`, "--report", `${example}/reports/trivy.json`];

/** Wall time of whole commands, process start and end included. */
export function benchColdStart(): void {
  const bare = wallMs(["-e", "0"], rounds);
  const rows = [
    { name: "node -e 0", ms: bare },
    { name: "sallyport --version", ms: wallMs([cli, "--version"], rounds) },
    {
      name: "sallyport policy check",
      ms: wallMs([cli, "policy", "check", "--policy", `${example}/sallyport.yaml`], rounds),
    },
    { name: "sallyport gate (a report)", ms: wallMs([...gate, "--at", "2026-11-22T22:30:00Z"], rounds, 1) },
    { name: "sallyport plan", ms: wallMs([cli, "plan", "--policy", `${example}/sallyport.yaml`], rounds) },
  ];
  printTable(
    `Cold start, wall time of the command (median of ${rounds})`,
    ["command", "ms", "ratio", "target"],
    rows.map(({ name, ms }) => [
      name,
      ms.toFixed(0),
      `x${(ms / bare).toFixed(1)}`,
      /gate|version/.test(name) ? `<= ${target} ms ${ms <= target ? "met" : "MISSED"}` : "",
    ]),
  );
}
