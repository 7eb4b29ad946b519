import { seconds } from "../duration.js";
import type { Rule } from "./rule.js";

const shortestPeriod = "1h";

/** @see https://developer.hashicorp.com/vault/api-docs/secret/transit#auto_rotate_period */
export const keysRotateWithinVaultsLimits: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    Object.entries(secrets?.engines.transit?.keys ?? {})
      .filter(([, { rotation }]) => seconds(rotation) < seconds(shortestPeriod))
      .map(([name, { rotation }]) => ({
        path: ["secrets", "engines", "transit", "keys", name, "rotation"],
        message: `(${rotation}) is shorter than Vault allows (${shortestPeriod})`,
        remedy: "Raise it",
      })),
};
