import { capabilities } from "./access-rule.js";
import type { PathRule } from "./reach.js";

/** A Vault policy that cannot be read, so nobody knows what it opens. */
export class VaultPolicyError extends Error {
  override readonly name = "VaultPolicyError";
  readonly line: number;

  /** @param found Continues a sentence that begins with the line. */
  constructor(line: number, found: string) {
    super(`line ${line} ${found}`);
    this.line = line;
  }
}

interface Token {
  kind: "word" | "text" | "mark" | "end";
  value: string;
  line: number;
}

/** Space, comments, words, texts without any escape or template, marks. */
const token = /(?:[ \t\n]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+|([A-Za-z_]+)|"([^"\\\n$]*)"|([{}[\]=,])/y;

/**
 * The rules of a Vault policy in HCL. Only what decides about reach is read: `path "..." { capabilities = [...] }`. Everything
 * else, also what Vault would take, is an error and not a rule that opens nothing.
 *
 * @throws {VaultPolicyError}
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax
 */
export function readVaultPolicy(hcl: string): PathRule[] {
  const tokens = tokensOf(hcl);
  const rules: PathRule[] = [];
  for (let at = 0; tokens[at]?.kind !== "end"; ) {
    const path = tokens[at + 1];
    at = expectAll(tokens, at, ["path", "(text)", "{", "capabilities", "=", "["]);
    const [given, next] = readList(tokens, at);
    at = expectAll(tokens, next, ["]", "}"]);
    rules.push({ path: pathIn(path), capabilities: given });
  }
  return rules;
}

function tokensOf(hcl: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  token.lastIndex = 0;
  for (let at = 0; at < hcl.length; at = token.lastIndex) {
    const found = token.exec(hcl);
    const control = found && /[^\P{Cc}\t\n]/u.exec(found[0]);
    if (!found || control) throw new VaultPolicyError(line, "has something that Sallyport does not read");
    const [all, word, text, mark] = found;
    if (word !== undefined) tokens.push({ kind: "word", value: word, line });
    if (text !== undefined) tokens.push({ kind: "text", value: text, line });
    if (mark !== undefined) tokens.push({ kind: "mark", value: mark, line });
    line += all.split("\n").length - 1;
  }
  return [...tokens, { kind: "end", value: "the end", line }];
}

function expectAll(tokens: readonly Token[], from: number, wanted: readonly string[]): number {
  for (const [offset, want] of wanted.entries()) {
    const found = tokens[from + offset];
    const isWanted = want === "(text)" ? found?.kind === "text" : found?.kind !== "text" && found?.value === want;
    if (!isWanted)
      throw new VaultPolicyError(
        lineOf(tokens, from + offset),
        `has ${found?.value ?? "the end"} where Sallyport reads ${want}`,
      );
  }
  return from + wanted.length;
}

const known = [...capabilities, "deny"] as const;

function readList(tokens: readonly Token[], from: number): [PathRule["capabilities"], number] {
  const found: (typeof known)[number][] = [];
  let at = from;
  while (tokens[at]?.kind === "text") {
    const capability = known.find((each) => each === tokens[at]?.value);
    if (!capability) throw new VaultPolicyError(lineOf(tokens, at), `has an unknown capability (${tokens[at]?.value})`);
    found.push(capability);
    at += 1;
    if (tokens[at]?.value !== ",") break;
    at += 1;
  }
  return [found, at];
}

/** Templates become a path only at a login; `+*` is refused by Vault; other letters may be read in two ways. */
function pathIn(found: Token | undefined): string {
  const { value = "", line = 0 } = found ?? {};
  if (value === "" || value.includes("{{") || value.includes("+*") || !/^[ -~]*$/.test(value)) {
    throw new VaultPolicyError(line, `has a path that Sallyport does not read (${value})`);
  }
  return value;
}

function lineOf(tokens: readonly Token[], at: number): number {
  return (tokens[at] ?? tokens.at(-1))?.line ?? 0;
}
