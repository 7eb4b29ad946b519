import { spawnSync } from "node:child_process";

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs Node and returns its output; a failure ends the benchmark. */
export function node(args: readonly string[], expectedStatus = 0): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== expectedStatus) throw new Error(`node ${args.join(" ")} ended with ${status}:\n${stderr}${stdout}`);
  return stdout;
}

/** Wall time of a Node process in milliseconds, start and end included: median of `rounds`, after one to warm up. */
export function wallMs(args: readonly string[], rounds: number, expectedStatus = 0): number {
  node(args, expectedStatus);
  return median(
    Array.from({ length: rounds }, () => {
      const started = performance.now();
      node(args, expectedStatus);
      return performance.now() - started;
    }),
  );
}

/** Prints rows as aligned columns under a heading. */
export function printTable(heading: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ");
  console.log(`\n${heading}\n${line(columns)}`);
  for (const row of rows) console.log(line(row));
}
