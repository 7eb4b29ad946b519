import { describe, test } from "vitest";
import { toolPath } from "../../scripts/tools.ts";

/**
 * `describe` for tests that run tools of `pnpm tools`. Without one of them they are skipped and say so; in CI (`CI=true`)
 * that is a failure.
 */
export function describeWith(tool: string | readonly string[], title: string, suite: () => void): void {
  const missing = [tool].flat().filter((name) => toolPath(name) === undefined);
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const remedy = `There is no ${missing.join(", no ")} to run. Run \`pnpm tools\` once.`;
  if (process.env.CI === "true") {
    test(title, () => {
      throw new Error(remedy);
    });
    return;
  }
  console.warn(`SKIPPED: ${title}. ${remedy}`);
  describe.skip(title, suite);
}
