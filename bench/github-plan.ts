import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyText } from "./github-plan-run.ts";
import { median, node, printTable } from "./measure.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const repositories = 300;
const rounds = 5;
const target = { ms: 500, megabytes: 150 };

interface Run {
  ms: number;
  megabytes: number;
}

/** 300 repositories planned by the pure builders, beside the real components on the recording monitor. */
export function benchGitHubPlan(): void {
  inTemporaryFolder((folder) => {
    const file = join(folder, "sallyport.yaml");
    writeFileSync(file, policyText(repositories));
    compare(file);
  });
}

function compare(file: string): void {
  const measured = (mode: string, times: number): Run => {
    const runs = Array.from(
      { length: times },
      (): Run => JSON.parse(node(["bench/github-plan-run.ts", mode, String(repositories), file])),
    );
    return { ms: median(runs.map(({ ms }) => ms)), megabytes: median(runs.map(({ megabytes }) => megabytes)) };
  };
  const read = measured("read", rounds);
  const builders = measured("builders", rounds);
  const components = measured("components", 1);
  const row = (name: string, { ms, megabytes }: Run, note = "") => [
    name,
    ms.toFixed(0),
    `x${(ms / components.ms).toFixed(3)}`,
    megabytes.toFixed(0),
    note,
  ];
  const met = builders.ms <= target.ms && builders.megabytes <= target.megabytes;
  printTable(
    `Plan of ${repositories} repositories on GitHub, each in a process of its own (median of ${rounds}; components once)`,
    ["program", "ms", "ratio", "MB at most", "target"],
    [
      row("components on the recorder", components),
      row("pure builders", builders, `< ${target.ms} ms, < ${target.megabytes} MB: ${met ? "met" : "MISSED"}`),
      row("reading the policy alone", read),
    ],
  );
}
