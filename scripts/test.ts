import { runAll } from "./run.ts";

/** All tests. Those that need a tool are skipped aloud without it; `pnpm tools` builds the tools. */
await runAll([
  ["build", "node", "scripts/build.ts"],
  ["tests", "vitest", "run", ...process.argv.slice(2)],
]);
