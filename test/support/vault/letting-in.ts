import { boundClaims, boundClaimsType, type LoginJobs } from "@sallyport/vault";

/** Vault's glob: `*` is any text, all else stands for itself. https://github.com/ryanuber/go-glob */
export function globMatches(glob: string, value: string): boolean {
  const expression = glob.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${expression.join("[\\s\\S]*")}$`).test(value);
}

/** What Vault does with the bound claims of a login: each has to be there, and to match one of its values. */
export function letsIn(login: LoginJobs, token: Readonly<Record<string, string | undefined>>): boolean {
  const bound = boundClaims(login);
  const isGlob = boundClaimsType(bound) === "glob";
  return Object.entries(bound).every(([claim, values]) => {
    const value = token[claim];
    if (value === undefined) return false;
    return values.split(",").some((wanted) => (isGlob ? globMatches(wanted, value) : wanted === value));
  });
}
