import { type LedgerEvent, nextEntry } from "@sallyport/gate";
import { deployWorkflow } from "@sallyport/github";
import { parsePolicy } from "@sallyport/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { buildWhenStale } from "../../scripts/build-when-stale.ts";
import { type Evaluate, loadGitHubExpressions } from "../github/github-expressions.ts";
import { runWorkflow, type WorkflowRun } from "../github/run-workflow.ts";
import { github } from "../support/github-api/for-test.ts";
import { actionsBot, type Deployment, emptyState, jobToken } from "../support/github-api/state.ts";

/*
 * The deploy workflow from its first job to its last. Conditions are GitHub's, scripts are run, the command is the real one
 * and talks to an API server; docker, cosign, gh, aws, kubectl and ZAP are stand-ins.
 */

buildWhenStale();
const cli = `${process.cwd()}/packages/cli/bin/sallyport.js`;
const commit = "a".repeat(40);
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const [built, pushed, old, older] = ["1", "2", "3", "4"].map(digest) as [string, string, string, string];
const reference = (of: string) => `${registry}/payments-api@${of}`;

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await loadGitHubExpressions();
});

/** A deployment that came before. */
function deployed(id: number, environment: string, of: string, states = ["success"]): Deployment {
  return {
    id,
    environment,
    task: "sallyport",
    sha: "b".repeat(40),
    creator: actionsBot,
    payload: { version: 1, images: [{ name: "payments-api", digest: of }] },
    statuses: states.map((state) => ({ state, creator: actionsBot })),
  };
}

const script = "deploy/ship.sh";
const byScript = {
  staging: { deploy: { script }, rollback: "automatic" },
  production: { deploy: { script }, check: { script: "deploy/smoke.sh" }, rollback: "automatic" },
};

function policyText(environments: object, scanners: object = { zap: {} }): string {
  return JSON.stringify({
    version: 1,
    organization: { login: "acme", id: 1042, teams: { security: 4203 } },
    repositories: [
      {
        name: "payments-api",
        id: 900123,
        images: [{ name: "payments-api" }],
        staging: { url: "https://staging.example/" },
      },
    ],
    environments,
    scanning: { scanners },
  });
}

/** The ledger that the gate left: its verdict on the image that was built. */
function ledger(policySha256: string, decision: "blocked" | "pass"): string {
  const now = new Date().toISOString();
  const none = { block: 0, approve: 0, warn: 0, log: 0 };
  const events: LedgerEvent[] = [
    { event: "genesis", subject: { images: [] }, payload: { ledger: "acme/payments-api" } },
    {
      event: "verdict",
      subject: { repository: "payments-api", commit, images: [{ name: "payments-api", digest: built }] },
      payload: {
        sha256: "d".repeat(64),
        decision,
        counts: {
          outcomes: { ...none, block: decision === "blocked" ? 1 : 0 },
          severities: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0 },
          suppressed: 0,
          doubts: 0,
        },
        policy: policySha256,
        reports: [],
        deferred: [],
        approvers: "team:security",
        judgedAt: now,
        toolVersion: "0.1.0",
      },
    },
  ];
  const lines: string[] = [];
  for (const event of events) lines.push(nextEntry(lines.at(-1), event, now).line);
  return lines.map((line) => `${line}\n`).join("");
}

const alert = (risk: string) => ({
  pluginid: "40018",
  name: "SQL Injection",
  riskcode: risk,
  confidence: "3",
  instances: [{ uri: "https://staging.example/login", method: "POST" }],
});

/** A stand-in for ZAP's container, which writes its report where it is told to. */
function zap(alerts: object[]): string {
  const report = JSON.stringify({ "@version": "2.17.0", site: [{ "@name": "https://staging.example", alerts }] });
  return `printf '%s' '${report}' > zap/zap.json`;
}

const docker = ({ id = built, config = built, scan = zap([]) } = {}) => `
  case "$1 $2" in
    "load --quiet") echo "Loaded image: payments-api:built" ;;
    "image inspect") if [[ "$4" == *RepoDigests* ]]; then echo "${reference(pushed)}"; else echo "${id}"; fi ;;
    "buildx imagetools") echo '{"config":{"digest":"${config}"}}' ;;
    "run --rm") ${scan} ;;
  esac`;

/** A workload that runs as it should, but for these settings of its container. */
function workload(settings: object = {}): string {
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
    ...settings,
  };
  const spec = { containers: [{ name: "payments-api", image: reference(pushed), securityContext }] };
  return JSON.stringify({ kind: "Deployment", metadata: { name: "payments-api" }, spec: { template: { spec } } });
}

interface Scenario {
  environments?: object;
  scanners?: object;
  before?: Deployment[];
  decision?: "blocked" | "pass";
  programs?: Record<string, string>;
  source?: Record<string, string>;
  vars?: Record<string, string>;
  dispatch?: Record<string, string>;
  /** How the server of staging is configured, as a workload. */
  seen?: string;
}

async function deploy(scenario: Scenario = {}): Promise<WorkflowRun & { deployments: Deployment[] }> {
  const text = policyText(scenario.environments ?? byScript, scenario.scanners);
  const { policy, sha256 } = parsePolicy(text);
  const [repository] = policy.repositories;
  const workflow = repository && deployWorkflow({ policy, repository });
  if (!workflow) throw new Error("the policy deploys nothing");
  const token = jobToken({ deployments: "write" });
  const api = await github(emptyState({ tokens: [token], deployments: scenario.before ?? [] }));
  const run = await runWorkflow(workflow, {
    evaluate,
    github: { event_name: scenario.dispatch ? "workflow_dispatch" : "push", token: token.value, run_id: "77" },
    inputs: scenario.dispatch ?? { environment: "", images: "" },
    vars: scenario.vars ?? {
      SALLYPORT_REGISTRY: registry,
      SALLYPORT_AWS_ROLE: "arn:aws:iam::123456789012:role/deploy",
    },
    programs: {
      // Nothing answers at the address of the example, so what is looked at there is a file.
      npx: `if [ "$3" = runtime-check ] && [ "$4" = --url ]; then
          printf '%s' '${scenario.seen ?? workload()}' > seen.json
          set -- "$1" "$2" runtime-check --workloads seen.json --out "$7"
        fi
        exec node '${cli}' "\${@:3}"`,
      docker: docker(),
      cosign: "exit 0",
      gh: "exit 0",
      aws: "exit 0",
      kubectl: "exit 0",
      ship: "exit 0",
      ...scenario.programs,
    },
    source: {
      "sallyport.yaml": text,
      [script]: `#!/bin/sh\nexec ship "$ENVIRONMENT" "$IMAGE_PAYMENTS_API" "\${PREVIOUS_IMAGE_PAYMENTS_API:-nothing}"\n`,
      "deploy/smoke.sh": "#!/bin/sh\nexit 0\n",
      ...scenario.source,
    },
    artifacts: scenario.dispatch
      ? {}
      : {
          images: { "payments-api.tar": "made up" },
          sbom: { "image-payments-api.cdx.json": "{}" },
          ledger: { "ledger.jsonl": ledger(sha256, scenario.decision ?? "pass") },
        },
    env: {
      GITHUB_API_URL: api.url,
      GITHUB_REPOSITORY: "acme/payments-api",
      GITHUB_RUN_ID: "77",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_SHA: commit,
      GITHUB_ACTOR: "mona",
      GITHUB_SERVER_URL: "https://github.example",
      AWS_REGION: "eu-central-1",
    },
  });
  return { ...run, deployments: api.state.deployments };
}

const results = ({ jobs }: WorkflowRun) =>
  Object.fromEntries(Object.entries(jobs).map(([id, { result }]) => [id, result]));
const shipped = ({ calls }: WorkflowRun) =>
  calls.filter((call) => call.startsWith("ship ")).map((call) => call.slice(5));
const issues = ({ calls }: WorkflowRun) => calls.filter((call) => call.startsWith("gh issue create"));
const states = ({ deployments }: { deployments: Deployment[] }) =>
  deployments.map(({ environment, statuses }) => `${environment}: ${statuses.map(({ state }) => state).join(", ")}`);

/** What the ledger says of deployments, one event a line. */
function recorded(run: WorkflowRun): string[] {
  return run
    .artifact("deployment-ledger", "ledger.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ event }) => ["deployment", "rollback"].includes(event))
    .map(({ event, subject, payload }) => {
      const [image] = subject.images as { digest: string }[];
      return `${event} ${payload.environment} ${payload.outcome ?? payload.reason} ${image?.digest[7]}`;
    });
}

const everything = {
  verify: "success",
  publish: "success",
  "deploy-staging": "success",
  "test-staging": "success",
  "rollback-staging": "skipped",
  "deploy-production": "success",
  "rollback-production": "skipped",
  alert: "skipped",
};

describe("an image that passed", () => {
  test("is signed, attested, deployed by digest to staging, tested there, and then deployed to production", async () => {
    const run = await deploy({ before: [deployed(1, "staging", old)] });

    expect(results(run)).toEqual(everything);
    expect(shipped(run)).toEqual([
      `staging ${reference(pushed)} ${reference(old)}`,
      `production ${reference(pushed)} nothing`,
    ]);
    expect(states(run).slice(1)).toEqual(["staging: in_progress, success", "production: in_progress, success"]);
    expect(recorded(run)).toEqual([
      "deployment staging started 2",
      "deployment staging succeeded 2",
      "deployment production started 2",
      "deployment production succeeded 2",
    ]);
    expect(issues(run)).toEqual([]);
    const order = [
      "docker push",
      "cosign sign",
      "cosign verify",
      "gh attestation verify",
      "ship staging",
      "docker run",
    ];
    const places = order.map((call) => run.calls.findIndex((each) => each.startsWith(call)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test("is held against this workflow on a protected branch, and against this commit", async () => {
    const { calls } = await deploy();

    expect(calls.find((call) => call.startsWith("cosign verify"))).toBe(
      "cosign verify --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity-regexp " +
        `^https://github\\.com/acme/payments-api/\\.github/workflows/deploy\\.yml@refs/heads/(?:main)$ ${reference(pushed)}`,
    );
    expect(calls.find((call) => call.startsWith("gh attestation verify"))).toBe(
      `gh attestation verify oci://${reference(pushed)} --repo acme/payments-api ` +
        `--signer-workflow acme/payments-api/.github/workflows/deploy.yml --source-digest ${commit}`,
    );
  });
});

describe("nothing is published or deployed, and an issue says so,", () => {
  test("when the ledger holds a verdict against the image", async () => {
    const run = await deploy({ decision: "blocked" });

    expect(results(run)).toMatchObject({
      verify: "failure",
      publish: "skipped",
      "deploy-staging": "skipped",
      alert: "success",
    });
    expect(shipped(run)).toEqual([]);
    expect(run.calls.join("\n")).not.toContain("docker push");
    expect(issues(run)).toHaveLength(1);
  });

  test("when the image that was built is another than the one that was judged", async () => {
    const run = await deploy({ programs: { docker: docker({ id: digest("9") }) } });

    expect(results(run)).toMatchObject({ verify: "failure", publish: "skipped" });
    expect(run.jobs.verify?.log).toContain("The ledger holds no verdict on it.");
  });

  test("when the image changed after it was verified", async () => {
    const once = `if [ "$1 $2" = "image inspect" ] && [ "$(grep -c '^docker image inspect' "$CALLS")" -gt 1 ]; then echo ${digest("9")}; exit; fi`;
    const run = await deploy({ programs: { docker: `${once}\n${docker()}` } });

    expect(results(run)).toMatchObject({ verify: "success", publish: "failure", "deploy-staging": "skipped" });
    expect(run.jobs.publish?.log).toContain("which nobody judged");
    expect(run.calls.join("\n")).not.toContain("docker push");
  });

  test("when the registry has something else than what was judged", async () => {
    const run = await deploy({ programs: { docker: docker({ config: digest("9") }) } });

    expect(results(run)).toMatchObject({ publish: "failure", "deploy-staging": "skipped", alert: "success" });
    expect(run.calls.join("\n")).not.toContain("cosign sign");
  });

  test("when a variable is not set: both are named at once", async () => {
    const run = await deploy({ vars: {} });

    expect(results(run)).toMatchObject({ publish: "failure", "deploy-staging": "skipped" });
    for (const name of ["SALLYPORT_AWS_ROLE", "SALLYPORT_REGISTRY"]) expect(run.jobs.publish?.log).toContain(name);
  });

  test.each([
    ["the signature", { cosign: '[ "$1" != verify ]' }],
    ["the provenance", { gh: '[ "$1" != attestation ]' }],
  ])("when %s is not right", async (_, programs) => {
    const run = await deploy({ programs });

    expect(results(run)).toMatchObject({
      publish: "success",
      "deploy-staging": "failure",
      "deploy-production": "skipped",
    });
    expect(shipped(run)).toEqual([]);
    expect(run.deployments).toEqual([]);
  });

  test("when the script is not executable or not there", async () => {
    const run = await deploy({ environments: { ...byScript, staging: { deploy: { script: "deploy/none.sh" } } } });

    expect(run.jobs["deploy-staging"]).toMatchObject({
      result: "failure",
      log: expect.stringContaining("deploy/none.sh is not in the repository, or not executable"),
    });
  });
});

describe("a test after the deployment that fails", () => {
  const before = [
    deployed(1, "staging", older),
    deployed(2, "staging", old),
    deployed(3, "staging", digest("8"), ["failure"]),
  ];

  test.each<[string, Scenario]>([
    ["ZAP finds a weakness that does not pass", { programs: { docker: docker({ scan: zap([alert("3")]) }) } }],
    ["ZAP crashes", { programs: { docker: docker({ scan: "exit 3" }) } }],
    [
      "ZAP tests nothing",
      { programs: { docker: docker({ scan: `printf '{"@version":"2.17.0","site":[]}' > zap/zap.json` }) } },
    ],
    ["the server is not configured as it must be", { seen: workload({ privileged: true }) }],
  ])("takes staging back to the last good image: %s", async (_, scenario) => {
    const run = await deploy({ before: structuredClone(before), ...scenario });

    expect(results(run)).toEqual({
      ...everything,
      "test-staging": "failure",
      "rollback-staging": "success",
      "deploy-production": "skipped",
      alert: "success",
    });
    expect(shipped(run)).toEqual([
      `staging ${reference(pushed)} ${reference(old)}`,
      `staging ${reference(old)} ${reference(pushed)}`,
    ]);
    expect(states(run).slice(3)).toEqual(["staging: in_progress, failure", "staging: in_progress, success"]);
    expect(recorded(run)).toEqual([
      "deployment staging started 2",
      "deployment staging failed 2",
      "rollback staging a test after the deployment failed 3",
    ]);
    expect(issues(run)).toHaveLength(1);
    expect(run.jobs["rollback-staging"]?.outputs.restored).toBe(`payments-api@${old}`);
  });

  test("that only warns does not stop anything", async () => {
    const run = await deploy({ programs: { docker: docker({ scan: zap([alert("2")]) }) } });

    expect(results(run)).toEqual(everything);
  });

  test("leaves staging as it is where the policy says manual, and the issue says how to go back", async () => {
    const environments = { ...byScript, staging: { deploy: { script }, rollback: "manual" } };
    const run = await deploy({
      environments,
      before: structuredClone(before),
      programs: { docker: docker({ scan: zap([alert("3")]) }), gh: 'if [ "$1" = issue ]; then cat issue.md; fi' },
    });

    expect(results(run)).toMatchObject({ "test-staging": "failure", "rollback-staging": "skipped", alert: "success" });
    expect(shipped(run)).toHaveLength(1);
    expect(run.jobs.alert?.log).toContain("gh workflow run deploy.yml --field environment=staging");
    expect(run.jobs.alert?.log).toContain("- test-staging: failure");
  });

  test("of the first deployment ever has nothing to go back to: it says so, stays red, and opens the issue", async () => {
    const run = await deploy({ programs: { docker: docker({ scan: zap([alert("3")]) }) } });

    expect(results(run)).toMatchObject({ "rollback-staging": "failure", alert: "success" });
    expect(run.jobs["rollback-staging"]?.log).toContain("there is nothing to go back to");
    expect(shipped(run)).toHaveLength(1);
    expect(issues(run)).toHaveLength(1);
  });

  test("does not deploy a good image whose signature is no longer right", async () => {
    const cosign = `if [ "$1" = verify ] && [[ "$*" == *${old} ]]; then exit 1; fi`;
    const run = await deploy({
      before: structuredClone(before),
      programs: { cosign, docker: docker({ scan: zap([alert("3")]) }) },
    });

    expect(results(run)).toMatchObject({ "rollback-staging": "failure" });
    expect(shipped(run)).toHaveLength(1);
  });
});

describe("a deployment that fails", () => {
  const before = [deployed(1, "staging", old), deployed(2, "production", older)];
  const failing = (place: string) => `if [ "$1 $2" = "${place} ${reference(pushed)}" ]; then exit 1; fi`;

  test("is taken back in the same job, under the approval that it has, and the job stays red", async () => {
    const run = await deploy({ before: structuredClone(before), programs: { ship: failing("production") } });

    expect(results(run)).toEqual({ ...everything, "deploy-production": "failure", alert: "success" });
    expect(shipped(run).slice(1)).toEqual([
      `production ${reference(pushed)} ${reference(older)}`,
      `production ${reference(older)} ${reference(pushed)}`,
    ]);
    expect(recorded(run).slice(-2)).toEqual([
      "deployment production failed 2",
      "rollback production the deployment or the test after it failed 4",
    ]);
  });

  test("because its check fails is taken back too", async () => {
    const run = await deploy({ before: structuredClone(before), source: { "deploy/smoke.sh": "#!/bin/sh\nexit 1\n" } });

    expect(run.jobs["deploy-production"]?.result).toBe("failure");
    expect(shipped(run).at(-1)).toBe(`production ${reference(older)} ${reference(pushed)}`);
  });

  test("in staging never reaches the test or production", async () => {
    const run = await deploy({ before: structuredClone(before), programs: { ship: failing("staging") } });

    expect(results(run)).toEqual({
      ...everything,
      "deploy-staging": "failure",
      "test-staging": "skipped",
      "deploy-production": "skipped",
      alert: "success",
    });
    expect(shipped(run).at(-1)).toBe(`staging ${reference(old)} ${reference(pushed)}`);
  });

  test("and cannot be taken back either says so", async () => {
    const run = await deploy({ before: structuredClone(before), programs: { ship: "exit 1" } });

    expect(run.jobs["deploy-staging"]?.steps).toMatchObject({
      "Deploy the last good images": "failure",
      "Record the rollback": "skipped",
    });
    expect(issues(run)).toHaveLength(1);
  });
});

describe("a rollback that somebody asks for", () => {
  const before = [
    deployed(1, "production", older),
    deployed(2, "production", digest("8"), ["failure"]),
    deployed(3, "production", old),
  ];
  const byHand = (images = "") =>
    deploy({ before: structuredClone(before), dispatch: { environment: "production", images } });

  test("goes to the images that were good before those which run, and records that these are not", async () => {
    const run = await byHand();

    expect(results(run)).toEqual({
      ...Object.fromEntries(Object.keys(everything).map((job) => [job, "skipped"])),
      "rollback-production": "success",
    });
    expect(shipped(run)).toEqual([`production ${reference(older)} nothing`]);
    expect(states(run)).toEqual([
      "production: success",
      "production: failure",
      "production: success, failure",
      "production: in_progress, success",
    ]);
    expect(recorded(run)).toEqual(["rollback production asked for by hand 4"]);
  });

  test("can name the images, if they were good there", async () => {
    expect(shipped(await byHand(`payments-api@${older}`))).toEqual([`production ${reference(older)} nothing`]);
  });

  test.each([
    ["failed there", `payments-api@${digest("8")}`],
    ["were never there", `payments-api@${digest("7")}`],
  ])("is refused for images that %s", async (_, images) => {
    const run = await byHand(images);

    expect(results(run)).toMatchObject({ "rollback-production": "failure", alert: "success" });
    expect(shipped(run)).toEqual([]);
  });
});

describe("a workload of Kubernetes", () => {
  const environments = {
    staging: { deploy: { kubernetes: { cluster: "main", namespace: "payments" } }, rollback: "automatic" },
    production: {},
  };
  const kubectl = (found: string) => `if [ "$3" = get ]; then printf '%s' '${found}'; fi`;

  test("gets the image by digest, and is waited for", async () => {
    const run = await deploy({ environments, scanners: {}, programs: { kubectl: kubectl(workload()) } });

    expect(results(run)).toMatchObject({ "deploy-staging": "success", "test-staging": "success" });
    expect(run.calls.filter((call) => /^(aws|kubectl)/.test(call))).toEqual([
      "aws eks update-kubeconfig --name main --region eu-central-1",
      `kubectl --namespace payments set image deployment/payments-api payments-api=${reference(pushed)}`,
      "kubectl --namespace payments rollout status deployment/payments-api --timeout=10m",
      "kubectl --namespace payments get deployment/payments-api --output json",
    ]);
  });

  test("that runs with more rights than it may is taken back", async () => {
    const run = await deploy({
      environments,
      scanners: {},
      before: [deployed(1, "staging", old)],
      programs: { kubectl: kubectl(workload({ privileged: true })) },
    });

    expect(results(run)).toMatchObject({ "deploy-staging": "failure", "test-staging": "skipped", alert: "success" });
    expect(run.calls.filter((call) => call.includes("set image")).at(-1)).toContain(`payments-api=${reference(old)}`);
  });
});
