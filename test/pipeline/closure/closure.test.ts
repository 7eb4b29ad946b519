import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClosureError, closureProblems, type Plan, plan } from "@sallyport/pipeline";
import { type Policy, readPolicy } from "@sallyport/policy";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { planes } from "../../../packages/pipeline/dist/planes.js";

const policyText = `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: payments-api, id: 900123, images: [{ name: payments-api }] }]
protection: { mergeQueue: true }
environments: { production: { reviewers: [team:security] } }
secrets: { vault: { address: "https://vault.acme.example" } }
`;

let folder: string;
let policy: Policy;
let planned: Plan;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-closure-"));
  const policyFile = join(folder, "sallyport.yaml");
  writeFileSync(policyFile, policyText);
  policy = readPolicy(policyFile).policy;
  planned = await plan(policyFile);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Parts = Pick<Plan, "resources" | "files">;
const problemsOf = (parts: Parts) => closureProblems(policy, parts);

/** The plan with the inputs of the resources of a type changed as JSON text. */
function withResources(type: string, change: (inputs: string) => string): Parts {
  let changed = 0;
  const resources = planned.resources.map((resource) => {
    if (!resource.type.endsWith(`:${type}`)) return resource;
    const before = JSON.stringify(resource.inputs);
    const after = change(before);
    if (after !== before) changed += 1;
    return { ...resource, inputs: JSON.parse(after) };
  });
  expect(changed, "the change must change something").toBeGreaterThan(0);
  return { ...planned, resources };
}

/** The plan with the text of its security workflow changed. */
function withFiles(from: string | RegExp, to: string): Parts {
  const files = planned.files.map((file) =>
    file.path.endsWith("/security.yml") ? { ...file, content: file.content.replace(from, to) } : file,
  );
  const same = files.every(({ content }, index) => content === planned.files[index]?.content);
  expect(same, "the change must change something").toBe(false);
  return { ...planned, files };
}

/** The plan with one workflow more. */
function withFile(content: string, path = ".github/workflows/more.yml", repository = "payments-api"): Parts {
  const file = { repository, path, content, sha256: "", purpose: "A test." };
  return { ...planned, files: [...planned.files, file] };
}

const job = (lines: string) =>
  `name: more\non: { pull_request: , merge_group: }\njobs:\n  more:\n    name: More\n    runs-on: ubuntu-24.04\n${lines}`;

test("a plan as it is has no open end", () => {
  expect(problemsOf(planned)).toEqual([]);
});

describe("a required check", () => {
  test("that the ruleset names otherwise than the workflow stops the plan, and both are named", () => {
    const [problem] = problemsOf(
      withResources("RepositoryRuleset", (inputs) => inputs.replace('"sallyport"', '"gatekeeper"')),
    );

    expect(problem).toContain(
      'the ruleset "Sallyport: branches" of payments-api requires the check "gatekeeper", and nothing gives it',
    );
    expect(problem).toContain('job sallyport reports "sallyport"');
  });

  test("that the workflow reports under another name stops the plan, and both are named", () => {
    const [problem] = problemsOf(withFiles("name: sallyport\n    needs", "name: verdict\n    needs"));

    expect(problem).toContain('requires the check "sallyport", and nothing gives it');
    expect(problem).toContain('reports "verdict"');
  });

  const verdictJob = /( {2}sallyport:\n {4}name: sallyport\n(?: {4}.*\n)*? {4}if: )always\(\)/;
  test.each<[string, string | RegExp, string, RegExp]>([
    [
      "does not start for pull requests",
      "  pull_request:\n",
      "  workflow_dispatch:\n",
      /does not start on pull_request/,
    ],
    [
      "does not start in the merge queue",
      "  merge_group:\n",
      "  workflow_dispatch:\n",
      /does not start on merge_group/,
    ],
    [
      "starts for other branches",
      "  pull_request:\n",
      "  pull_request:\n    branches: [develop]\n",
      /starts on pull_request for develop only, not for main/,
    ],
    [
      "leaves out branches",
      "  pull_request:\n",
      "  pull_request:\n    branches-ignore: [docs]\n",
      /leaves out branches on pull_request/,
    ],
    ["starts for some paths only", "  pull_request:\n", "  pull_request:\n    paths: [src/**]\n", /some paths only/],
    ["leaves out some paths", "  merge_group:\n", "  merge_group:\n    paths-ignore: [docs/**]\n", /some paths only/],
    [
      "does not start on a push to the pull request",
      "  pull_request:\n",
      "  pull_request:\n    types: [opened, reopened]\n",
      /when one is synchronize/,
    ],
    [
      "is skipped when the gate fails",
      verdictJob,
      "$1success()",
      /is skipped, which counts as passed, unless success\(\)/,
    ],
    [
      "is skipped on forks",
      verdictJob,
      "$1always() && github.repository == 'acme/payments-api'",
      /is skipped, which counts as passed, unless always\(\) &&/,
    ],
    [
      "may fail",
      "name: sallyport\n    needs",
      "name: sallyport\n    continue-on-error: true\n    needs",
      /counts as passed when it fails/,
    ],
    [
      "has a matrix",
      "name: sallyport\n    needs",
      "name: sallyport\n    strategy: { matrix: { node: [22, 24] } }\n    needs",
      /has a matrix/,
    ],
    ["cancels the runs of others", /group: .*/, "group: sallyport", /cancels the run of another change/],
  ])("of a workflow that %s stops the plan", (_, from, to, problem) => {
    expect(problemsOf(withFiles(from, to)).join("\n")).toMatch(problem);
  });

  test("without a condition is skipped when a job before it fails", () => {
    const parts = withFiles(/( {2}sallyport:\n {4}name: sallyport\n(?: {4}.*\n)*?) {4}if: always\(\)\n/, "$1");

    expect(problemsOf(parts).join("\n")).toMatch(/is skipped, which counts as passed, when gate or .* fails/);
  });

  test("that a second job reports under the same name stops the plan: the ruleset takes either", () => {
    const parts = withFile(job("    steps: []\n").replace("name: More", "name: sallyport"));

    expect(problemsOf(parts).join("\n")).toMatch(
      /is not alone: \.github\/workflows\/more\.yml, job more reports under the same name/,
    );
  });

  test("may come without a merge queue from a workflow that has none", () => {
    const withoutQueue = withResources("RepositoryRuleset", (inputs) => inputs.replace(/"mergeQueue":\{[^}]*\},/, ""));
    const files = planned.files.map((file) => ({ ...file, content: file.content.replace("  merge_group:\n", "") }));

    expect(problemsOf({ ...withoutQueue, files })).toEqual([]);
  });

  test("of another repository does not count", () => {
    const files = planned.files.map((file) => ({ ...file, repository: "docs" }));

    expect(problemsOf({ ...planned, files }).join("\n")).toContain(
      'requires the check "sallyport", and nothing gives it',
    );
  });

  test("of a called workflow has the name of its caller in front", () => {
    const called = { repository: "payments-api", path: ".github/workflows/part.yml", sha256: "", purpose: "A test." };
    const caller =
      "on: { pull_request: , merge_group: }\npermissions: {}\njobs: { sallyport: { name: sallyport, uses: ./.github/workflows/part.yml } }";
    const content =
      "on: { workflow_call: }\npermissions: {}\njobs: { inner: { name: verdict, runs-on: ubuntu-24.04, steps: [] } }";
    const files = [
      { ...called, content },
      { ...called, path: ".github/workflows/caller.yml", content: caller },
    ];
    const required = (name: string) =>
      withResources("RepositoryRuleset", (inputs) => inputs.replace('"sallyport"', JSON.stringify(name))).resources;

    expect(problemsOf({ resources: required("sallyport / verdict"), files })).toEqual([]);
    expect(problemsOf({ resources: required("verdict"), files }).join()).toContain('reports "sallyport / verdict"');
  });
});

describe("an environment", () => {
  test("that a job runs in and that is not there stops the plan, and those that are there are named", () => {
    const [problem] = problemsOf(withFiles("environment: security-approval", "environment: security"));

    expect(problem).toContain('job approval of payments-api runs in the environment "security", and nothing gives it');
    expect(problem).toContain('payments-api has the environment "security-approval"');
  });

  test("that is renamed leaves the job and the Vault role behind, and both are named", () => {
    const parts = withResources("RepositoryEnvironment", (inputs) => inputs.replace('"production"', '"live"'));

    expect(problemsOf(parts).join("\n")).toContain(
      'the Vault role github-900123-production lets in jobs of payments-api in the environment "production", and nothing gives it',
    );
    expect(problemsOf(parts).join("\n")).toContain('payments-api has the environment "live"');
  });

  test.each<[string, string, string]>([
    ["another environment", '"environment":"production"', '"environment":"prod"'],
    ["another repository", '"repository_id":"900123"', '"repository_id":"900124"'],
  ])("that a Vault role believes in, of %s, stops the plan", (_, from, to) => {
    const problems = problemsOf(withResources("AuthBackendRole", (inputs) => inputs.replace(from, to)));

    expect(problems.join("\n")).toMatch(
      /the Vault role github-900123-production lets in jobs of .* and nothing gives it/,
    );
  });
});

describe("a permission", () => {
  test("that an action needs and its job does not have stops the plan", () => {
    const checkout = `    steps:\n      - { name: Code, uses: actions/checkout@${"a".repeat(40)} }\n`;

    expect(problemsOf(withFile(job(`    permissions: { contents: read }\n${checkout}`)))).toEqual([]);
    expect(problemsOf(withFile(job(`    permissions: { actions: read }\n${checkout}`))).join()).toContain(
      'job more, step "Code" needs the permission `contents: read`, and nothing gives it: .github/workflows/more.yml, job more has `actions: read`',
    );
  });

  test("that a called workflow asks for and its caller does not have stops the plan", () => {
    const called =
      "on: { workflow_call: }\njobs: { inner: { name: inner, runs-on: ubuntu-24.04, permissions: { issues: write }, steps: [] } }";
    const caller = (permissions: string) =>
      `on: { push: }\njobs: { outer: { name: outer, permissions: ${permissions}, uses: ./.github/workflows/called.yml } }`;
    const parts = (permissions: string) => {
      const { files } = withFile(called, ".github/workflows/called.yml");
      return { ...planned, files: [...files, ...withFile(caller(permissions)).files.slice(-1)] };
    };

    expect(problemsOf(parts("{ issues: write }"))).toEqual([]);
    expect(problemsOf(parts("{ issues: read }")).join()).toContain(
      "job inner asks for `issues: write`, which its caller must have",
    );
  });
});

describe("a workflow", () => {
  test("that a job calls and that is not there stops the plan", () => {
    const caller = "on: { push: }\njobs: { outer: { name: outer, uses: ./.github/workflows/gone.yml } }";

    expect(problemsOf(withFile(caller)).join()).toContain("calls ./.github/workflows/gone.yml, and nothing gives it");
  });

  test("that a job calls must be made to be called", () => {
    const caller = `on: { push: }\njobs: { outer: { name: outer, uses: ./.github/workflows/security.yml } }`;

    expect(problemsOf(withFile(caller)).join()).toContain("is not made to be called (no workflow_call)");
  });
});

describe("a Vault role", () => {
  const roleWith = (from: string, to: string) =>
    problemsOf(withResources("AuthBackendRole", (inputs) => inputs.replaceAll(from, to))).join("\n");

  test("for a branch that the environment does not take stops the plan, and both are named", () => {
    const problems = roleWith("refs/heads/main", "refs/heads/trunk");

    expect(problems).toContain(
      'the Vault role github-900123-production lets in jobs of payments-api in the environment "production" at refs/heads/trunk, and nothing gives it: the environment "production" of payments-api takes refs/heads/main',
    );
    expect(problems).toContain("workflows/* of payments-api in the environment");
  });

  test("is left behind by a branch of the environment that is renamed", () => {
    const parts = withResources("RepositoryEnvironmentDeploymentPolicy", (inputs) => inputs.replace("main", "trunk"));

    expect(problemsOf(parts).join()).toContain("at refs/heads/main, and nothing gives it");
  });

  test("for a workflow file that the plan does not bring stops the plan", () => {
    expect(roleWith("/workflows/*", "/workflows/deploy.yml")).toContain(
      "the Vault role github-900123-production lets in jobs of the file payments-api/.github/workflows/deploy.yml, and nothing gives it",
    );
    expect(roleWith("/workflows/*", "/workflows/security.yml")).toBe("");
  });

  test("may be for a file of the repository's own, where the policy names it", () => {
    const path = ".github/workflows/release.yml";
    const parts = withResources("AuthBackendRole", (inputs) => inputs.replaceAll(".github/workflows/*", path));
    const job = { workflows: [path], database: [], certificates: [], sign: [], encrypt: [] };
    const secrets = policy.secrets && { ...policy.secrets, jobs: { "payments-api/production": job } };

    expect(problemsOf(parts).join()).toContain(`the file payments-api/${path}, and nothing gives it`);
    expect(closureProblems({ ...policy, secrets }, parts)).toEqual([]);
  });

  test("does not let in a job that logs in from another file", () => {
    const login = job(
      `    environment: production\n    steps:\n      - { name: Log in, run: true, env: { VAULT_ROLE: github-900123-production } }\n`,
    );
    const { files } = withFile(login);
    const resources = withResources("AuthBackendRole", (inputs) =>
      inputs.replaceAll("/workflows/*", "/workflows/security.yml"),
    ).resources;

    expect(problemsOf({ files, resources }).join()).toContain(
      ".github/workflows/more.yml, job more of payments-api logs in to Vault as github-900123-production, and nothing gives it: the Vault role github-900123-production lets in jobs of payments-api/.github/workflows/security.yml",
    );
  });

  test("for people has no claims of jobs, and is no end of a workflow", async () => {
    const file = join(folder, "people.yaml");
    const oidc = '{ discoveryUrl: "https://login.acme.example", clientId: vault }';
    writeFileSync(
      file,
      policyText.replace('example" } }', `example" }, auth: { oidc: ${oidc} }, people: { security: {} } }`),
    );

    expect((await plan(file)).resources.some(({ inputs }) => inputs.roleType === "oidc")).toBe(true);
  });
});

describe("a secret", () => {
  const login = (secret: string, role = "github-900123-production", environment = "production") =>
    withFile(
      job(
        `    environment: ${environment}\n    steps:\n      - { name: Log in, run: true, env: { VAULT_ROLE: ${role}, VAULT_SECRET_1: ${secret} } }\n`,
      ),
    );

  test("of a scanner is read by its own job, and by what the plan lets that job read", async () => {
    const file = join(folder, "scanner.yaml");
    writeFileSync(
      file,
      `${policyText}scanning: { scanners: { snyk: {} } }\n`.replace(
        "id: 900123,",
        "id: 900123, manifests: [package.json],",
      ),
    );
    const scanning = await plan(file);
    const reads = "reads the secret kv/data/payments-api/security-scan/snyk as github-900123-security-scan";
    const elsewhere = scanning.resources.map((resource) =>
      resource.type === "vault:index/policy:Policy"
        ? { ...resource, inputs: JSON.parse(JSON.stringify(resource.inputs).replaceAll("/security-scan/", "/scans/")) }
        : resource,
    );

    expect(scanning.files.some(({ content }) => content.includes("VAULT_SECRET_1: kv/data/"))).toBe(true);
    expect(problemsOf({ ...scanning, resources: elsewhere }).join("\n")).toContain(`${reads}, and nothing gives it`);
  });

  test("that the policies of the role open is read", () => {
    expect(problemsOf(login("kv/data/payments-api/production/token"))).toEqual([]);
  });

  test.each([
    ["of another environment", "kv/data/payments-api/staging/token"],
    ["of another repository", "kv/data/shop/production/token"],
    ["above its folder", "kv/data/payments-api/production"],
  ])("%s stops the plan, and the policy that there is is named", (_, secret) => {
    const problems = problemsOf(login(secret)).join();

    expect(problems).toContain(`reads the secret ${secret} as github-900123-production, and nothing gives it`);
    expect(problems).toContain(
      "the Vault policy github-900123-production lets it read kv/data/payments-api/production/*",
    );
  });

  test("needs the role in the environment of the job", () => {
    const problems = problemsOf(login("", "github-900123-production", "staging")).join();

    expect(problems).toContain(
      'logs in to Vault as github-900123-production in the environment "staging", and nothing gives it',
    );
  });

  test("is out of reach when the role brings a policy that is not there", () => {
    const parts = withResources("Policy", (inputs) =>
      inputs.replace('"name":"github-900123-production"', '"name":"other"'),
    );

    expect(problemsOf(parts).join()).toContain(
      "the Vault role github-900123-production brings the Vault policy github-900123-production, and nothing gives it",
    );
  });
});

test("a plan whose ends do not meet is refused with all of them", async () => {
  const { github } = planes;
  const renamed: typeof github.repositoryFiles = (inputs) =>
    github
      .repositoryFiles(inputs)
      .map((file) => ({ ...file, content: file.content.replace(/^ {4}name: sallyport$/m, "    name: verdict") }));
  const spy = vi.spyOn(planes, "github", "get").mockReturnValue({ ...github, repositoryFiles: renamed });
  try {
    const refused = plan(join(folder, "sallyport.yaml"));

    await expect(refused).rejects.toThrow(ClosureError);
    await expect(refused).rejects.toThrow('requires the check "sallyport", and nothing gives it');
  } finally {
    spy.mockRestore();
  }
});
