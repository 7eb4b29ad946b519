import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "@sallyport/pipeline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeWith } from "../support/describe-with.ts";
import { EngineStack } from "../support/engine.ts";

const title = "stacks/repo on the engine (providers in memory: what the real plugins check themselves is not covered)";

describeWith("pulumi", title, () => {
  const repository = "aws:ecr/repository:Repository";
  const bucket = "aws:s3/bucket:Bucket";
  let folder: string;
  let stack: EngineStack;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    writePolicy();
    stack = await EngineStack.create("stacks/repo", { ...accounts, "sallyport:policy": policyFile() });
  });
  afterEach(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const policyFile = () => join(folder, "sallyport.yaml");
  const writePolicy = (change: (policy: string) => string = (policy) => policy) =>
    writeFileSync(policyFile(), change(basePolicy));
  const existing = () => Object.values(stack.planes).flatMap((plane) => plane.resources());

  test("a preview shows what `sallyport plan` shows, and makes nothing", async () => {
    const planned = await plan(policyFile());

    const preview = await stack.preview();

    expect(preview.errors).toEqual([]);
    expect(preview.steps).toEqual(planned.resources.map(({ type, name }) => `create ${type} ${name}`).sort());
    expect(existing()).toEqual([]);
  });

  test("up makes every resource in all four planes", async () => {
    const up = await stack.up();

    expect(up.errors).toEqual([]);
    expect(up.steps).toEqual((await stack.state()).map((resource) => `create ${resource}`));
    for (const plane of Object.values(stack.planes)) expect(plane.resources()).not.toEqual([]);
  });

  test("up again changes nothing", async () => {
    await stack.deploy();

    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
  });

  test("one more review updates the ruleset of the branches and replaces nothing", async () => {
    await stack.deploy();
    writePolicy((policy) => policy.replace("required: 1", "required: 2"));

    const up = await stack.up();

    expect(up.steps).toEqual([expect.stringMatching(/^update github:index\/repositoryRuleset:RepositoryRuleset /)]);
  });

  test("another number of images to keep replaces the lifecycle policy and nothing else", async () => {
    await stack.deploy();
    writePolicy((policy) => policy.replace("keepImages: 50", "keepImages: 30"));

    const up = await stack.up();

    expect(new Set(up.steps.map((step) => step.split(" ")[1]))).toEqual(
      new Set(["aws:ecr/lifecyclePolicy:LifecyclePolicy"]),
    );
    expect(stack.planes.aws.resources()).toContain("aws:ecr/lifecyclePolicy:LifecyclePolicy payments-api");
  });

  test("an environment that leaves the policy is deleted, with what belongs to it", async () => {
    await stack.deploy();
    writePolicy((policy) => policy.replace(/ {2}canary:.*\n/, ""));

    const up = await stack.up();

    expect(up.errors).toEqual([]);
    expect(up.steps.filter((step) => !step.startsWith("delete "))).toEqual([]);
    expect(up.steps).toContainEqual(
      expect.stringMatching(/^delete github:index\/repositoryEnvironment:.* payments-api-canary$/),
    );
  });

  test("destroy leaves nothing but the security settings, which a deletion would switch off", async () => {
    await stack.deploy();

    const destroyed = await stack.destroy();

    expect(destroyed.errors).toEqual([]);
    expect(await stack.state()).toEqual([]);
    expect(existing()).toEqual([
      "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates payments-api",
      "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts payments-api",
    ]);
  });

  test("a step that a provider refuses names the policy file and the section", async () => {
    stack.planes.aws.faults.fail(repository, "create", "LimitExceededException: too many repositories");

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.errors.join("\n")).toMatch(/sallyport\.yaml: registry: .*LimitExceededException: too many repositories/);
  });

  test("a policy that cannot be used stops the program before anything is made", async () => {
    writePolicy((policy) => policy.replace("keepImages: 50", "keepImages: 0"));

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.errors.join("\n")).toMatch(/sallyport\.yaml:\d+:\d+: registry\.keepImages must be at least 1, got 0/);
    expect(existing()).toEqual([]);
  });

  test("an up that the user interrupts ends in order, and the next one completes the stack", async () => {
    const held = stack.planes.aws.faults.hold(bucket, "create");
    const interrupted = stack.startUp();
    await held.reached;
    interrupted.signal("SIGINT");
    await stack.planes.aws.interrupted;
    held.release();
    const { exitCode } = await interrupted.done;
    const completed = await stack.up();

    expect(exitCode).not.toBe(0);
    expect(completed.errors).toEqual([]);
    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
  });

  test("an up that is killed leaves a stack that the next one completes, once its lock is taken away", async () => {
    const held = stack.planes.aws.faults.hold(bucket, "create");
    // One step at a time: what another step had made at that moment would be in no state.
    const killed = stack.startUp("--parallel=1");
    await held.reached;
    killed.signal("SIGKILL");
    await killed.done;
    const refused = await stack.up();
    await stack.unlock();
    const completed = await stack.up();

    expect(refused.output).toContain("the stack is currently locked");
    expect(completed.errors).toEqual([]);
    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
  });
});

describeWith("pulumi", "The Pulumi projects as they are (providers in memory)", () => {
  test.each([".", "stacks/repo"])("%s previews the quickstart without any setting but the accounts", async (folder) => {
    const stack = await EngineStack.create(folder, accounts);
    try {
      const preview = await stack.preview();

      expect(preview.errors).toEqual([]);
      expect(preview.steps).toContain("create sallyport:index:SecurePipeline payments-api");
    } finally {
      await stack.stop();
    }
  });
});

const accounts = {
  "aws:region": "eu-central-1",
  "github:owner": "acme",
  "vault:address": "https://vault.acme.example",
};

const basePolicy = `version: 1
organization:
  login: acme
  id: 1042
  teams: { payments: 4201, security: 4203 }
repositories:
  - name: payments-api
    id: 900123
    owners: [team:payments]
    languages: [javascript]
    images:
      - { name: payments-api, base: node:24-alpine }
      - { name: payments-worker, base: node:24-alpine }
    manifests: [package-lock.json]
protection:
  branches: [main]
  reviews: { required: 1 }
environments:
  canary: { reviewers: [team:payments] }
  production: { reviewers: [team:payments], tags: ["v*"], waitMinutes: 10 }
scanning:
  scanners: { trivy: { scanType: filesystem } }
gate:
  approvers: team:security
secrets:
  vault: { address: "https://vault.acme.example" }
registry:
  keepImages: 50
audit: { retentionDays: 30 }
runtime: { sensitivityLevel: high }
network:
  namespaces: { payments: {} }
`;
