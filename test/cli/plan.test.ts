import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle, copyOfExample, documentOf, edit, messagesOf, runCli, temporaryFolder } from "./run-cli.ts";

test("shows what would exist, by plane and counted", async () => {
  const { code, stdout, stderr } = await runCli(["plan"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+ resources would exist: GitHub \d+, Vault \d+, AWS \d+, Kubernetes \d+$/m);
  expect(stdout).toMatch(/^ {4}ecr Repository +imageTagMutability IMMUTABLE/m);
});

test("prints the plan as one JSON document, the same each time, and writes its files under --out", async () => {
  const out = join(temporaryFolder(), "out");
  const { stdout } = await runCli(["plan", "--json"]);
  const again = await runCli(["plan", "--json", "--out", out]);
  const plan = documentOf(stdout, "plan.json") as {
    resources: { plane: string }[];
    files: { repository: string; path: string; content: string }[];
  };

  expect(again.stdout).toBe(stdout);
  expect(new Set(plan.resources.map(({ plane }) => plane))).toEqual(
    new Set(["github", "vault", "aws", "kubernetes", "pipeline"]),
  );
  expect(plan.files.length).toBeGreaterThan(0);
  for (const { repository, path, content } of plan.files) {
    expect(readFileSync(join(out, repository, path), "utf8")).toBe(content);
  }
});

test("exits 2 with the problems of the policy, and writes nothing", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "keepImages: 50", "keepImages: 0");
  const { code, stdout } = await runCli(["plan", "--out", "out", "--json"], { cwd });

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringMatching(/^sallyport\.yaml:\d+:\d+: registry\.keepImages/)]);
  expect(readdirSync(cwd)).not.toContain("out");
});

test("shows what a first up takes of GitHub's API", async () => {
  const { stdout } = await runCli(["plan"]);
  const section = stdout.slice(stdout.indexOf("GitHub API, first"), stdout.indexOf("Worth knowing")).trimEnd();

  expect(section.replaceAll(/\n {2}(?! )/g, " ")).toBe(
    "GitHub API, first `pulumi up` 1 repository: 30 requests (15 read, 15 write), 90 points, 10 content writes takes at least a minute of GitHub's limits: 900 points and 80 content writes a minute, 500 content writes and 5,000 requests an hour",
  );
});

/** The bundle alone, as in a CI job, with a package in place of the real `@sallyport/pipeline`. */
function bundleAlone(pipeline?: string): string {
  const folder = temporaryFolder();
  cpSync(bundle, join(folder, "sallyport.mjs"));
  if (pipeline === undefined) return join(folder, "sallyport.mjs");
  const place = join(folder, "node_modules/@sallyport/pipeline");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{"type":"module","exports":"./index.js"}');
  writeFileSync(join(place, "index.js"), pipeline);
  return join(folder, "sallyport.mjs");
}

/** A pipeline whose plan has one file, and more notes than a pipe holds. */
const longPlan = `export const plan = async () => ({
  version: 1,
  resources: [],
  files: [{ repository: "api", path: ".github/workflows/sallyport.yml", content: "name: sallyport\\n" }],
  budget: { repositories: 0, requests: 0, reads: 0, writes: 0, points: 0, contentWrites: 0, minutes: 1, boundBy: "" },
  notes: Array.from({ length: 20_000 }, () => ({ level: "info", message: "a note" })),
});`;

test("says how long a first up takes at least, which limit decides, and what would take less", async () => {
  const large = longPlan.replace(/budget: \{.*\},/, `budget: ${JSON.stringify(largeBudget)},`).replace("20_000", "0");
  const { stdout } = await runCli(["plan"], { program: bundleAlone(large) });

  expect(stdout.replaceAll(/\n {2}(?! )/g, " ")).toContain(
    "300 repositories: 9,000 requests (4,500 read, 4,500 write), 27,000 points, 3,000 content writes takes at least 301 minutes of GitHub's limits: 900 points and 80 content writes a minute, 500 content writes and 5,000 requests an hour (content writes an hour decide) protection.scope: organization would save 1,794 requests, 5,382 points and 897 content writes",
  );
});

const largeBudget = {
  repositories: 300,
  requests: 9_000,
  reads: 4_500,
  writes: 4_500,
  points: 27_000,
  contentWrites: 3_000,
  minutes: 301,
  boundBy: "content writes an hour",
  saving: {
    path: "protection.scope",
    value: "organization",
    rulesets: 3,
    insteadOf: 900,
    requests: 1_794,
    points: 5_382,
    contentWrites: 897,
  },
};

test("writes nothing into a folder of somebody else", async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, "notes.txt"), "mine");
  const { code, stdout } = await runCli(["plan", "--out", out], { program: bundleAlone(longPlan) });

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(readdirSync(out)).toEqual(["notes.txt"]);
});

test("ends well although only the first lines are read", async () => {
  const program = bundleAlone(longPlan);

  expect(await runCli(["plan"], { program, closeStdout: true })).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("says what to install where Pulumi is not installed", async () => {
  const withoutPipeline = await runCli(["plan"], { program: bundleAlone() });
  const withoutPulumi = await runCli(["plan"], { program: bundleAlone('import "@pulumi/pulumi";') });

  expect(withoutPipeline).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("npm install @sallyport/pipeline\n"),
  });
  expect(withoutPulumi).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("npm install @sallyport/pipeline @pulumi/pulumi\n"),
  });
});

test("exits 2 with a short message on an error nobody foresaw; the stack is for SALLYPORT_DEBUG", async () => {
  const program = bundleAlone('export const plan = () => { throw new TypeError("x is not a function"); };');
  const short = await runCli(["plan"], { program });
  const long = await runCli(["plan"], { program, env: { SALLYPORT_DEBUG: "1" } });

  expect(short).toMatchObject({ code: 2, stdout: "" });
  expect(short.stderr.trimEnd().split("\n")).toEqual([expect.stringContaining("x is not a function")]);
  expect(long.stderr).toContain("    at ");
});

test("exits 2 when a promise fails that nobody waits for, and when a command never ends", async () => {
  const lost = bundleAlone(
    'export const plan = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
  );
  const stuck = bundleAlone("export const plan = () => new Promise(() => {});");

  expect(await runCli(["plan"], { program: lost })).toMatchObject({ code: 2, stderr: expect.stringContaining("lost") });
  expect((await runCli(["plan"], { program: stuck })).code).toBe(2);
});

describe("--against an earlier plan", () => {
  /** A pipeline whose plan keeps this many images. */
  const keeping = (images: number) => `export const plan = async () => ({
    version: 1,
    resources: [{
      urn: "urn:a", type: "aws:ecr/lifecyclePolicy:LifecyclePolicy", name: "api", plane: "aws", parent: "", custom: true,
      inputs: { keep: ${images} }, secretInputs: [], dependencies: [], protect: false,
    }],
    files: [],
    notes: [],
  });`;

  test("shows what changes, as Markdown or as one JSON document", async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, "earlier.json"),
      (await runCli(["plan", "--json"], { program: bundleAlone(keeping(50)) })).stdout,
    );
    const against = ["plan", "--against", "earlier.json"];
    const now = { cwd, program: bundleAlone(keeping(40)) };
    const markdown = await runCli([...against, "--format", "markdown"], now);
    const json = await runCli([...against, "--json"], now);

    expect(markdown).toMatchObject({ code: 0, stderr: "" });
    expect(markdown.stdout).toContain("- Resources: 0 new, 1 changed, 0 removed\n");
    expect(markdown.stdout).toContain("- `ecr LifecyclePolicy` `api`\n  - `keep`: `50` → `40`\n");
    expect((await runCli(against, now)).stdout).toBe(markdown.stdout);
    expect(documentOf(json.stdout, "plan-difference.json")).toMatchObject({
      resources: { added: [], removed: [], changed: [{ inputs: [{ path: "keep", before: 50, after: 40 }] }] },
    });
  });

  test.each([
    ["a file that is not there", ["--against", "missing.json"], "missing.json"],
    ["a file that is no plan", ["--against", "sallyport.yaml"], "sallyport.yaml"],
    [
      "a form that there is not",
      ["--against", "earlier.json", "--format", "html"],
      '--format is "html". Give markdown.',
    ],
    ["a form without a comparison", ["--format", "markdown"], "Give the earlier plan with --against."],
  ])("exits 2 for %s", async (_, args, says) => {
    const { code, stderr } = await runCli(["plan", ...args]);

    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
