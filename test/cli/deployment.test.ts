import { describe, expect, test } from "vitest";
import { bob, runnerEnvironment } from "../support/github-api/approved-run.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { actionsBot, type Deployment, emptyState, jobToken } from "../support/github-api/state.ts";
import { documentOf, runCli, temporaryFolder } from "./run-cli.ts";

const commit = "c".repeat(40);
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (letter: string) => ({ name: "payments-api", digest: digest(letter) });

/** A deployment to staging; a letter is its image. */
function deployed(id: number, letter: string, states: readonly string[], fields: Partial<Deployment> = {}): Deployment {
  return {
    id,
    environment: "staging",
    task: "sallyport",
    sha: commit,
    creator: actionsBot,
    payload: { version: 1, images: [image(letter)] },
    statuses: states.map((state) => ({ state, creator: actionsBot })),
    ...fields,
  };
}

function stateWith(deployments: Deployment[], access: "read" | "write" = "write") {
  return emptyState({ tokens: [jobToken({ deployments: access })], deployments });
}

function deployment(api: Pick<GitHubApi, "url">, ...args: string[]) {
  const env = { ...runnerEnvironment(api.url), GITHUB_SHA: commit };
  return runCli(["deployment", ...args], { cwd: temporaryFolder(), env });
}

const lastGood = (api: GitHubApi, ...more: string[]) =>
  deployment(api, "last-good", "--environment", "staging", "--json", ...more);

/** What `last-good` answers with these deployments: the letter of the image, or the exit code without one. */
async function found(deployments: Deployment[], ...more: string[]): Promise<string | number | null> {
  const { code, stdout } = await lastGood(await github(stateWith(deployments)), ...more);
  if (code !== 0) return code;
  const { images } = documentOf(stdout, "deployment.json") as { images: { digest: string }[] };
  return images.map((each) => each.digest[7]).join();
}

describe("a deployment", () => {
  test("is recorded with its images as it begins and as it ends, and is then the last good one", async () => {
    const api = await github(stateWith([]));
    const start = await deployment(
      api,
      ...["start", "--environment", "staging", "--image", `payments-api@${digest("a")}`, "--json"],
    );
    const { deployment: id } = documentOf(start.stdout, "deployment.json");

    expect(api.state.deployments).toEqual([deployed(7001, "a", ["in_progress"])]);
    expect(await deployment(api, "succeed", "--id", String(id))).toMatchObject({ code: 0, stderr: "" });
    expect(api.state.deployments).toEqual([deployed(7001, "a", ["in_progress", "success"])]);
    expect(documentOf((await lastGood(api)).stdout, "deployment.json")).toEqual({
      version: 1,
      environment: "staging",
      deployment: 7001,
      commit,
      images: [image("a")],
    });
  });

  test("that fails is recorded so, and leaves the good one before it as it is", async () => {
    const api = await github(stateWith([deployed(1, "a", ["success"]), deployed(2, "b", ["in_progress"])]));

    expect(await deployment(api, "fail", "--id", "2")).toMatchObject({ code: 0, stdout: "Deployment 2 failed.\n" });
    expect(api.state.deployments).toEqual([
      deployed(1, "a", ["success"]),
      deployed(2, "b", ["in_progress", "failure"]),
    ]);
  });

  test("that succeeds does not make an earlier one look unsound", async () => {
    const api = await github(stateWith([deployed(1, "a", ["success"]), deployed(2, "b", ["in_progress"])]));
    await deployment(api, "succeed", "--id", "2");

    expect(api.state.deployments[0]?.statuses).toEqual([{ state: "success", creator: actionsBot }]);
  });

  test("that GitHub recorded of its own is not ended", async () => {
    const api = await github(stateWith([deployed(1, "a", [], { task: "deploy", payload: "" })]));
    const { code, stderr } = await deployment(api, "succeed", "--id", "1");

    expect(code).toBe(2);
    expect(stderr).toContain('deployment 1 is a deployment of the task "deploy"');
    expect(api.state.deployments[0]?.statuses).toEqual([]);
  });

  test.each([
    ["an image without a digest", ["start", "--environment", "staging", "--image", "api:1"], "--image"],
    ["an id that is none", ["fail", "--id", "1a"], '--id is "1a"'],
    ["a record that is none", ["last-good", "--environment", "staging", "--before", "0"], '--before is "0"'],
  ])("is refused with %s, and GitHub is not asked", async (_, args, says) => {
    const api = await github(stateWith([]));

    expect(await deployment(api, ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
    expect(api.requests).toEqual([]);
  });

  test("cannot be recorded with a token that only reads", async () => {
    const api = await github(stateWith([deployed(1, "a", ["in_progress"])], "read"));

    expect(await deployment(api, "succeed", "--id", "1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("HTTP 403"),
    });
  });
});

describe("the last good deployment", () => {
  const good = deployed(1, "a", ["in_progress", "success"]);

  test.each<[string, Deployment]>([
    ["failed", deployed(2, "b", ["in_progress", "failure"])],
    ["ended with an error", deployed(2, "b", ["error"])],
    ["failed after it had succeeded", deployed(2, "b", ["success", "failure"])],
    ["never ended", deployed(2, "b", ["in_progress"])],
    ["never began", deployed(2, "b", [])],
    ["went to another environment", deployed(2, "b", ["success"], { environment: "production" })],
    ["is GitHub's own record of a job", deployed(2, "b", ["success"], { task: "deploy" })],
    ["somebody else recorded", deployed(2, "b", ["success"], { creator: bob })],
    ["somebody else calls good", deployed(2, "b", [], { statuses: [{ state: "success", creator: bob }] })],
  ])("is not one that %s", async (_, other) => {
    expect(await found([good, other])).toBe("a");
  });

  test.each<[string, Deployment]>([
    ["succeeded later", deployed(2, "b", ["in_progress", "success"])],
    ["GitHub made inactive since", deployed(2, "b", ["success", "inactive"])],
    ["failed first and then succeeded", deployed(2, "b", ["failure", "success"])],
  ])("is one that %s", async (_, other) => {
    expect(await found([good, other])).toBe("b");
  });

  test("is the latest by its record, in whatever order GitHub lists them", async () => {
    expect(await found([deployed(9, "c", ["success"]), deployed(5, "b", ["success"]), good])).toBe("c");
  });

  test("is found behind hundreds that failed", async () => {
    const failed = Array.from({ length: 130 }, (_, index) => deployed(index + 2, "b", ["failure"]));

    expect(await found([good, ...failed])).toBe("a");
  });

  test("is found by a status behind a hundred others", async () => {
    const statuses = ["success", ...Array.from({ length: 120 }, () => "inactive")];

    expect(await found([deployed(1, "a", statuses)])).toBe("a");
  });

  test("can be the one before another", async () => {
    expect(await found([good, deployed(2, "b", ["success"])], "--before", "2")).toBe("a");
  });

  test("can be asked for by its images, which must have been good", async () => {
    const all = [good, deployed(2, "b", ["success"]), deployed(3, "c", ["failure"])];

    expect(await found(all, "--image", `payments-api@${digest("a")}`)).toBe("a");
    expect(await found(all, "--image", `payments-api@${digest("c")}`)).toBe(1);
  });

  test("is none where nothing was deployed before", async () => {
    expect(await found([])).toBe(1);
    expect(await found([deployed(2, "b", ["failure"])])).toBe(1);
  });

  test.each([
    ["no payload", ""],
    ["text", JSON.stringify({ version: 1, images: [image("a")] })],
    ["another version", { version: 2, images: [image("a")] }],
    ["no image", { version: 1, images: [] }],
    ["a tag for a digest", { version: 1, images: [{ name: "payments-api", digest: "latest" }] }],
    ["a name that a shell would take apart", { version: 1, images: [{ name: "api $(id)", digest: digest("a") }] }],
  ])("is in doubt with %s, and an older one is no substitute", async (_, payload) => {
    const api = await github(stateWith([good, deployed(2, "b", ["success"], { payload })]));
    const { code, stderr } = await lastGood(api);

    expect(code).toBe(2);
    expect(stderr).toContain("deployment 2 succeeded, and does not say what was deployed: payload");
  });

  test("is in doubt when GitHub does not answer", async () => {
    const api = await github(stateWith([good]));
    api.fail("repos/list-deployment-statuses", faults.page(502));

    expect((await lastGood(api)).code).toBe(2);
  });
});
