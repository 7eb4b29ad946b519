import * as ecr from "@pulumi/aws/ecr/index.js";
import * as kms from "@pulumi/aws/kms/index.js";
import * as pulumi from "@pulumi/pulumi";
import { type RecordingError, record, unknownInput } from "@sallyport/pipeline";
import { expect, test } from "vitest";

class Registry extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:Registry", name, {}, opts);
    const key = new kms.Key(name, {}, { parent: this, protect: true });
    new ecr.Repository(
      name,
      { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }] },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

const keyUrn = "urn:pulumi:plan::sallyport::sallyport:index:Registry$aws:kms/key:Key::api";

test("records type, name, inputs, parent and what each input depends on", async () => {
  const resources = await record(() => void new Registry("api"));

  expect(resources.find(({ type }) => type === "aws:ecr/repository:Repository")).toMatchObject({
    name: "api",
    parent: "urn:pulumi:plan::sallyport::sallyport:index:Registry::api",
    inputs: { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:api" }] },
    dependencies: [keyUrn],
    propertyDependencies: { encryptionConfigurations: [keyUrn] },
  });
});

test("records options: protection, aliases, import id, hooks", async () => {
  const resources = await record(() => {
    const hook = new pulumi.ResourceHook("said", () => undefined);
    new kms.Key("a", {}, { protect: true, aliases: [{ name: "b" }], import: "key-1", hooks: { beforeCreate: [hook] } });
  });

  expect(resources.find(({ name }) => name === "a")).toMatchObject({
    protect: true,
    importId: "key-1",
    hooks: { beforeCreate: ["said"] },
    aliases: [{ spec: { name: "b" } }],
  });
});

test("notes which inputs are secret", async () => {
  const resources = await record(() => void new kms.Key("a", { tags: { note: pulumi.secret("fake") } }));

  expect(resources.find(({ name }) => name === "a")).toMatchObject({
    secretInputs: ["tags"],
    inputs: { tags: { note: "fake" } },
  });
});

test("leaves what only a provider knows unknown in a preview", async () => {
  const resources = await record(() => void new Registry("api"), { preview: true });

  expect(resources.find(({ type }) => type === "aws:ecr/repository:Repository")?.inputs).toEqual({
    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: unknownInput }],
  });
});

test("gives the same recording every time, in the order of the URNs", async () => {
  const program = () => ["c", "a", "b"].forEach((name) => void new Registry(name));

  const [first, second] = await Promise.all([record(program), record(program)]);

  expect(first).toEqual(second);
  expect(first.map(({ urn }) => urn)).toEqual(first.map(({ urn }) => urn).toSorted());
});

test("answers an expected provider call", async () => {
  const program = () => void new kms.Key("a", { description: ecr.getRepositoryOutput({ name: "x" }).repositoryUrl });
  const calls = { "aws:ecr/getRepository:getRepository": () => ({ repositoryUrl: "1.example/x" }) };

  const resources = await record(program, { calls });

  expect(resources.find(({ name }) => name === "a")?.inputs).toEqual({ description: "1.example/x" });
});

async function problemsOf(program: () => unknown): Promise<string> {
  const failure: RecordingError = await record(program, { patienceMs: 50 }).then(
    () => expect.unreachable("the recording should have failed"),
    (error) => error,
  );
  return failure.problems.join("\n");
}

test("names the resource whose output an .apply failed on", async () => {
  const problems = await problemsOf(() => {
    new kms.Key("a", {}).arn.apply(() => {
      throw new Error("no such thing");
    });
  });

  expect(problems).toBe('aws:kms/key:Key "a": an .apply failed: no such thing');
});

test("names the resource that was never registered because an .apply failed", async () => {
  const problems = await problemsOf(() => {
    const arn = new kms.Key("a", {}).arn.apply(async () => Promise.reject(new Error("late")));
    new ecr.Repository("r", { name: arn });
  });

  expect(problems).toContain('aws:kms/key:Key "a": an .apply failed: late');
  expect(problems).toContain('aws:ecr/repository:Repository "r": was never registered');
});

test("refuses a provider call that nobody expected", async () => {
  const problems = await problemsOf(
    () => void new ecr.Repository("r", { name: ecr.getRepositoryOutput({ name: "x" }).arn }),
  );

  expect(problems).toContain('aws:ecr/getRepository:getRepository({"name":"x"})');
  expect(problems).toContain('aws:ecr/repository:Repository "r"');
});

test("names the resource that waits for a promise that never settles", async () => {
  const problems = await problemsOf(() => void new ecr.Repository("r", { name: new Promise<string>(() => undefined) }));

  expect(problems).toBe('aws:ecr/repository:Repository "r": an input is a promise that never settles.');
});

test("ends a program that itself never ends", async () => {
  expect(await problemsOf(() => new Promise(() => undefined))).toContain("never settles");
});

test("refuses two resources with one URN", async () => {
  const problems = await problemsOf(() => {
    new kms.Key("a", {});
    new kms.Key("a", {});
  });

  expect(problems).toContain('aws:kms/key:Key "a": two resources have the URN');
});

test("refuses reading an existing resource", async () => {
  expect(await problemsOf(() => void kms.Key.get("a", "key-1"))).toContain(
    'aws:kms/key:Key "a": reads an existing resource',
  );
});

test("refuses a transform, which only the engine can run", async () => {
  const problems = await problemsOf(() => void new kms.Key("a", {}, { transforms: [() => undefined] }));

  expect(problems).toContain("A transform is registered");
});

test("refuses two hooks of one name, as the engine does", async () => {
  const problems = await problemsOf(() => {
    for (const name of ["a", "b"]) {
      new kms.Key(name, {}, { hooks: { onError: [new pulumi.ErrorHook("same", () => false)] } });
    }
  });

  expect(problems).toContain('Two hooks are named "same"');
});

test("passes on the error that the program throws", async () => {
  const program = () => {
    throw new TypeError("the program's own");
  };

  await expect(record(program)).rejects.toThrow(new TypeError("the program's own"));
});

test("is not disturbed by a recording that failed before", async () => {
  await problemsOf(() => {
    throw new Error("first");
  }).catch(() => undefined);

  const resources = await record(() => void new Registry("api"));

  expect(resources).toHaveLength(4);
});
