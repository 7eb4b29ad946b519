import { median, node, printTable } from "./measure.ts";

const rounds = 5;

/** Packages that stand on Pulumi are measured against the bare SDK, the others against zod. */
const cases = [
  { name: "zod", baseline: "zod" },
  { name: "@sallyport/policy", baseline: "zod", targetMs: 200 },
  { name: "@sallyport/gate", baseline: "zod", targetMs: 200 },
  { name: "@sallyport/cli", baseline: "zod" },
  { name: "@pulumi/pulumi", baseline: "@pulumi/pulumi" },
  { name: "@sallyport/github", baseline: "@pulumi/pulumi" },
  { name: "@sallyport/vault", baseline: "@pulumi/pulumi" },
  { name: "@sallyport/aws", baseline: "@pulumi/pulumi" },
  { name: "@sallyport/kubernetes", baseline: "@pulumi/pulumi" },
  { name: "@sallyport/pipeline", baseline: "@pulumi/pulumi" },
];

interface Import {
  ms: number;
  rssMb: number;
}

/** Time and memory of the first import of each package in a fresh process. The rounds take turns. */
export function benchImports(): void {
  const runs = new Map<string, Import[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name } of cases) {
      const measured = importOnce(name);
      if (round > 0) runs.get(name)?.push(measured);
    }
  }
  const result = (name: string): Import => ({
    ms: median(runs.get(name)?.map(({ ms }) => ms) ?? []),
    rssMb: median(runs.get(name)?.map(({ rssMb }) => rssMb) ?? []),
  });
  printTable(
    `Import, first in a fresh process (median of ${rounds})`,
    ["package", "ms", "RSS MB", "baseline", "ratio", "target"],
    cases.map(({ name, baseline, targetMs }) => {
      const { ms, rssMb } = result(name);
      const ratio = ms / result(baseline).ms;
      const target = targetMs === undefined ? "" : `<= ${targetMs} ms ${ms <= targetMs ? "met" : "MISSED"}`;
      return [name, ms.toFixed(0), rssMb.toFixed(0), baseline, `x${ratio.toFixed(2)}`, target];
    }),
  );
}

function importOnce(name: string): Import {
  const program = `const started = performance.now(); await import(${JSON.stringify(name)}); console.log(JSON.stringify({ ms: performance.now() - started, rssMb: process.memoryUsage().rss / 2 ** 20 }));`;
  return JSON.parse(node(["--input-type=module", "-e", program]));
}
