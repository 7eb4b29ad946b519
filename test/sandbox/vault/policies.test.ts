import {
  type AccessRule,
  capabilities,
  jobRules,
  type PathRule,
  policyText,
  provisionRules,
  reachOf,
  readVaultPolicy,
  rotationRules,
  teamRules,
  VaultPolicyError,
  workloadRules,
} from "@sallyport/vault";
import type { VaultClient } from "@sallyport/vault-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";
import { matrixEnvironments, matrixPaths, matrixRepositories, matrixSecrets } from "./policy-matrix.ts";

/*
 * What our checker says that a Vault policy reaches is what Vault says: each path of a matrix is asked for at
 * `sys/capabilities-self`, in whole batches, for each role of a policy file and for random policies.
 */

const mayAsk = 'path "sys/capabilities-self" { capabilities = ["update"] }';

const Token = z.object({ auth: z.object({ client_token: z.string() }) });
const Answer = z.object({ data: z.record(z.string(), z.unknown()) });

describeWith("vault", "The reach of a Vault policy", () => {
  let vault: VaultServer;
  let root: VaultClient;
  beforeAll(async () => {
    vault = await VaultServer.start();
    root = vault.client();
  });
  afterAll(() => vault.stop());

  let made = 0;

  /** What Vault itself says to a token with these policies: the capabilities at each path, none for `deny`. */
  async function askVault(texts: readonly string[], paths: readonly string[]): Promise<Record<string, string[]>> {
    const policies: string[] = [];
    for (const policy of [...texts, mayAsk]) {
      made += 1;
      policies.push(`p${made}`);
      await root.write("PUT", `sys/policies/acl/p${made}`, { policy });
    }
    const body = { policies, no_default_policy: true, type: "batch", ttl: "10m" };
    const { auth } = await root.send("POST", "auth/token/create", body, Token);
    const asking = vault.unauthenticated(auth.client_token);
    const { data } = await asking.send("POST", "sys/capabilities-self", { paths }, Answer);
    asking.close();
    const said = Object.entries(data).filter(([path]) => paths.includes(path));
    return Object.fromEntries(said.map(([path, found]) => [path, capabilitiesIn(found)]));
  }

  function capabilitiesIn(found: unknown): string[] {
    return z
      .array(z.string())
      .parse(found)
      .filter((capability) => capability !== "deny")
      .toSorted();
  }

  function ourAnswer(texts: readonly string[], paths: readonly string[]): Record<string, string[]> {
    const reach = reachOf([...texts, mayAsk].flatMap(readVaultPolicy));
    return Object.fromEntries(paths.map((path) => [path, reach(path).toSorted()]));
  }

  const jobs = matrixRepositories.flatMap((repository) =>
    matrixEnvironments.map((environment): [string, AccessRule[]] => [
      `a job of ${repository} in ${environment}`,
      jobRules({ policy: matrixSecrets, repository: { name: repository }, environment }),
    ]),
  );
  const workloads = Object.keys(matrixSecrets.workloads).map((workload): [string, AccessRule[]] => [
    `the workload ${workload}`,
    workloadRules({ policy: matrixSecrets, workload }),
  ]);
  const teams = Object.keys(matrixSecrets.people).map((team): [string, AccessRule[]] => [
    `the team ${team}`,
    teamRules({ policy: matrixSecrets, team }),
  ]);
  const roles: [string, AccessRule[]][] = [
    ...jobs,
    ...workloads,
    ...teams,
    ["the rotation", rotationRules(matrixSecrets)],
    ["the provisioning", provisionRules(matrixSecrets)],
  ];

  test.each(roles)("is the same for Vault and for the checker: %s", async (title, rules) => {
    const text = policyText(title, rules);
    const paths = matrixPaths(rules);
    const said = await askVault([text], paths);

    expect(Object.keys(said)).toHaveLength(paths.length);
    expect(said).toEqual(ourAnswer([text], paths));
    expect(
      Object.values(said).some((found) => found.length > 0),
      "something is open",
    ).toBe(true);
  });

  test.each(jobs)("has no secret of another folder in it: %s", async (title, rules) => {
    const home = title.replace(/^a job of (.*) in (.*)$/, "$1/$2");
    const said = await askVault([policyText(title, rules)], matrixPaths(rules));
    const inStore = Object.keys(said).filter((path) => path.startsWith("kv/") && said[path]?.length !== 0);

    expect(inStore.length).toBeGreaterThan(0);
    expect(inStore.filter((path) => !new RegExp(`^kv/(data|metadata)/${home}/`).test(path))).toEqual([]);
    expect(Object.entries(said).filter(([, found]) => found.includes("sudo") || found.includes("delete"))).toEqual([]);
  });

  test("is the same when one token has the policies of several roles", async () => {
    const texts = roles.slice(0, 6).map(([title, rules]) => policyText(title, rules));
    const paths = matrixPaths(roles.slice(0, 6).flatMap(([, rules]) => rules));

    expect(await askVault(texts, paths)).toEqual(ourAnswer(texts, paths));
  });

  const part = fc.constantFrom("a", "ab", "b", "A", "+a");
  const end = fc.constantFrom("", "/", "*", "/*", "/+", "/+/*", "/+/b*", "/a*");
  const pattern = fc
    .tuple(fc.array(fc.oneof(part, fc.constant("+")), { minLength: 1, maxLength: 4 }), end)
    .map(([parts, last]) => `${parts.join("/")}${last}`)
    .filter((path) => !path.includes("+*"));
  const rule = fc.record({
    path: pattern,
    capabilities: fc.oneof(
      { weight: 6, arbitrary: fc.subarray([...capabilities], { minLength: 1 }) },
      { weight: 1, arbitrary: fc.constantFrom<PathRule["capabilities"]>([], ["deny"], ["deny", "read"]) },
    ),
  });
  const asked = fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom("", "/"))
    .map(([parts, last]) => `${parts.join("/")}${last}`);
  const hcl = ({ path, capabilities: given }: PathRule) => `path "${path}" { capabilities = ${JSON.stringify(given)} }`;

  test("is the same for random policies with overlapping wildcards", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(rule, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(asked, { minLength: 30, maxLength: 60 }),
        async (policies, paths) => {
          const texts = policies.map((rules) => rules.map(hcl).join("\n"));
          const said = await askVault(texts, paths);
          compared += Object.keys(said).length;
          expect(said).toEqual(ourAnswer(texts, paths));
        },
      ),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(4000);
  });

  const piece = fc.constantFrom(
    "path",
    ' "a/*" ',
    ' "kv" ',
    " {",
    " capabilities",
    " = ",
    "[",
    '"read"',
    '"sudo"',
    ",",
    "]",
    "}",
    "\n",
    "# x",
    "// x\n",
    "/* x */",
    "/*",
    "\r",
    "\\",
    "$",
    "{{x}}",
    "policy",
    '"',
    "+",
    "<<X\n",
  );
  const block = fc.constantFrom(
    'path "a/*" { capabilities = ["read"] }\n',
    'path "b" {\n  capabilities = ["list", "update",]\n}\n',
    '# path "c" { capabilities = ["read"] }\n',
  );

  test("is read from no text that Vault refuses, or reads in another way", async () => {
    let read = 0;
    const paths = ["a/x", "b", "c", "kv", "a/*", "x"];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 3, arbitrary: block }, { weight: 1, arbitrary: piece }), { maxLength: 6 }),
        async (pieces) => {
          const text = pieces.join("");
          let ours: Record<string, string[]>;
          try {
            ours = ourAnswer([text], paths);
          } catch (error) {
            expect(error).toBeInstanceOf(VaultPolicyError);
            return;
          }
          if (readVaultPolicy(text).length === 0) return;
          read += 1;
          expect(await askVault([text], paths)).toEqual(ours);
        },
      ),
      { numRuns: 400 },
    );
    expect(read).toBeGreaterThan(50);
  });
});
