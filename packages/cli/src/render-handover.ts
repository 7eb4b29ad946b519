import type { HandoverOutcome } from "./commands/vault-handover.js";

/** What happened to one root credential, for people. Ends with a line break. */
export function renderHandover(handover: HandoverOutcome): string {
  return `${handover.name}: ${sentence(handover)}\n`;
}

function sentence({ name, outcome, variable, at }: HandoverOutcome): string {
  const secret = name === "oidc" ? "client secret" : "password";
  switch (outcome) {
    case "already":
      return `was handed over at ${at}.`;
    case "completed":
      return `is handed over: the password that Vault had was changed at ${at}, and Vault logs in with the new one.`;
    case "handed over":
      return name === "oidc"
        ? `is handed over: Vault has its configuration with the client secret since ${at}. Unset ${variable}.`
        : `is handed over: the password was changed at ${at}, and Vault logs in with the new one. The one in ${variable} is of no use any more.`;
    case "completes":
      return "would be completed: an earlier handover was cut off.";
    case "adopts":
      return "would be taken over with the password that Vault has, which is changed.";
    case "hands over":
      return `would be handed over with the ${secret} in ${variable}.`;
    case "lacks":
      return `waits to be handed over: ${variable} is not set.`;
  }
}
