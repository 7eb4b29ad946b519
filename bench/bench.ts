import { benchColdStart } from "./cold-start.ts";
import { benchDrift } from "./drift.ts";
import { benchGate, benchLargeSarif } from "./gate.ts";
import { benchGitHubPlan } from "./github-plan.ts";
import { benchImports } from "./imports.ts";
import { benchPlan } from "./plan.ts";
import { benchVault } from "./vault.ts";

/**
 * Prints figures, each beside a named baseline of the same run. Medians; run it on a quiet machine.
 *
 *     pnpm bench            everything
 *     pnpm bench imports    one of imports, plan, github-plan, cold-start, gate, large-sarif, drift, vault
 */
const benches: Record<string, () => void | Promise<void>> = {
  imports: benchImports,
  plan: benchPlan,
  "github-plan": benchGitHubPlan,
  "cold-start": benchColdStart,
  gate: benchGate,
  "large-sarif": benchLargeSarif,
  drift: benchDrift,
  vault: benchVault,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. Known: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
