import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "@sallyport/pipeline";
import { PolicyError } from "@sallyport/policy";
import { afterAll, beforeAll, expect, test } from "vitest";

const quickstart = "examples/quickstart/sallyport.yaml";
const githubOnly = `
version: 1
without: [audit]
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: docs, id: 7 }, { name: site, id: 8 }]
scanning: { scanners: { trivy: { scanType: filesystem } } }
`;

let folder: string;
let policyFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-plan-"));
  policyFile = join(folder, "sallyport.yaml");
  writeFileSync(policyFile, githubOnly);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("shows every plane that the policy uses", async () => {
  const { resources } = await plan(quickstart);
  const planes = new Set(resources.filter(({ custom }) => custom).map(({ plane }) => plane));

  expect([...planes].toSorted()).toEqual(["aws", "github", "kubernetes", "vault"]);
});

test("a component belongs to the plane of what is in it, and to the pipeline when it spans several", async () => {
  const { resources } = await plan(quickstart);
  const planeOf = (type: string) => resources.find((resource) => resource.type === `sallyport:index:${type}`)?.plane;

  expect(planeOf("AuditStore")).toBe("aws");
  expect(planeOf("RepositoryProtection")).toBe("github");
  expect(planeOf("SecurePipeline")).toBe("pipeline");
});

test("is the same every time", async () => {
  expect(JSON.stringify(await plan(quickstart))).toBe(JSON.stringify(await plan(quickstart)));
});

test("carries the digest of the policy file", async () => {
  const { policy } = await plan(quickstart);

  expect(policy).toEqual({
    file: quickstart,
    sha256: createHash("sha256").update(readFileSync(quickstart)).digest("hex"),
  });
});

test("writes the files of each repository", async () => {
  const { files } = await plan(policyFile);

  expect(files.map(({ repository, path }) => `${repository}: ${path}`)).toEqual([
    "docs: .github/CODEOWNERS",
    "docs: .github/dependabot.yml",
    "docs: .github/workflows/policy.yml",
    "docs: .github/workflows/scheduled-scan.yml",
    "docs: .github/workflows/security.yml",
    "site: .github/CODEOWNERS",
    "site: .github/dependabot.yml",
    "site: .github/workflows/policy.yml",
    "site: .github/workflows/scheduled-scan.yml",
    "site: .github/workflows/security.yml",
  ]);
});

test.each([
  ["a scanner that reads a secret", "{ trivy: {}, snyk: {} }", 1],
  ["none that does", "{ trivy: {}, gitleaks: {} }", 0],
])("gives %s an environment and a login of its own", async (_, scanners, count) => {
  const file = join(folder, `${count}.yaml`);
  writeFileSync(
    file,
    `${githubOnly.replace("{ trivy: { scanType: filesystem } }", scanners)}secrets: { vault: { address: "https://vault.example" } }\n`,
  );
  const { resources } = await plan(file, { repositories: ["site"] });
  const named = (type: string) =>
    resources.filter(
      (resource) => resource.type === `sallyport:index:${type}` && resource.name === "site-security-scan",
    );

  expect(named("DeploymentEnvironment")).toHaveLength(count);
  expect(named("RepositoryLogin")).toHaveLength(count);
});

test("closes where central delivery deploys and rotates", async () => {
  const file = join(folder, "central.yaml");
  writeFileSync(
    file,
    `${githubOnly
      .replace("[audit]", "[audit, environments.staging, environments.production]")
      .replace("id: 8 }", "id: 8, images: [{ name: site, base: node:24-alpine }] }")}
delivery: { mode: central, central: { repository: workflows, id: 9 } }
environments: { live: { reviewers: [team:security], deploy: { script: deploy.sh, secrets: { STRIPE_KEY: stripe/key } } } }
secrets: { vault: { address: "https://vault.example" }, stored: { site/live/stripe: {} } }
`,
  );
  const { files } = await plan(file);

  expect(files.map(({ repository, path }) => `${repository} ${path}`)).toEqual(
    expect.arrayContaining([
      "workflows .github/workflows/deploy-site.yml",
      "workflows .github/workflows/secret-rotation-site.yml",
      "site .github/workflows/secret-rotation.yml",
    ]),
  );
});

test("shows only the repositories that are asked for", async () => {
  const { resources, files } = await plan(policyFile, { repositories: ["site"] });

  expect([...new Set(files.map(({ repository }) => repository))]).toEqual(["site"]);
  expect(resources.filter(({ name }) => name.startsWith("docs"))).toEqual([]);
});

test("refuses a repository that the policy does not name, and says which it names", async () => {
  const planned = plan(policyFile, { repositories: ["shop"] });

  await expect(planned).rejects.toThrow(PolicyError);
  await expect(planned).rejects.toThrow("repositories does not name shop. It names: docs, site.");
});

test("says what the policy asks for and this version does not make", async () => {
  const paths = async (file: string) => (await plan(file)).notes.flatMap(({ path }) => path ?? []);

  expect(await paths(quickstart)).toContain("audit.logIntegrity");
  expect(await paths(policyFile)).not.toContain("audit.logIntegrity");
});

test("says once what depends on a plan that the policy does not declare", async () => {
  const about = async (file: string) => (await plan(file)).notes.filter(({ path }) => path === "organization.plan");

  expect(await about(quickstart)).toEqual([
    {
      level: "info",
      path: "organization.plan",
      message: expect.stringMatching(/rulesets \(the plan team\).*required reviewers .*\(the plan enterprise\)/),
    },
  ]);
  expect(await about("examples/organization/sallyport.yaml")).toEqual([]);
});

test("counts what a first up takes of GitHub's API, and names what would take less", async () => {
  const { budget, notes } = await plan(policyFile);
  const note = notes.find(({ path }) => path === "protection.scope");

  expect(budget).toEqual({
    repositories: 2,
    requests: 60,
    reads: 30,
    writes: 30,
    contentWrites: 20,
    points: 180,
    minutes: 1,
    boundBy: "points a minute",
    saving: {
      path: "protection.scope",
      value: "organization",
      rulesets: 3,
      insteadOf: 6,
      requests: 6,
      points: 18,
      contentWrites: 3,
    },
  });
  expect(note?.message).toBe(
    "protection.scope: organization makes 3 rulesets instead of 6 with the same rules (GitHub Enterprise): 6 requests and 3 content writes less.",
  );
  expect((await plan(policyFile, { repositories: ["site"] })).budget).toMatchObject({ repositories: 1, requests: 30 });
});

test("says which inputs of the gate no generated job brings, where the policy needs them", async () => {
  const needy = join(folder, "needy.yaml");
  const settings = "gate: { exploited: block, newOnly: true }\nexceptions: { vex: ['https://acme.example'] }\n";
  writeFileSync(needy, githubOnly.replace("scanning: {", "scanning: { canary: true,") + settings);
  const paths = async (file: string) => (await plan(file)).notes.flatMap(({ path }) => path ?? []);
  const asked = ["exceptions.vex", "scanning.canary"];

  expect(await paths(needy)).toEqual(expect.arrayContaining(asked));
  for (const path of ["gate.exploited", "gate.newOnly"]) expect(await paths(needy)).not.toContain(path);
  for (const path of asked) expect(await paths(policyFile)).not.toContain(path);
});

test("counts on code owners only where it brings them", async () => {
  const owners = join(folder, "owners.yaml");
  const paths = async (settings: string) => {
    writeFileSync(owners, githubOnly + settings);
    return (await plan(owners)).notes.flatMap(({ path }) => path ?? []);
  };
  const without = "delivery: { files: { codeowners: false } }\n";
  const unbound = "protection: { reviews: { codeOwners: false } }\n";

  expect(await paths("")).not.toContain("delivery.files.codeowners");
  expect(await paths(without)).toContain("delivery.files.codeowners");
  expect(await paths(without + unbound)).not.toContain("delivery.files.codeowners");
  expect(await paths('protection: { lockedPaths: ["!a"] }\n')).toContain("protection.lockedPaths");
});

/** The provider packages that a process has loaded after planning. */
function providersLoadedFor(file: string): string[] {
  const program = `
    import { createRequire } from "node:module";
    import { plan } from "@sallyport/pipeline";
    await plan(${JSON.stringify(file)});
    const loaded = Object.keys(createRequire(import.meta.url).cache).join("\\n");
    const names = ["aws", "github", "kubernetes", "vault"];
    console.log(names.filter((name) => loaded.includes(\`/@pulumi/\${name}/\`)).join(" "));
  `;
  return execFileSync("node", ["--input-type=module", "-e", program], { encoding: "utf8" }).trim().split(" ");
}

test("loads only the planes that the policy uses", () => {
  expect(providersLoadedFor(policyFile)).toEqual(["github"]);
  expect(providersLoadedFor(quickstart)).toEqual(["aws", "github", "kubernetes", "vault"]);
});
