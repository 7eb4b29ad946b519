import { OrganizationPolicy, RepositoriesPolicy, SecretsPolicy } from "@sallyport/policy";
import { boundClaims, boundClaimsType, type LoginJobs, refGlob } from "@sallyport/vault";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { globMatches, letsIn } from "../support/vault/letting-in.ts";

const vault = { address: "https://vault.acme.example" };
const [payments] = RepositoriesPolicy.parse([{ name: "payments-api", id: 900123 }]);
if (!payments) throw new Error("the test lost its repository");

const deployWorkflow = { repository: "payments-api", path: ".github/workflows/deploy.yml" };
const jobs: LoginJobs = {
  policy: SecretsPolicy.parse({ vault }),
  organization: OrganizationPolicy.parse({ login: "acme", id: 1042 }),
  repository: payments,
  environment: "production",
  refs: { branches: ["main"], tags: [] },
  workflows: [deployWorkflow],
};
const withSecrets = (secrets: object): LoginJobs => ({ ...jobs, policy: SecretsPolicy.parse({ vault, ...secrets }) });

/** Claims of a token that GitHub gives the job which this login is for. */
const claims = {
  repository_id: "900123",
  repository_owner_id: "1042",
  environment: "production",
  ref: "refs/heads/main",
  job_workflow_ref: "acme/payments-api/.github/workflows/deploy.yml@refs/heads/main",
  sub: "repo:acme@1042/payments-api@900123:environment:production",
};

describe("who may log in", () => {
  test("is bound to ids, environment, subject, ref and workflow file, letter for letter", () => {
    expect(boundClaims(jobs)).toEqual({
      repository_id: "900123",
      repository_owner_id: "1042",
      environment: "production",
      sub: "repo:acme@1042/payments-api@900123:environment:production,repo:acme/payments-api:environment:production",
      ref: "refs/heads/main",
      job_workflow_ref: "acme/payments-api/.github/workflows/deploy.yml@refs/heads/main",
    });
    expect(boundClaimsType(boundClaims(jobs))).toBe("string");
  });

  test("is the job of the repository in the environment, whichever form its subject has", () => {
    expect(letsIn(jobs, claims)).toBe(true);
    expect(letsIn(jobs, { ...claims, sub: "repo:acme/payments-api:environment:production" })).toBe(true);
  });

  test.each([
    ["another repository", { repository_id: "900124" }],
    ["a repository whose id starts alike", { repository_id: "9001230" }],
    ["another owner, after a transfer", { repository_owner_id: "666" }],
    ["another environment", { environment: "staging" }],
    ["an environment that starts alike", { environment: "production-eu" }],
    ["another branch", { ref: "refs/heads/dev" }],
    ["a tag of the name of the branch", { ref: "refs/tags/main" }],
    ["another workflow", { job_workflow_ref: "acme/payments-api/.github/workflows/x.yml@refs/heads/main" }],
    ["the workflow of another branch", { job_workflow_ref: claims.job_workflow_ref.replace("main", "dev") }],
    ["the workflow of another repository", { job_workflow_ref: claims.job_workflow_ref.replace("payments-api", "x") }],
    ["the subject of a pull request", { sub: "repo:acme/payments-api:pull_request" }],
  ])("is not %s", (_, other) => {
    expect(letsIn(jobs, { ...claims, ...other })).toBe(false);
  });

  test.each(Object.keys(claims))("is not a job whose token has no %s", (claim) => {
    const { [claim as keyof typeof claims]: _, ...others } = claims;

    expect(letsIn(jobs, others)).toBe(false);
  });
});

describe("the subject", () => {
  test("has one form where the policy takes one", () => {
    const byId = withSecrets({ auth: { jwt: { subjects: ["id"] } } });

    expect(letsIn(byId, claims)).toBe(true);
    expect(letsIn(byId, { ...claims, sub: "repo:acme/payments-api:environment:production" })).toBe(false);
  });

  test("may be any where the organisation has a template of its own", () => {
    expect(boundClaims(withSecrets({ auth: { jwt: { subjects: ["id", "any"] } } }))).not.toHaveProperty("sub");
  });
});

describe("the workflow file", () => {
  test("is the one that the policy names for these jobs, before any other", () => {
    const named = withSecrets({
      jobs: { "payments-api/production": { workflows: [".github/workflows/release.yml"] } },
    });

    expect(boundClaims(named).job_workflow_ref).toBe("acme/payments-api/.github/workflows/release.yml@refs/heads/main");
  });

  test("is not the one that the policy names for the jobs of another environment", () => {
    const elsewhere = withSecrets({ jobs: { "payments-api/staging": { workflows: [".github/workflows/x.yml"] } } });

    expect(boundClaims(elsewhere)).toEqual(boundClaims(jobs));
  });

  test("is any of the repository, and of no other, where nobody says which", () => {
    const { workflows: _, ...open } = jobs;
    const file = (path: string) => ({ ...claims, job_workflow_ref: path });

    expect(letsIn(open, file("acme/payments-api/.github/workflows/any.yml@refs/heads/main"))).toBe(true);
    expect(letsIn(open, file("acme/payments-api/.github/workflows/any.yml@refs/heads/dev"))).toBe(false);
    expect(letsIn(open, file("acme/shop/.github/workflows/any.yml@refs/heads/main"))).toBe(false);
    expect(letsIn(open, file("evil/acme/payments-api/.github/workflows/any.yml@refs/heads/main"))).toBe(false);
  });

  test("of another repository may be at any commit, as a delivery changes it", () => {
    const central = {
      ...jobs,
      workflows: [{ repository: "pipelines", path: ".github/workflows/deploy-payments-api.yml" }],
    };
    const at = (ref: string, ofRef = claims.ref) => ({
      ...claims,
      ref: ofRef,
      job_workflow_ref: `acme/pipelines/.github/workflows/deploy-payments-api.yml@${ref}`,
    });

    expect(letsIn(central, at("0123456789abcdef0123456789abcdef01234567"))).toBe(true);
    expect(letsIn(central, at("0123456789abcdef0123456789abcdef01234567", "refs/heads/dev"))).toBe(false);
    expect(letsIn(central, claims)).toBe(false);
  });
});

describe("the ref", () => {
  test("is each branch and each tag of the environment", () => {
    const refs = { branches: ["main", "stable"], tags: ["v1"] };

    expect(boundClaims({ ...jobs, refs }).ref).toBe("refs/heads/main,refs/heads/stable,refs/tags/v1");
    expect(boundClaims({ ...jobs, refs }).job_workflow_ref?.split(",")).toHaveLength(3);
  });

  test("is any where the environment takes every ref, and then the workflow file still counts", () => {
    const open: LoginJobs = { ...jobs, refs: "any" };
    const pull = { ...claims, ref: "refs/pull/7/merge" };
    const of = (file: string) => ({
      ...pull,
      job_workflow_ref: `acme/payments-api/.github/workflows/${file}@${pull.ref}`,
    });

    expect(letsIn(open, of("deploy.yml"))).toBe(true);
    expect(letsIn(open, of("other.yml"))).toBe(false);
  });

  test("never has a comma, which would be two values, the second of them everything", () => {
    expect(() => boundClaims({ ...jobs, refs: { branches: ["release,*"], tags: [] } })).toThrow("has a comma");
  });

  test.each([
    ["release/*", "release/*"],
    ["release/**/*", "release/*"],
    ["v[0-9].?", "v*.*"],
    ["main", "main"],
  ])("%s is %s for Vault, which knows no other wildcard", (pattern, glob) => expect(refGlob(pattern)).toBe(glob));
});

/** GitHub's patterns: `*` and `?` stay within a part of a name, `**` crosses them. */
function githubMatches(pattern: string, name: string): boolean {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?|\[[^\]]+\])/).map((part) => {
    const open: Record<string, string> = { "**/": "(?:.*/)?", "**": "[^/]*", "*": "[^/]*", "?": "[^/]" };
    return open[part] ?? (/^\[.+\]$/.test(part) ? part : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  });
  return new RegExp(`^${parts.join("")}$`).test(name);
}

const piece = fc.constantFrom("a", "b", "release", "/", "-", "1");
const open = fc.constantFrom("*", "?", "[ab]", "**/");
const patterns = fc.array(fc.oneof(piece, open), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
const names = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));

describe("a wildcard", () => {
  test("lets in whatever GitHub's own list lets in", () => {
    fc.assert(
      fc.property(patterns, names, (pattern, name) => {
        fc.pre(githubMatches(pattern, name));
        expect(globMatches(refGlob(pattern), name)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("reaches no other repository, owner, environment, kind of ref, or beginning of a name, whatever the pattern", () => {
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(patterns, text, fc.constantFrom(...Object.keys(claims)), (pattern, other, claim) => {
        const { workflows: _, ...anyFile } = jobs;
        const login = { ...anyFile, refs: { branches: [pattern], tags: [] } };
        const fixed: Record<string, string> = {
          ref: "refs/heads/",
          job_workflow_ref: "acme/payments-api/.github/workflows/",
        };
        const value = claims[claim as keyof typeof claims];
        const begins = (fixed[claim] ?? value).slice(0, -1);
        const changed = { ...claims, [claim]: `${begins}${other}` };
        fc.pre(!changed[claim as keyof typeof claims].startsWith(fixed[claim] ?? value));
        expect(letsIn(login, changed)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("stands in no claim but ref and workflow", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const {
          ref: _,
          job_workflow_ref: __,
          ...exact
        } = boundClaims({ ...jobs, refs: { branches: [pattern], tags: [] } });
        expect(Object.values(exact).join()).not.toContain("*");
      }),
    );
  });
});
