import { plainText } from "@sallyport/policy";

/** @see https://developer.hashicorp.com/vault/docs/concepts/policies#capabilities */
export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list" | "sudo" | "deny";

/** One rule of a Vault policy: what may be done at a path, and why. */
export interface AccessRule {
  /** `kv/data/payments-api/production/*`: `*` at the end is whatever follows, `+` one part of a path. */
  path: string;
  capabilities: readonly Capability[];
  /** Stands above the rule as a comment. */
  because: string;
}

/** A rule in one line. */
export function accessRule(path: string, capabilities: readonly Capability[], because: string): AccessRule {
  return { path, capabilities, because };
}

/** Letters that mean themselves in HCL, in a template of Vault and in a path; and the two wildcards. */
const plainPath = /^[A-Za-z0-9._+*-][A-Za-z0-9._/+*-]*$/;

/** The order in which capabilities are written: what is asked for most comes first. */
const order: readonly Capability[] = ["deny", "create", "read", "update", "patch", "delete", "list", "sudo"];

/**
 * A Vault policy in HCL: one block for each path, in the order of the rules, each below the reason for it.
 *
 * @param title Whom it is for; the first line.
 * @throws {RangeError} when a path has a character that could end it, begin another rule or a template.
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax
 */
export function policyText(title: string, rules: readonly AccessRule[]): string {
  const byPath = Map.groupBy(rules, ({ path }) => path);
  return [`${comment(title)}\n`, ...[...byPath].map(([path, same]) => block(path, same))].join("\n");
}

function block(path: string, rules: readonly AccessRule[]): string {
  if (!plainPath.test(path)) throw new RangeError(`${JSON.stringify(path)} cannot be the path of a Vault policy.`);
  const reasons = [...new Set(rules.map(({ because }) => because))];
  const given = new Set(rules.flatMap(({ capabilities }) => capabilities));
  const capabilities = order.filter((capability) => given.has(capability)).map((capability) => `"${capability}"`);
  return `${comment(reasons.join("; "))}\npath "${path}" {\n  capabilities = [${capabilities.join(", ")}]\n}\n`;
}

/** Nothing in it can end the line. */
function comment(text: string): string {
  return `# ${plainText(text)}`;
}
