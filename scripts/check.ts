import { runAll } from "./run.ts";

const withoutTests = process.argv.includes("--without-tests");
const forTests = process.argv.slice(2).filter((argument) => argument !== "--without-tests");

/** Everything that needs no cloud and no tool beyond this checkout: format, lint, types, generated files, unit tests. */
await runAll([
  ["format and lint", "biome", "check", "--error-on-warnings", "."],
  ["build", "node", "scripts/build.ts"],
  ["types of tests and programs", "tsc", "-b", "test"],
  ["generated files are current", "node", "scripts/generate.ts", "--check"],
  ...(withoutTests ? [] : [["unit tests", "vitest", "run", "--project", "unit", ...forTests] as const]),
]);
