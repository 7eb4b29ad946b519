import { plainText } from "@sallyport/policy";

/**
 * In the order in which they are written.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#capabilities
 */
export const capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"] as const;
export type Capability = (typeof capabilities)[number];

/** What may be done at a path, and why. Rules add up: none takes away what another gives. */
export interface AccessRule {
  /** `kv/data/payments-api/production/*`: `/*` at the end is whatever lies in the folder. There is no other wildcard. */
  path: string;
  capabilities: readonly Capability[];
  /** Stands above the rule as a comment. */
  because: string;
}

/** A rule in one line. */
export function accessRule(path: string, capabilities: readonly Capability[], because: string): AccessRule {
  return { path, capabilities, because };
}

/** Letters that mean themselves in HCL, in a template of Vault and in a path, and one folder at the end. */
const plainPath = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*(?:\/\*)?$/;

/**
 * A Vault policy in HCL: one block for each path, in the order of the rules, each below the reason for it. Vault looks at the
 * most specific block alone, so what a folder gives is repeated for a path in it.
 *
 * @param title Whom it is for; the first line.
 * @throws {RangeError} when a path has a character that could end it, or begin another rule or a template.
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#priority-matching
 */
export function policyText(title: string, rules: readonly AccessRule[]): string {
  const paths = [...new Set(rules.map(({ path }) => path))];
  return [`${comment(title)}\n`, ...paths.map((path) => block(path, rules))].join("\n");
}

function block(path: string, rules: readonly AccessRule[]): string {
  if (!plainPath.test(path)) throw new RangeError(`${JSON.stringify(path)} cannot be the path of a Vault policy.`);
  const reasons = new Set(rules.filter((rule) => rule.path === path).map(({ because }) => because));
  const given = new Set(rules.filter((rule) => contains(rule.path, path)).flatMap((rule) => rule.capabilities));
  const written = capabilities.filter((capability) => given.has(capability)).map((capability) => `"${capability}"`);
  return `${comment([...reasons].join("; "))}\npath "${path}" {\n  capabilities = [${written.join(", ")}]\n}\n`;
}

/** Nothing in it can end the line. */
function comment(text: string): string {
  return `# ${plainText(text)}`;
}

/** Whether everything at a path, or in a folder, lies at another path or in another folder. */
export function contains(outer: string, inner: string): boolean {
  return outer === inner || (outer.endsWith("/*") && inner.startsWith(outer.slice(0, -1)));
}
