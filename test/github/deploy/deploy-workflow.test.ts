import { spawnSync } from "node:child_process";
import {
  deployCall,
  deployWorkflow,
  deployWorkflowPath,
  isCall,
  type Workflow,
  workflowProblems,
  workflowYaml,
} from "@sallyport/github";
import { beforeAll, describe, expect, test } from "vitest";
import { loadGitHubParser } from "../github-parser.ts";
import { runStep, scriptStep } from "../run-step.ts";
import { jobOf, repositories, sample, stepsOf } from "../sample.ts";

const script = { script: "deploy/ship.sh" };
const kubernetes = { kubernetes: { cluster: "main", namespace: "payments" } };
const staging = { url: "https://staging.example/app" };
const bothByScript = { environments: { staging: { deploy: script }, production: { deploy: script } } };

function workflowOf(settings: Record<string, unknown> = bothByScript): Workflow {
  const workflow = deployWorkflow(sample(settings));
  if (!workflow) throw new Error("the policy deploys nothing");
  return workflow;
}

const withZap = (zap: object) => ({ ...bothByScript, ...repositories({ staging }), scanning: { scanners: { zap } } });

const variants = Object.entries({
  "two environments by script": workflowOf(),
  "tests, checks and automatic rollback": workflowOf({
    ...withZap({ scan: "full" }),
    environments: {
      staging: { deploy: script, check: script, rollback: "automatic" },
      production: { deploy: kubernetes, check: script, rollback: "automatic" },
    },
  }),
  "several images on Kubernetes": workflowOf({
    ...repositories({ images: [{ name: "acme/api" }, { name: "worker" }] }),
    environments: { staging: { deploy: { kubernetes: { ...kubernetes.kubernetes, workload: "deployment/shop" } } } },
  }),
  "central delivery": workflowOf({
    ...bothByScript,
    delivery: { mode: "central", central: { repository: "workflows", id: 7, visibility: "private" } },
  }),
});

describe("GitHub's own parser", () => {
  let errorsIn: (content: string) => Promise<string[]>;
  beforeAll(async () => {
    errorsIn = await loadGitHubParser();
  });

  test.each(variants)("accepts the workflow with %s", async (_, workflow) => {
    expect(await errorsIn(workflowYaml(workflow))).toEqual([]);
  });

  test("refuses it with an unknown job to wait for", async () => {
    const content = workflowYaml(workflowOf()).replace("- publish", "- publisher");

    expect(await errorsIn(content)).not.toEqual([]);
  });
});

test.each(variants)("bash can read every script of the workflow with %s", (_, workflow) => {
  for (const step of stepsOf(workflow)) {
    if (!("run" in step)) continue;
    expect(spawnSync("bash", ["-n"], { input: step.run, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  }
});

describe("the workflow", () => {
  test("is not written where nothing deploys", () => {
    expect(deployWorkflow(sample())).toBeUndefined();
    expect(deployWorkflow(sample({ ...bothByScript, ...repositories({ images: [] }) }))).toBeUndefined();
    expect(deployCall(sample())).toBeUndefined();
  });

  test("goes from one environment to the next as the policy orders them, whatever their order in the file", () => {
    const environments = {
      production: { deploy: script, after: "canary" },
      canary: { deploy: script, after: "staging" },
      staging: { deploy: script },
    };
    const { jobs } = workflowOf({ environments });

    expect(Object.keys(jobs).filter((id) => id.startsWith("deploy-"))).toEqual([
      "deploy-staging",
      "deploy-canary",
      "deploy-production",
    ]);
    expect(jobs["deploy-canary"]?.needs).toEqual(["verify", "publish", "deploy-staging"]);
    expect(jobs["deploy-production"]?.needs).toEqual(["verify", "publish", "deploy-canary"]);
  });

  test("tests staging before anything is deployed after it, where there is an address", () => {
    const { jobs } = workflowOf(withZap({}));

    expect(jobs["deploy-production"]?.needs).toEqual(["verify", "publish", "deploy-staging", "test-staging"]);
    expect(workflowOf().jobs["test-staging"]).toBeUndefined();
  });

  test("is called by another workflow or started by a person, by nothing else", () => {
    const { on } = workflowOf();

    expect(Object.keys(on)).toEqual(["workflow_call", "workflow_dispatch"]);
    expect(on.workflow_dispatch?.inputs.environment).toMatchObject({
      type: "choice",
      options: ["staging", "production"],
      required: true,
    });
  });

  test("is called alone, with central delivery: the environments are not in the repository that holds it", () => {
    const central = { mode: "central", central: { repository: "workflows", id: 7 } };

    expect(Object.keys(workflowOf({ ...bothByScript, delivery: central }).on)).toEqual(["workflow_call"]);
  });

  test("runs one deployment at a time, and cuts none off", () => {
    expect(workflowOf().concurrency).toEqual({ group: "sallyport-deploy-payments-api", "cancel-in-progress": false });
  });

  test("holds no secret", () => {
    for (const [, workflow] of variants) expect(workflowYaml(workflow)).not.toMatch(/secrets[.:]/);
  });
});

describe("rights", () => {
  const jobsThat = (workflow: Workflow, scope: "deployments" | "id-token" | "issues") =>
    Object.entries(workflow.jobs).flatMap(([id, { permissions }]) => (permissions[scope] ? [id] : []));

  test("to ask for an OIDC token are with the jobs that publish and deploy, not with those that test or verify", () => {
    expect(jobsThat(workflowOf(withZap({})), "id-token")).toEqual([
      "publish",
      "deploy-staging",
      "rollback-staging",
      "deploy-production",
      "rollback-production",
    ]);
  });

  test("to open an issue are with the one job that opens it", () => {
    expect(jobsThat(workflowOf(), "issues")).toEqual(["alert"]);
  });

  test("of each job suffice for its steps", () => {
    for (const [, workflow] of variants) expect(workflowProblems(workflow)).toEqual([]);
  });

  test("of the calling job are those that some job of the workflow needs", () => {
    const call = deployCall(sample(bothByScript));

    expect(call?.permissions).toEqual({
      contents: "read",
      "id-token": { access: "write", why: expect.any(String) },
      attestations: { access: "write", why: expect.any(String) },
      deployments: { access: "write", why: expect.any(String) },
      issues: { access: "write", why: expect.any(String) },
    });
  });
});

describe("the job that publishes", () => {
  const publish = jobOf(workflowOf(), "publish");

  test("runs nothing of the repository: no checkout, no cache, no command of ours", () => {
    const actions = publish.steps.flatMap((step) => ("uses" in step ? [step.uses.split("@")[0]] : []));

    expect(new Set(actions)).toEqual(
      new Set([
        "actions/download-artifact",
        "aws-actions/configure-aws-credentials",
        "aws-actions/amazon-ecr-login",
        "sigstore/cosign-installer",
        "actions/attest",
      ]),
    );
    for (const step of publish.steps) if ("run" in step) expect(step.run).not.toMatch(/npx|source\//);
  });

  test("attests the provenance and the bill of materials of every image by its digest", () => {
    const several = workflowOf({
      ...bothByScript,
      ...repositories({ images: [{ name: "acme/api" }, { name: "web" }] }),
    });
    const attested = jobOf(several, "publish").steps.flatMap((step) =>
      "uses" in step && step.uses.startsWith("actions/attest@") ? [step.with] : [],
    );

    expect(attested).toEqual(
      [
        ["acme/api", "acme--api"],
        ["web", "web"],
      ].flatMap(([name, artifact], index) => {
        const subject = {
          "subject-name": `\${{ vars.SALLYPORT_REGISTRY }}/${name}`,
          "subject-digest": `\${{ steps.push-${index}.outputs.digest }}`,
          "create-storage-record": false,
        };
        return [subject, { ...subject, "sbom-path": `sbom/image-${artifact}.cdx.json` }];
      }),
    );
  });

  test.each([
    ["", "", ["SALLYPORT_AWS_ROLE", "SALLYPORT_REGISTRY"]],
    ["arn:aws:iam::123456789012:role/deploy", "docker.io", ["SALLYPORT_REGISTRY"]],
    ["deploy", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", ["SALLYPORT_AWS_ROLE"]],
    ["arn:aws:iam::123456789012:role/deploy", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", []],
  ])("with the role %j and the registry %j names the variables %j", (ROLE, REGISTRY, named) => {
    const run = runStep(scriptStep(publish, "Read where images are kept"), {}, { ROLE, REGISTRY });

    expect(run.status).toBe(named.length === 0 ? 0 : 2);
    for (const name of ["SALLYPORT_AWS_ROLE", "SALLYPORT_REGISTRY"]) {
      expect(run.stdout.includes(name)).toBe(named.includes(name));
    }
    if (named.length === 0) expect(run.outputs).toBe("region=eu-west-1\n");
  });
});

describe("who may have signed", () => {
  const identity = (settings: Record<string, unknown>) =>
    new RegExp(
      scriptStep(jobOf(workflowOf({ ...bothByScript, ...settings }), "deploy-staging"), "Check signature").env
        ?.IDENTITY ?? "",
    );
  const workflow = "https://github.com/acme/payments-api/.github/workflows/deploy.yml";

  test.each([
    [`${workflow}@refs/heads/main`, true],
    [`${workflow}@refs/heads/release/1.2`, true],
    [`${workflow}@refs/heads/release/1/2`, false],
    [`${workflow}@refs/heads/main2`, false],
    [`${workflow}@refs/heads/feature`, false],
    [`${workflow}@refs/tags/main`, false],
    [`${workflow.replace("-api", "-apx")}@refs/heads/main`, false],
    [`${workflow.replace("deploy.yml", "deploy-yml")}@refs/heads/main`, false],
    [`https://evil.example/?${workflow}@refs/heads/main`, false],
  ])("%s: %s", (name, may) => {
    expect(identity({ protection: { branches: ["main", "release/*"] } }).test(name)).toBe(may);
  });

  test("is the central repository at a whole commit, with central delivery", () => {
    const central = {
      delivery: { mode: "central", central: { repository: "workflows", id: 7, visibility: "private" } },
    };
    const file = deployWorkflowPath(sample(central));
    const pattern = identity(central);

    expect(file).toBe(".github/workflows/deploy-payments-api.yml");
    expect(pattern.test(`https://github.com/acme/workflows/${file}@${"a".repeat(40)}`)).toBe(true);
    expect(pattern.test(`https://github.com/acme/workflows/${file}@refs/heads/main`)).toBe(false);
  });
});

describe("the calling job", () => {
  test("runs after the required check is green, on a push, and hands on no secret", () => {
    expect(deployCall(sample(bothByScript))).toMatchObject({
      needs: ["sallyport"],
      if: "!cancelled() && needs.sallyport.result == 'success' && github.event_name == 'push'",
      uses: "./.github/workflows/deploy.yml",
    });
    expect(deployCall(sample(bothByScript))).not.toHaveProperty("secrets");
  });

  test("makes a workflow without problems", () => {
    const call = deployCall(sample(bothByScript));
    if (!call || !isCall(call)) throw new Error("the policy deploys nothing");
    const jobs = { sallyport: jobOf(workflowOf(), "verify"), deploy: call };

    expect(workflowProblems({ name: "sallyport", on: { push: null }, permissions: {}, jobs })).toEqual([]);
  });
});

describe("ZAP", () => {
  const run = (zap: object) => {
    const step = scriptStep(jobOf(workflowOf(withZap(zap)), "test-staging"), "Scan what runs");
    return runStep(step, { docker: "exit 0", npx: "exit 0" });
  };

  test.each([
    [{}, "zap-baseline.py -t https://staging.example/app"],
    [{ scan: "full" }, "zap-full-scan.py -t https://staging.example/app"],
    [{ scan: "api" }, "zap-api-scan.py -f openapi -t https://staging.example/openapi.json"],
  ])("with %j runs %s in the image of one digest", (zap, command) => {
    const [call] = run(zap).calls;

    expect(call).toContain(` ${command} -J zap.json -I`);
    expect(call).toMatch(
      /^docker run --rm --volume \S+:\/zap\/wrk:rw ghcr\.io\/zaproxy\/zaproxy@sha256:[0-9a-f]{64} zap-/,
    );
  });

  test("that leaves no report leaves an empty one and a record of its version", () => {
    const { file, calls } = run({});

    expect(file("reports/zap.json")).toBe("");
    expect(calls.at(-1)).toMatch(/ record --tool zap --report reports\/zap\.json --exit 0 .* --tool-version [\d.]+ /);
  });

  test("runs no longer than the policy lets it", () => {
    const step = scriptStep(jobOf(workflowOf(withZap({ timeout: "5m" })), "test-staging"), "Scan what runs");

    expect(step.run).toContain("timeout --kill-after=30s 300s");
    expect(
      runStep({ ...step, run: step.run.replace("300s", "1s") }, { docker: "exec sleep 30", npx: "exit 0" }).calls.at(
        -1,
      ),
    ).toContain(" --exit 124 ");
  });
});
