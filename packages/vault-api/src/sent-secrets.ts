/** Fields of requests whose text is secret wherever it stands; below `data` every text is, since that is what kv stores. */
const secretFields = /^(data|jwt|key|passcode|pem_bundle)$|token$|password|private|secret/;

/** Texts of a request that no message may repeat. */
export function sentSecrets(body: unknown, isSecret = false): string[] {
  if (typeof body === "string") return isSecret && body.length >= 4 ? [body] : [];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([field, value]) => sentSecrets(value, isSecret || secretFields.test(field)));
}
