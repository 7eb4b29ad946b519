import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { jsonSchemas } from "@sallyport/cli";
import { policyJsonSchema, policyReference } from "@sallyport/policy";

/**
 * Writes the files that follow from code. With `--check` nothing is written, and a file that is not current is an error.
 */
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const files: Record<string, string> = {
  "docs/policy-reference.md": policyReference(),
  "packages/policy/schema/policy.json": json(policyJsonSchema()),
  ...Object.fromEntries(
    Object.entries(jsonSchemas()).map(([name, schema]) => [`packages/cli/schema/${name}`, json(schema)]),
  ),
};

const stale: string[] = [];
for (const [path, content] of Object.entries(files)) {
  if (readIfThere(path) === content) continue;
  stale.push(path);
  if (process.argv.includes("--check")) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  console.log(`wrote ${path}`);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`Not current: ${stale.join(", ")}. Run \`pnpm generate\` and commit the result.`);
  process.exit(1);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
