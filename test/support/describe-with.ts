import { describe, test } from "vitest";
import { toolPath } from "../../scripts/tools.ts";

/**
 * `describe` for tests that run a tool of `pnpm tools`. Without the tool they are skipped and say so; in CI (`CI=true`) that is a failure.
 */
export function describeWith(tool: string, title: string, suite: () => void): void {
  if (toolPath(tool)) {
    describe(title, suite);
    return;
  }
  const remedy = `There is no ${tool} to run. Run \`pnpm tools\` once.`;
  if (process.env.CI === "true") {
    test(title, () => {
      throw new Error(remedy);
    });
    return;
  }
  console.warn(`SKIPPED: ${title}. ${remedy}`);
  describe.skip(title, suite);
}
