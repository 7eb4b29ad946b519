import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrackedIssue } from "@sallyport/gate";
import type { JudgedSecret } from "@sallyport/vault-api";
import { describe, expect, test } from "vitest";
import {
  renderSecrets,
  renderSecretsAnnotations,
  renderSecretsSummary,
} from "../../packages/cli/src/secrets/render-secrets.ts";
import { planSecretIssues } from "../../packages/cli/src/secrets/secret-issues.ts";
import { secretsDocument } from "../../packages/cli/src/secrets/secrets-document.ts";
import { documentOf, messagesOf, runCli, temporaryFolder } from "./run-cli.ts";

const at = new Date("2026-11-25T12:00:00Z");
const token = { VAULT_TOKEN: "hvs.fake-canary-token" };

function secret(name: string, fields: Partial<JudgedSecret> = {}): JudgedSecret {
  return {
    kind: "stored secret",
    name,
    class: "apiKey",
    owners: ["team:payments"],
    periodSeconds: 7_776_000,
    changedBy: "people",
    recordAt: name,
    stored: undefined,
    state: "fresh",
    rotatedAt: "2026-11-01T00:00:00.000Z",
    ageDays: 24,
    dueAt: "2027-01-30T00:00:00.000Z",
    ...fields,
  };
}

const overdue = (name: string, fields: Partial<JudgedSecret> = {}) =>
  secret(name, { state: "overdue", why: "should have changed on 2026-11-01", ...fields });
const unknown = (name: string, why = "is not in Vault"): JudgedSecret => {
  const { rotatedAt: _, ageDays: __, dueAt: ___, ...rest } = secret(name);
  return { ...rest, state: "unknown", why };
};
const report = (...secrets: JudgedSecret[]) => secretsDocument(secrets, { file: "sallyport.yaml", sha256: "0" }, at);

describe("the decision", () => {
  test.each([
    ["fresh and due", [secret("a"), secret("b", { state: "due" })], "fresh"],
    ["a doubt", [secret("a"), unknown("b")], "undecided"],
    ["something overdue", [secret("a"), overdue("b")], "overdue"],
    ["both: what is overdue counts more", [unknown("a"), overdue("b")], "overdue"],
    ["no secrets at all", [], "fresh"],
  ] as const)("on %s", (_, secrets, decision) => {
    expect(report(...secrets).decision).toBe(decision);
  });

  test("is a document that keeps to its schema, with a remedy for whatever is not fresh", () => {
    const document = report(secret("a"), overdue("b", { changedBy: "sallyport" }), secret("c", { state: "due" }));

    expect(documentOf(JSON.stringify(document), "secrets-report.json")).toMatchObject({
      counts: { fresh: 1, due: 1, overdue: 1, unknown: 0 },
      secrets: [
        expect.not.objectContaining({ remedy: expect.anything() }),
        { remedy: "`sallyport secrets rotate` changes it." },
        { remedy: expect.stringContaining("vault kv patch") },
      ],
    });
  });

  test.each<[Partial<JudgedSecret>, string]>([
    [{ kind: "database connection", changedBy: "sallyport", state: "unknown" }, "sallyport vault handover"],
    [{ kind: "database connection", changedBy: "sallyport", state: "overdue" }, "sallyport secrets rotate"],
    [{ kind: "static role", changedBy: "vault", state: "overdue" }, "tells Vault to change it now"],
    [{ kind: "issuer", state: "due" }, "generation"],
    [{ kind: "transit key", changedBy: "vault", state: "overdue" }, "pulumi up"],
    [{ kind: "OIDC client", state: "overdue" }, "vault handover oidc"],
    [{ state: "unknown", why: "cannot be read: 403" }, "Give the token a role"],
  ])("names what helps: %j", (fields, remedy) => {
    expect(report(secret("a", fields)).secrets[0]?.remedy).toContain(remedy);
  });
});

describe("the table", () => {
  test("has what needs somebody first, with the reason and the remedy", () => {
    const text = renderSecrets(report(secret("api/production/fresh"), overdue("api/production/stripe")), {
      color: false,
    });

    expect(text.split("\n")).toEqual([
      "state    secret                 age   due         class   owner",
      "overdue  api/production/stripe  24 d  2027-01-30  apiKey  team:payments",
      expect.stringMatching(/^ {2}api\/production\/stripe should have changed on 2026-11-01\. Write a new value/),
      "fresh    api/production/fresh   24 d  2027-01-30  apiKey  team:payments",
      "",
      "1 overdue, 0 unknown, 0 due soon, 1 fresh.",
      "",
    ]);
  });

  test("shows what nobody knows as a dash, and no owner too", () => {
    const text = renderSecrets(report({ ...unknown("a"), owners: [] }), { color: false });
    expect(text).toMatch(/unknown\s+a\s+-\s+-\s+apiKey\s+-\n/);
  });
});

describe("in a workflow job", () => {
  test("what is overdue or unknown is an error, what is due a warning, what is fresh nothing", () => {
    const lines = renderSecretsAnnotations(
      report(secret("a"), secret("b", { state: "due" }), unknown("c"), overdue("d")),
    );

    expect(lines.trim().split("\n")).toEqual([
      expect.stringMatching(/^::error title=Secret overdue%3A d::d should have changed on 2026-11-01\. /),
      expect.stringMatching(/^::error title=Secret unknown%3A c::c is not in Vault\. /),
      expect.stringMatching(/^::warning title=Secret due%3A b::b must change soon\. /),
    ]);
  });

  test("a message of Vault cannot give the runner a command, nor the page a table", () => {
    const document = report(unknown("a", "cannot be read: x\n::set-output name=y::z | <b>"));

    expect(renderSecretsAnnotations(document).trim().split("\n")).toHaveLength(1);
    const page = renderSecretsSummary(document);
    expect(page).not.toMatch(/^::/m);
    expect(page).not.toContain("<b>");
  });
});

describe("issues", () => {
  const issue = (fields: Partial<TrackedIssue> = {}): TrackedIssue => ({
    number: 4,
    title: "Secret overdue: a",
    body: "<!-- sallyport-secret: stored secret a -->\nmore",
    state: "open",
    stateReason: undefined,
    author: "bot",
    labels: [],
    updatedAt: "2026-11-25T12:00:00Z",
    ...fields,
  });
  const actions = (document: ReturnType<typeof report>, issues: TrackedIssue[] = []) =>
    planSecretIssues(document, issues).map((step) => step.action);

  test("one is made for an overdue secret, with its owner, and no second one", () => {
    const [step] = planSecretIssues(report(overdue("a", { owners: ["user:alice", "team:payments"] })), []);

    expect(step).toMatchObject({ action: "create", title: "Secret overdue: a", assignees: ["alice"] });
    expect(actions(report(overdue("a")), [issue()])).toEqual([]);
  });

  test("one that was closed is opened again", () => {
    expect(actions(report(overdue("a")), [issue({ state: "closed" })])).toEqual(["reopen"]);
  });

  test("one is closed when the secret was changed; a doubt closes none", () => {
    expect(actions(report(secret("a")), [issue()])).toEqual(["close"]);
    expect(actions(report(unknown("a")), [issue()])).toEqual([]);
  });

  test("those of other secrets, and of people who quote one, are left alone", () => {
    const others = [issue({ body: "<!-- sallyport-secret: stored secret ab -->" }), issue({ body: "> quoted" })];
    expect(actions(report(secret("a")), others)).toEqual([]);
  });
});

describe("the commands without what they need", () => {
  const minimal = {
    version: 1,
    organization: { login: "acme", id: 1, teams: { security: 2 } },
    repositories: [{ name: "api", id: 3, visibility: "public" }],
  };
  const secrets = { vault: { address: "https://vault.acme.example" }, stored: { "api/production/stripe": {} } };
  const run = (args: string[], env: Record<string, string> = token, policy: object = { ...minimal, secrets }) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "sallyport.yaml"), JSON.stringify(policy));
    return runCli(["secrets", ...args, "--json"], { cwd, env });
  };

  test.each<[string, string[], Record<string, string>, object | undefined, string]>([
    ["report: a section secrets", ["report"], token, minimal, "has no section secrets"],
    ["rotate: a section secrets", ["rotate"], token, minimal, "has no section secrets"],
    ["a token", ["report"], {}, undefined, "VAULT_TOKEN is not set"],
    [
      "an address that is safe",
      ["report"],
      { ...token, VAULT_ADDR: "http://vault.example" },
      undefined,
      "VAULT_ADDR must be an https:// address",
    ],
    [
      "a name that the policy has",
      ["rotate", "--only", "api/production/strip"],
      token,
      undefined,
      '--only is "api/production/strip", which is no secret here. Did you mean api/production/stripe?',
    ],
    [
      "a repository that the policy has",
      ["rotate", "--repository", "apu"],
      token,
      undefined,
      '--repository is "apu", which the policy does not have. Did you mean api?',
    ],
    [
      "a name that the repository answers for",
      ["rotate", "--repository", "web", "--only", "api/production/stripe"],
      token,
      { ...minimal, repositories: [...minimal.repositories, { name: "web", id: 4 }], secrets },
      '--only is "api/production/stripe", which is no secret here. There is none.',
    ],
    [
      "a private repository for issues",
      ["report", "--issues", "api"],
      { ...token, GITHUB_TOKEN: "fake" },
      undefined,
      "--issues is api, which is public",
    ],
    ["a GitHub token for issues", ["report", "--issues", "api"], token, undefined, "GITHUB_TOKEN is not set"],
    [
      "a server that answers",
      ["rotate"],
      { ...token, VAULT_ADDR: "http://127.0.0.1:9" },
      undefined,
      "cannot be asked (ECONNREFUSED)",
    ],
  ])("end with 2 and say so: %s", async (_, args, env, policy, message) => {
    const ended = await run(args, env, policy);

    expect(ended.code).toBe(2);
    expect(messagesOf(ended.stdout)).toEqual([expect.stringContaining(message)]);
    expect(ended.stdout + ended.stderr).not.toContain("canary");
  });
});
