import type { Policy } from "@sallyport/policy";
import { bringNewest, defaultBranch, keepFiles, onTrustedRun } from "../document/artifact.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import { sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import type { Evidence } from "./gate-evidence.js";

/** https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
const kev = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";

/** https://www.first.org/epss/data_stats */
const epss = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz";

/** Whether a rule of the policy rests on known exploited vulnerabilities (KEV) or exploit probabilities (EPSS). */
export function asksForFacts({ gate }: Policy): boolean {
  return gate.exploited !== undefined || gate.likelihood !== undefined || gate.ssvc !== undefined;
}

/**
 * The published facts, where the policy asks for them. Fetched once a day for the default branch, whose snapshot the runs of
 * that day take. When they cannot be had the gate judges without, and is undecided where a rule rests on them.
 */
export function facts(inputs: WorkflowInputs): Evidence | undefined {
  if (!asksForFacts(inputs.policy)) return undefined;
  const download = `curl --fail --silent --show-error --location --proto '=https' --retry 3 --max-time 60`;
  return {
    steps: [
      script(
        {
          name: "Fetch the facts about vulnerabilities",
          env: { GH_TOKEN: expression("github.token"), BRANCH: expression(defaultBranch) },
        },
        [
          "mkdir -p evidence",
          ...bringNewest("facts", "evidence", '.created_at >= (now | strftime("%Y-%m-%d"))'),
          'if [ "$found" != yes ]; then',
          `  ${download} --output kev.json ${kev} &&`,
          `    ${download} --output epss.csv.gz ${epss} &&`,
          `    ${sallyport(inputs)} facts build --kev kev.json --epss epss.csv.gz --out evidence/facts.json ||`,
          '    echo "::warning::The facts about vulnerabilities could not be had. The gate says what that means."',
          "fi",
        ],
      ),
      keepFiles(
        { name: "facts", path: "evidence/facts.json", days: 2 },
        { name: "Keep the facts for the runs of this day", if: onTrustedRun },
      ),
    ],
    flags: ['if [ -s evidence/facts.json ]; then set -- "$@" --facts evidence/facts.json; fi'],
  };
}
