import { plainText } from "@sallyport/policy";
import { type RotatedSecret, rotateSecrets, rotatorsOf } from "@sallyport/vault-api";
import type { ExitCode } from "../exit-code.js";
import { print } from "../output.js";
import { chosenSecrets, openSecrets, type SecretsChoice } from "../secrets/secrets-run.js";

export interface SecretsRotateOptions extends SecretsChoice {
  policy: string;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `sallyport secrets rotate`: changes what is due. Ends with 2 when something that is due could not be changed. */
export async function secretsRotate(options: SecretsRotateOptions): Promise<ExitCode> {
  const { policy, client } = openSecrets(options.policy);
  const chosen = chosenSecrets(policy, options);
  try {
    const secrets = await rotateSecrets({
      client,
      policy,
      secrets: chosen,
      rotatorOf: rotatorsOf(policy),
      force: options.force === true,
      dryRun: options.dryRun === true,
    });
    const document = { version: 1, dryRun: options.dryRun === true, secrets };
    await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : describe(document));
    return secrets.some(({ outcome }) => outcome === "failed" || outcome === "waiting") ? 2 : 0;
  } finally {
    client.close();
  }
}

function describe({ dryRun, secrets }: { dryRun: boolean; secrets: readonly RotatedSecret[] }): string {
  const shown = secrets.filter(({ outcome, ended }) => outcome !== "kept" || ended > 0);
  const lines = shown.flatMap(({ outcome, name, ended, previousUntil, why }) => {
    const old = previousUntil === undefined ? "" : `; the key before it stays valid until ${previousUntil}`;
    const gone = ended === 0 || outcome === "rotated" ? "" : `; ${ended} old ${ended === 1 ? "key" : "keys"} ended`;
    return `${outcome.padEnd(9)} ${plainText(why === undefined ? `${name}${old}${gone}` : `${name} ${why}${gone}`)}`;
  });
  const kept = secrets.length - shown.length;
  const end = dryRun ? "Nothing was changed: this is what would happen." : "Done.";
  return `${[...lines, ...(kept > 0 ? [`kept      ${kept} that are fresh`] : []), end].join("\n")}\n`;
}
