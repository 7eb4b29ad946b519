import { afterEach, beforeEach, expect, test } from "vitest";
import { describeWith } from "../support/describe-with.ts";
import { EngineStack } from "../support/engine.ts";

const title = "Engine with provider servers in memory (what the real plugins check themselves is not covered)";

describeWith("pulumi", title, () => {
  const key = "aws:kms/key:Key";
  const repository = "aws:ecr/repository:Repository";
  const lifecycle = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
  const everything = [`${lifecycle} images`, `${repository} images`, `${key} images`];
  let stack: EngineStack;

  beforeEach(async () => {
    stack = await EngineStack.create("test/engine/fixtures/registry", { "aws:region": "eu-central-1" });
  });
  afterEach(() => stack.stop());

  /** Operations on a type so far, in their order. */
  const operations = (type: string) =>
    stack.planes.aws.journal.filter((call) => call.type === type).map(({ operation }) => operation);

  test("a resource type that no provider server describes fails the preview", async () => {
    await stack.configure({ "registry:stray": "aws:sqs/queue:Queue" });

    const preview = await stack.preview();

    expect(preview.exitCode).not.toBe(0);
    expect(preview.output).toContain("does not know aws:sqs/queue:Queue; describe it in test/support/providers/aws.ts");
  });

  test("an input that the provider's documentation rules out fails the preview with the name of the input", async () => {
    await stack.configure({ "registry:deletionWindow": "3" });

    const preview = await stack.preview();

    expect(preview.exitCode).not.toBe(0);
    expect(preview.errors.join("\n")).toMatch(/deletionWindowInDays.*must be between 7 and 30, got 3/);
  });

  test("a provider that lacks a setting it cannot work without says which", async () => {
    const unconfigured = await EngineStack.create("test/engine/fixtures/registry");
    try {
      expect((await unconfigured.preview()).output).toContain("set aws:region in the stack configuration");
    } finally {
      await unconfigured.stop();
    }
  });

  test("a preview changes nothing, and knows nothing that only the provider can say", async () => {
    const preview = await stack.preview();

    expect(preview.steps).toEqual(everything.map((resource) => `create ${resource}`));
    expect(preview.output).toMatch(/url +: \[unknown\]/);
    expect(stack.planes.aws.journal).toEqual([]);
  });

  test("node gets the arguments that Pulumi.yaml asks for, and the program what the provider adds", async () => {
    const { output } = await stack.up();

    expect(output).toMatch(/stackTraceLimit: 7/);
    expect(output).toMatch(/url +: "123456789012\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/images-[0-9a-f]{7}"/);
  });

  test("an update keeps the name that the provider made up", async () => {
    await stack.deploy();
    const before = stack.planes.aws.resources();
    await stack.configure({ "registry:mutability": "MUTABLE" });

    expect((await stack.up()).steps).toEqual([`update ${repository} images`]);
    expect(stack.planes.aws.resources()).toEqual(before);
  });

  test("a replacement under a made-up name is there before the old resource goes", async () => {
    await stack.deploy();
    await stack.configure({ "registry:encryption": "AES256" });
    await stack.deploy();

    expect(operations(repository)).toEqual(["create", "create", "delete"]);
    expect(await stack.state()).toEqual(everything);
  });

  test("a replacement under the name that the program chose waits until the old resource is gone", async () => {
    await stack.configure({ "registry:name": "images" });
    await stack.deploy();
    await stack.configure({ "registry:encryption": "AES256" });
    await stack.deploy();

    expect(operations(repository)).toEqual(["create", "delete", "create"]);
    expect(stack.planes.aws.resources()).toContain(`${repository} images`);
  });

  test("a new lifecycle policy replaces the old one, which goes first", async () => {
    await stack.deploy();
    await stack.configure({ "registry:lifecycle": '{"rules":[]}' });

    expect((await stack.up()).steps).toContain(`replace ${lifecycle} images`);
    expect(operations(lifecycle)).toEqual(["create", "delete", "create"]);
  });

  test("a secret reaches the provider as it is and the state encrypted", async () => {
    await stack.configure({ "registry:description": "canary-4711" });
    await stack.deploy();

    expect(stack.planes.aws.journal[0]?.properties).toMatchObject({ description: "canary-4711" });
    expect(await stack.exported()).not.toContain("canary-4711");
  });

  test("a refresh notices that a resource is gone, and the next up makes it again", async () => {
    await stack.deploy();
    stack.planes.aws.lose(lifecycle);
    await stack.refresh();

    expect(await stack.state()).toEqual([`${repository} images`, `${key} images`]);
    expect((await stack.up()).steps).toEqual([`create ${lifecycle} images`]);
  });

  test("a failed step keeps what was made, and the next up makes the rest", async () => {
    const heal = stack.planes.aws.faults.fail(repository, "create", "AccessDenied: not today");

    const failed = await stack.up();
    const between = await stack.state();
    heal();
    const completed = await stack.up();

    expect(failed.errors.join("\n")).toContain("AccessDenied: not today");
    expect(between).toEqual([`${key} images`]);
    expect(completed.steps).toEqual([`create ${lifecycle} images`, `create ${repository} images`]);
    expect(await stack.state()).toEqual(everything);
  });
});
