import { plainText } from "@sallyport/policy";
import { VaultError } from "../vault-error.js";

/** The variable that a root credential comes in: `SALLYPORT_HANDOVER_ORDERS`. Neither a flag nor a file holds one. */
export function bootstrapVariable(name: string): string {
  return `SALLYPORT_HANDOVER_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** What Vault says, without the secret that was sent: a server may repeat what it does not take. */
export async function hiding<T>(secret: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new VaultError(error.request, withoutSecret(error.found, secret), error.remedy, error.status);
  }
}

/** A text without a secret, in any of the spellings that an address or a document gives it, nor the beginning of one. */
export function withoutSecret(text: string, secret: string): string {
  const spellings = [secret, plainText(secret), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const longestFirst = [...new Set(spellings)].toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((clean, spelling) => withoutEnd(clean.replaceAll(spelling, "(secret)"), spelling), text);
}

/** Errors are cut off after a while, which may be in the middle of the secret. */
function withoutEnd(text: string, secret: string): string {
  const shown = Array.from(secret, (_, index) => secret.slice(0, index + 1)).findLast((start) => text.endsWith(start));
  return shown === undefined ? text : text.slice(0, -shown.length);
}
