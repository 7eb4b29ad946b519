import type { JudgedSecret, SecretState } from "@sallyport/vault-api";

/** A secret as the report shows it. */
export type ReportedSecret = Omit<JudgedSecret, "periodSeconds" | "recordAt" | "stored"> & { remedy?: string };

/** What `sallyport secrets report` found. */
export interface SecretsDocument {
  version: 1;
  decision: "fresh" | "overdue" | "undecided";
  policy: { file: string; sha256: string };
  /** The time that it is true for. */
  at: string;
  secrets: ReportedSecret[];
  counts: Record<SecretState, number>;
}

/** The report: something overdue counts more than a doubt. */
export function secretsDocument(
  judged: readonly JudgedSecret[],
  policy: SecretsDocument["policy"],
  at: Date,
): SecretsDocument {
  const count = (state: SecretState) => judged.filter((secret) => secret.state === state).length;
  const counts = { fresh: count("fresh"), due: count("due"), overdue: count("overdue"), unknown: count("unknown") };
  return {
    version: 1,
    decision: counts.overdue > 0 ? "overdue" : counts.unknown > 0 ? "undecided" : "fresh",
    policy,
    at: at.toISOString(),
    secrets: judged.map(({ periodSeconds: _, recordAt: __, stored: ___, ...secret }) => ({
      ...secret,
      ...(secret.state !== "fresh" && { remedy: remedyFor(secret) }),
    })),
    counts,
  };
}

const handover = "Hand it over: `sallyport vault handover`.";

const byHand: Readonly<Record<JudgedSecret["kind"], string>> = {
  "stored secret": "Write a new value (`vault kv patch`), then end the old one where it was issued.",
  "database connection": handover,
  "static role": "See Vault's log for why it could not log in to the database.",
  issuer: "Raise its `generation` by one in the policy, and run `pulumi up`.",
  "certificate role": "Run `pulumi up`.",
  "transit key": "Run `pulumi up`: it says how often Vault makes a new version.",
  "OIDC client": "Make a new secret at the identity provider, and hand it over: `sallyport vault handover oidc`.",
};

function remedyFor({
  kind,
  state,
  changedBy,
  why,
}: Omit<JudgedSecret, "periodSeconds" | "recordAt" | "stored">): string {
  if (why?.startsWith("cannot be read")) return "Give the token a role that may see the ages of secrets.";
  if (state === "unknown" && kind === "database connection") return handover;
  if (changedBy === "sallyport") return "`sallyport secrets rotate` changes it.";
  if (kind === "static role" && state !== "unknown") return "`sallyport secrets rotate` tells Vault to change it now.";
  return byHand[kind];
}
