import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { build } from "esbuild";

/** Type-checks and compiles every package (`tsc -b`), then bundles the CLI into the one file that CI jobs run. */
const tsc = spawnSync("node_modules/.bin/tsc", ["-b"], { stdio: "inherit" });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

const entry = "packages/cli/src/main.ts";
if (existsSync(entry)) {
  await build({
    entryPoints: [entry],
    outfile: "packages/cli/dist/sallyport.js",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    minifySyntax: true,
    legalComments: "none",
    sourcemap: "linked",
    logLevel: "warning",
    // Only the commands that provision need Pulumi; they load it when it is installed.
    external: ["@sallyport/pipeline"],
    // Bundled CommonJS libraries call `require`, which an ES module does not have.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
}
