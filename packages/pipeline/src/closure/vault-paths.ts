/** A rule of a Vault policy. */
export interface PathRule {
  /** `payments/data/payments-api/production/*`; `+` is one part of a path, `*` at the end whatever follows. */
  path: string;
  capabilities: readonly string[];
}

const rule = /path\s+"([^"]+)"\s*\{[^}]*?capabilities\s*=\s*\[([^\]]*)\]/g;

/** The rules of a Vault policy in HCL, as Sallyport writes it. */
export function pathRules(hcl: string): PathRule[] {
  return [...hcl.replaceAll(/^\s*#.*$/gm, "").matchAll(rule)].map(([, path = "", capabilities = ""]) => ({
    path,
    capabilities: [...capabilities.matchAll(/"([^"]+)"/g)].map(([, capability = ""]) => capability),
  }));
}

/**
 * Whether the path of a rule reaches another path.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax
 */
export function reaches(rulePath: string, path: string): boolean {
  const isPrefix = rulePath.endsWith("*");
  const wanted = (isPrefix ? rulePath.slice(0, -1) : rulePath).split("/");
  const given = path.split("/");
  if (isPrefix ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, index) => {
    if (part === "+") return true;
    const isLast = isPrefix && index === wanted.length - 1;
    return isLast ? given[index]?.startsWith(part) : given[index] === part;
  });
}
