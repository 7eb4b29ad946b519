import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeWith } from "../support/describe-with.ts";
import { EngineStack } from "../support/engine.ts";
import { appToken, writesOf } from "../support/github-api/delivering.ts";
import * as faults from "../support/github-api/faults.ts";

const title = "delivery of files on the engine, to GitHub's API in memory (the variable's provider is in memory, too)";
const variable = "github:index/actionsVariable:ActionsVariable payments-api";

describeWith("pulumi", title, () => {
  let folder: string;
  let stack: EngineStack;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    writePolicy();
    stack = await EngineStack.create("stacks/repo", {
      "github:owner": "acme",
      "sallyport:policy": policyFile(),
      "sallyport:foundation": "false",
    });
  });
  afterEach(async () => {
    const { problems } = stack.githubApi;
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  const policyFile = () => join(folder, "sallyport.yaml");
  const writePolicy = (change: (policy: string) => string = (policy) => policy) =>
    writeFileSync(policyFile(), change(basePolicy));
  const strengthen = () => writePolicy((policy) => policy.replace("0 3 * * *", "0 4 * * *"));
  const git = () => stack.githubApi.state.git;
  const onBranch = () => git().filesAt("sallyport/update");
  const commits = () => writesOf(stack.githubApi).filter((write) => write === "POST git/commits").length;
  const digest = () =>
    stack.planes.github.journal.findLast(({ type }) => variable.startsWith(`${type} `))?.properties.value;

  test("a preview delivers nothing", async () => {
    const preview = await stack.preview();

    expect(preview.errors).toEqual([]);
    expect(preview.steps).toContain(`create ${variable}`);
    expect(stack.githubApi.requests).toEqual([]);
  });

  test("up delivers once, verified and in one pull request, and up again changes nothing", async () => {
    const up = await stack.up();
    const asked = stack.githubApi.requests.length;

    expect(up.errors).toEqual([]);
    expect(up.output).toContain("payments-api: opened pull request 1 with 5 files");
    expect(writesOf(stack.githubApi)).toEqual(["POST git/trees", "POST git/commits", "POST git/refs", "POST pulls"]);
    expect(Object.keys(onBranch())).toEqual([
      ".github/CODEOWNERS",
      ".github/dependabot.yml",
      ".github/workflows/policy.yml",
      ".github/workflows/scheduled-scan.yml",
      ".github/workflows/security.yml",
      "README.md",
    ]);
    expect(git().commitAt(git().refs.get("heads/sallyport/update") ?? "")?.verified).toBe(true);
    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
    expect(stack.githubApi.requests).toHaveLength(asked);
  });

  test("a changed policy makes one commit more in the same pull request", async () => {
    await stack.deploy();
    const before = digest();
    strengthen();
    const up = await stack.up();

    expect(up.steps).toEqual([`update ${variable}`]);
    expect(up.output).toContain("updated pull request 1");
    expect(onBranch()[".github/workflows/scheduled-scan.yml"]).toContain("0 4 * * *");
    expect(commits()).toBe(2);
    expect(stack.githubApi.state.pulls).toHaveLength(1);
    expect(digest()).not.toBe(before);
  });

  test.each([
    ["HTTP 409", faults.refusal(409, "Conflict")],
    ["HTTP 502", faults.page(502)],
  ])(
    "an up that GitHub refuses with %s fails with the reason, keeps the state, and the next one delivers",
    async (says, fault) => {
      await stack.deploy();
      const before = digest();
      strengthen();
      stack.githubApi.prevent("git/update-ref", fault, 4);
      const failed = await stack.up();
      const afterFailure = digest();
      const next = await stack.up();

      expect(failed.exitCode).not.toBe(0);
      expect(failed.errors.join("\n")).toContain(says);
      expect(failed.errors.join("\n")).toContain("Then run `pulumi up` again.");
      expect(afterFailure).toBe(before);
      expect(next).toMatchObject({ exitCode: 0, steps: [`update ${variable}`] });
      expect(digest()).not.toBe(before);
      expect(onBranch()[".github/workflows/scheduled-scan.yml"]).toContain("0 4 * * *");
    },
  );

  test("a first up that cannot deliver makes no variable, and the next one makes up for it", async () => {
    git().commitFiles("main", { ".github/workflows/security.yml": "name: mine\n" });
    const failed = await stack.up();

    expect(failed.errors.join("\n")).toMatch(
      /acme\/payments-api: \.github\/workflows\/security\.yml: is a file that Sallyport did not write\. Move or delete it/,
    );
    expect(await stack.state()).not.toContain(variable);
    expect(writesOf(stack.githubApi)).toEqual([]);

    git().commitFiles("main", { ".github/workflows/security.yml": null });
    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [`create ${variable}`] });
    expect(stack.githubApi.state.pulls).toHaveLength(1);
  });

  test("a file that somebody edited is told, and taken back by the pull request alone", async () => {
    await stack.deploy();
    const path = ".github/workflows/scheduled-scan.yml";
    const edited = `${onBranch()[path]}# mine\n`;
    git().commitFiles("main", { ...onBranch(), [path]: edited });
    for (const pull of stack.githubApi.state.pulls)
      Object.assign(pull, { state: "closed", mergedAt: "2026-05-05T09:00:00Z" });
    strengthen();
    const up = await stack.up();

    expect(up.exitCode).toBe(0);
    expect(up.output).toContain(`${path} was edited by hand after Sallyport wrote it`);
    expect(stack.githubApi.state.pulls.at(-1)?.body).toContain(`${path} was edited by hand`);
    expect(git().filesAt("main")[path]).toBe(edited);
  });

  test("destroy takes the variable away, and no file", async () => {
    await stack.deploy();
    const before = onBranch();
    const destroyed = await stack.destroy();

    expect(destroyed.errors).toEqual([]);
    expect(await stack.state()).toEqual([]);
    expect(onBranch()).toEqual(before);
  });

  test("neither the state nor what is printed holds a word of the files, nor the token", async () => {
    const up = await stack.up();
    const state = await stack.exported();
    const canary = "Generated by Sallyport";
    const written = [onBranch()[".github/workflows/security.yml"], onBranch()[".github/CODEOWNERS"]].join();

    expect(written).toContain(canary);
    for (const secret of [canary, "@acme/payments", appToken().value]) {
      expect(state).not.toContain(secret);
      expect(up.output).not.toContain(secret);
    }
    expect(state).toContain("SALLYPORT_FILES");
  });
});

const basePolicy = `version: 1
without: [audit, environments.staging, environments.production]
organization:
  login: acme
  id: 1042
  teams: { payments: 4201, security: 4203 }
repositories:
  - { name: payments-api, id: 900123, owners: [team:payments] }
scanning:
  scanSchedule: "0 3 * * *"
  scanners: { trivy: { scanType: filesystem } }
gate: { approvers: team:security }
`;
