import { type DeliveryFile, generatedFile } from "@sallyport/github-api";
import { describe, expect, test } from "vitest";
import {
  appBot,
  appToken,
  deliverTo,
  deliveryState,
  otherRepository,
  writesOf,
} from "../support/github-api/delivering.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { emptyRepository, type GitHubState } from "../support/github-api/state.ts";

const branch = "sallyport/update";
const workflow = ".github/workflows/sallyport.yml";
const text = (version = 1) => generatedFile(`name: sallyport\nversion: ${version}\n`);
const file = (path = workflow, content = text()): DeliveryFile => ({ path, content });
const files = (version = 1) => ({ files: [file(workflow, text(version))] });

const fourWrites = ["POST git/trees", "POST git/commits", "POST git/refs", "POST pulls"];
const start = (fields: Partial<GitHubState> = {}) => github(deliveryState(fields));

/** The files of a state, before or after. */
const onMain = ({ state }: GitHubApi) => state.git.filesAt("main");
const onBranch = ({ state }: GitHubApi) => state.git.filesAt(branch);
const headOf = ({ state }: GitHubApi, name = branch) => state.git.refs.get(`heads/${name}`) ?? "";
const commitOf = (api: GitHubApi, sha = headOf(api)) => {
  const commit = api.state.git.commitAt(sha);
  if (!commit) throw new Error(`there is no commit ${sha}`);
  return commit;
};

/** People merge the pull request: into one commit, or with a merge commit that keeps the others. */
function merge({ state }: GitHubApi, how: "merge" | "squash"): void {
  const [pull] = state.pulls.filter((each) => each.state === "open");
  const head = state.git.refs.get(`heads/${branch}`) ?? "";
  const main = state.git.refs.get("heads/main") ?? "";
  if (!pull) throw new Error("no pull request is open");
  state.git.commitFiles("main", state.git.filesAt(head), { parents: how === "merge" ? [main, head] : [main] });
  Object.assign(pull, { state: "closed", mergedAt: "2026-05-05T09:00:00Z", headSha: head });
}

/** What the client wrote since. */
function since(api: GitHubApi): () => string[] {
  const before = api.requests.length;
  return () => writesOf({ requests: api.requests.slice(before) });
}

/** A pull request that is open, from an earlier delivery. */
async function delivered(fields: Partial<GitHubState> = {}, version = 1): Promise<GitHubApi> {
  const api = await start(fields);
  await deliverTo(api, files(version));
  return api;
}

describe("the first delivery", () => {
  test("makes one commit on the head of the default branch, one branch and one pull request", async () => {
    const api = await start();
    const main = headOf(api, "main");
    const result = await deliverTo(api, { files: [file(), file(".github/dependabot.yml")] });

    expect(writesOf(api)).toEqual(fourWrites);
    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text(), ".github/dependabot.yml": text() });
    expect(commitOf(api)).toMatchObject({ parents: [main], verified: true });
    expect(commitOf(api).author.name).toBe(appBot.login);
    expect(api.state.pulls).toMatchObject([{ number: 1, head: branch, base: "main", state: "open", author: appBot }]);
    expect(result).toMatchObject({
      outcome: "opened",
      pull: { number: 1, url: "https://github.test/acme/payments-api/pull/1" },
      commits: [headOf(api)],
      written: [".github/dependabot.yml", workflow],
      notes: [],
    });
  });

  test("goes to whatever branch is the default one", async () => {
    const api = await start();
    api.state.repository.defaultBranch = "trunk";
    api.state.git.commitFiles("trunk", { "README.md": "trunk\n" });
    await deliverTo(api, files());

    expect(api.state.pulls).toMatchObject([{ base: "trunk" }]);
    expect(onBranch(api)["README.md"]).toBe("trunk\n");
  });

  test("sends bytes as they are", async () => {
    const api = await start();
    const bytes = Uint8Array.from([0, 255, 128, 10]);
    await deliverTo(api, { files: [{ path: "gate/sallyport.js", bytes }] });

    expect(writesOf(api)).toEqual(["POST git/blobs", ...fourWrites]);
    const created = api.requests.find(({ operation }) => operation === "git/create-blob");
    expect(created?.body).toEqual({ content: "AP+ACg==", encoding: "base64" });
    expect(await deliverTo(api, { files: [{ path: "gate/sallyport.js", bytes }] })).toMatchObject({
      outcome: "waiting",
    });
  });

  test("only reads with a dry run", async () => {
    const api = await start();

    expect(await deliverTo(api, files(), { dryRun: true })).toMatchObject({ outcome: "opened", written: [workflow] });
    expect(writesOf(api)).toEqual([]);
  });
});

describe("a delivery again", () => {
  test("writes nothing while the pull request is open and has every file", async () => {
    const api = await delivered();
    const written = since(api);

    expect(await deliverTo(api, files())).toMatchObject({ outcome: "waiting", pull: { number: 1 }, commits: [] });
    expect(written()).toEqual([]);
  });

  test("writes nothing when the default branch has the files already", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: text() });

    expect(await deliverTo(api, files())).toEqual({
      repository: "payments-api",
      outcome: "current",
      commits: [],
      written: [],
      removed: [],
      notes: [],
    });
    expect(writesOf(api)).toEqual([]);
  });

  test.each(["merge", "squash"] as const)("writes nothing after a %s of the pull request", async (how) => {
    const api = await delivered();
    merge(api, how);
    const written = since(api);

    expect((await deliverTo(api, files())).outcome).toBe("current");
    expect(written()).toEqual([]);
  });

  test.each(["merge", "squash"] as const)("uses the branch that a %s left behind for the next change", async (how) => {
    const api = await delivered();
    merge(api, how);
    const result = await deliverTo(api, files(2));

    expect(result).toMatchObject({ outcome: "opened", pull: { number: 2 }, notes: [] });
    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text(2) });
  });

  test("moves the open pull request on when the files changed: one commit more, nothing else", async () => {
    const api = await delivered();
    const before = headOf(api);
    const written = since(api);

    expect(await deliverTo(api, files(2))).toMatchObject({ outcome: "updated", pull: { number: 1 } });
    expect(written()).toEqual(["POST git/trees", "POST git/commits", "PATCH git/refs/heads/sallyport%2Fupdate"]);
    expect(commitOf(api)).toMatchObject({ parents: [before], verified: true });
    expect(onBranch(api)[workflow]).toBe(text(2));
    expect(api.state.pulls).toHaveLength(1);
  });

  test("names in the open pull request the files that joined, and keeps what people wrote around them", async () => {
    const api = await delivered();
    const [pull] = api.state.pulls;
    if (!pull) throw new Error("no pull request");
    pull.body = `Please look.\r\n${pull.body?.replaceAll("\n", "\r\n")}`;
    await deliverTo(api, { files: [file(), file(".github/CODEOWNERS")] });

    expect(pull.body).toContain("Please look.\nFrom the policy.");
    expect(pull.body).toContain("writes `.github/CODEOWNERS`");
    expect(pull.body?.match(/sallyport: files/g)).toHaveLength(1);
  });

  test("takes out of the open pull request what is no longer asked for", async () => {
    const api = await delivered();
    await deliverTo(api, { files: [file(), file(".github/CODEOWNERS")] });
    await deliverTo(api, files());

    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text() });
  });

  test("opens anew when people deleted the branch", async () => {
    const api = await delivered();
    api.state.git.refs.delete(`heads/${branch}`);
    for (const pull of api.state.pulls) pull.state = "closed";
    const result = await deliverTo(api, files());

    expect(result).toMatchObject({ outcome: "opened", pull: { number: 2 } });
  });

  test("opens another pull request when people closed theirs, and says so in both places", async () => {
    const api = await delivered();
    for (const pull of api.state.pulls) pull.state = "closed";
    const written = since(api);
    const result = await deliverTo(api, files());

    expect(written()).toEqual(["POST pulls"]);
    expect(result.notes).toEqual([expect.stringContaining("Pull request 1 brought such files and was closed")]);
    expect(api.state.pulls[0]?.state).toBe("closed");
    expect(api.state.pulls[1]?.body).toContain("Pull request 1 brought such files and was closed");
  });

  test("says that an open pull request is not needed any more, and leaves it", async () => {
    const api = await delivered();
    api.state.git.commitFiles("main", { [workflow]: text() });
    const written = since(api);

    expect(await deliverTo(api, files())).toMatchObject({
      outcome: "current",
      notes: ["Pull request 1 is no longer needed: close it."],
    });
    expect(written()).toEqual([]);
  });
});

describe("the default branch that moved meanwhile", () => {
  test("is not merged into the pull request for nothing", async () => {
    const api = await delivered();
    api.state.git.commitFiles("main", { "src/index.ts": "1" });
    const written = since(api);

    expect((await deliverTo(api, files())).outcome).toBe("waiting");
    expect(written()).toEqual([]);
  });

  test("comes along with the next commit, which loses nothing of it", async () => {
    const api = await delivered();
    const before = headOf(api);
    const main = api.state.git.commitFiles("main", { "src/index.ts": "1" });
    await deliverTo(api, files(2));

    expect(commitOf(api).parents).toEqual([before, main]);
    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text(2) });
  });

  test("comes along at once when it changed the same file", async () => {
    const api = await delivered();
    const main = api.state.git.commitFiles("main", { [workflow]: text(0) });

    expect((await deliverTo(api, files())).outcome).toBe("updated");
    expect(commitOf(api).parents).toContain(main);
  });

  test("comes along when people pressed `Update branch`", async () => {
    const api = await delivered();
    const before = headOf(api);
    const main = api.state.git.commitFiles("main", { "src/index.ts": "1" });
    const update = { message: `Merge branch 'main' into ${branch}`, parents: [before, main] };
    api.state.git.commitFiles(branch, { "src/index.ts": "1" }, update);

    expect((await deliverTo(api, files())).outcome).toBe("waiting");
    expect((await deliverTo(api, files(2))).outcome).toBe("updated");
    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text(2) });
  });
});

describe("a branch with a commit of somebody else", () => {
  test("is left alone, and the commit is named", async () => {
    const api = await delivered();
    const theirs = api.state.git.commitFiles(
      branch,
      { [workflow]: "name: mine\n" },
      { message: "My own\u001b[31m fix\n" },
    );
    const written = since(api);

    await expect(deliverTo(api, files(2))).rejects.toThrow(
      `acme/payments-api: branch sallyport/update holds commit ${theirs.slice(0, 10)} of Bob (My own fix), which Sallyport did not make. Merge or close pull request 1 (https://github.test/acme/payments-api/pull/1) and delete the branch`,
    );
    expect(written()).toEqual([]);
    expect(headOf(api)).toBe(theirs);
  });

  test("brings nothing into a pull request of ours, even if it looks like ours", async () => {
    const api = await start();
    const main = headOf(api, "main");
    const smuggled = { [workflow]: text(), "src/smuggled.ts": "1" };
    api.state.git.commitFiles(branch, smuggled, { parents: [main], message: `Sallyport\n\nSallyport-Base: ${main}\n` });
    await deliverTo(api, files());

    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text() });
  });

  test("brings nothing in either when it names a base of its own", async () => {
    const api = await start();
    const theirs = api.state.git.commitFiles("theirs", { "src/smuggled.ts": "1" }, { parents: [headOf(api, "main")] });
    const message = `Sallyport\n\nSallyport-Base: ${theirs}\n`;
    api.state.git.commitFiles(branch, { [workflow]: text() }, { parents: [theirs], message });
    await deliverTo(api, files());

    expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text() });
  });

  test("is left alone also when theirs lies below ours", async () => {
    const api = await start();
    api.state.git.commitFiles(branch, { x: "1" }, { parents: [headOf(api, "main")] });
    const theirs = headOf(api);
    api.state.git.commitFiles(branch, {}, { message: `Sallyport\n\nSallyport-Base: ${headOf(api, "main")}\n` });

    await expect(deliverTo(api, files())).rejects.toThrow(theirs.slice(0, 10));
  });

  test("does not matter when there is nothing to deliver", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: text() });
    api.state.git.commitFiles(branch, { x: "1" });

    expect((await deliverTo(api, files())).outcome).toBe("current");
  });

  test("is left alone also when it is called like a merge and is none", async () => {
    const api = await delivered();
    api.state.git.commitFiles(branch, { x: "1" }, { message: "Merge branch 'main' of mine" });

    await expect(deliverTo(api, files(2))).rejects.toThrow("(Merge branch 'main' of mine), which Sallyport did not");
  });

  test("is not overwritten when it came in the last moment", async () => {
    const api = await delivered();
    let theirs = "";
    api.meanwhile("git/update-ref", () => {
      theirs = api.state.git.commitFiles(branch, { x: "1" });
    });

    await expect(deliverTo(api, files(2))).rejects.toThrow("which Sallyport did not make");
    expect(headOf(api)).toBe(theirs);
  });

  test("is not overwritten when somebody makes the branch in the last moment", async () => {
    const api = await start();
    api.meanwhile("git/create-ref", () => void api.state.git.commitFiles(branch, { x: "1" }));

    await expect(deliverTo(api, files())).rejects.toThrow("which Sallyport did not make. Delete the branch");
  });
});

describe("a failure in the middle", () => {
  test.each(["git/create-tree", "git/create-commit", "git/create-ref", "pulls/create"])(
    "at %s is an error, and the next delivery makes up for it",
    async (operation) => {
      const api = await start();
      api.prevent(operation, faults.refusal(500, "Server Error"), 4);

      await expect(deliverTo(api, files())).rejects.toThrow("HTTP 500: Server Error");
      await deliverTo(api, files());
      expect(onBranch(api)).toEqual({ ...onMain(api), [workflow]: text() });
      expect(api.state.pulls).toMatchObject([{ state: "open", head: branch }]);
      expect(await deliverTo(api, files())).toMatchObject({ outcome: "waiting" });
    },
  );

  test.each([
    ["git/create-ref", faults.page(502)],
    ["pulls/create", faults.page(502)],
    ["pulls/create", faults.hungUp],
    ["git/create-commit", faults.refusal(409, "Conflict")],
    ["git/create-ref", faults.refusal(409, "Conflict")],
    ["git/create-tree", faults.secondaryLimit(1)],
    ["git/create-tree", faults.secondaryLimit(1, 429)],
    ["*", faults.page(502)],
  ])("at %s that passes needs nobody, whether GitHub did it or not", async (operation, fault) => {
    for (const how of ["fail", "prevent"] as const) {
      const api = await start();
      api[how](operation, fault, 1);

      expect((await deliverTo(api, files())).pull).toMatchObject({ number: 1 });
      expect(api.state.pulls).toHaveLength(1);
      expect(onBranch(api)[workflow]).toBe(text());
    }
  });

  test("that lasts is told after a bounded number of tries", async () => {
    const api = await start();
    api.prevent("git/create-ref", faults.refusal(409, "Conflict"));

    await expect(deliverTo(api, files())).rejects.toThrow("HTTP 409: Conflict");
    expect(writesOf(api).filter((write) => write === "POST git/refs")).toHaveLength(4);
  });

  test("waits not for ever where a limit asks for an hour", async () => {
    const api = await start();
    api.prevent("git/create-tree", faults.secondaryLimit(3600));

    await expect(deliverTo(api, files())).rejects.toThrow("asks to wait 3600 seconds");
    expect(writesOf(api)).toEqual(["POST git/trees"]);
  });

  test("that a ruleset causes is told at once, in GitHub's words", async () => {
    const api = await start();
    api.prevent("git/create-ref", faults.refusal(422, "Repository rule violations found"));

    await expect(deliverTo(api, files())).rejects.toThrow("Repository rule violations found");
    expect(writesOf(api)).toHaveLength(3);
  });

  test("for want of a right says which ones are needed", async () => {
    const api = await start({ tokens: [appToken({ contents: "write", "pull-requests": "write" })] });

    await expect(deliverTo(api, files())).rejects.toThrow(
      "acme/payments-api: POST /repos/acme/payments-api/git/trees ends with HTTP 403: Resource not accessible by integration. GITHUB_TOKEN needs the permissions contents, pull-requests and workflows",
    );
  });
});

describe("a repository", () => {
  test("without a commit is refused with a remedy", async () => {
    const api = await github({ ...deliveryState(), ...emptyRepository() });

    await expect(deliverTo(api, files())).rejects.toThrow(
      "acme/payments-api: has no commit yet. A pull request needs a branch to go to: push a first commit",
    );
    expect(writesOf(api)).toEqual([]);
  });

  test("of the same name with another id gets nothing", async () => {
    const api = await start();

    await expect(deliverTo(api, { ...files(), repositoryId: 4 })).rejects.toThrow("has the id 900123, not 4");
    expect(writesOf(api)).toEqual([]);
    expect((await deliverTo(api, { ...files(), repositoryId: 900123 })).outcome).toBe("opened");
  });

  test("with a large tree is not read whole", async () => {
    const api = await start();
    const many = Array.from({ length: 300 }, (_, index) => [`src/${index}/index.ts`, "x"]);
    api.state.git.commitFiles("main", Object.fromEntries(many));
    await deliverTo(api, files());

    expect(api.requests.filter(({ operation }) => operation === "git/get-tree")).toHaveLength(1);
  });
});

describe("what lies in the place of a file", () => {
  test.each([
    ["a symbolic link", { content: "../x", mode: "120000" as const }, workflow, "is a symbolic link"],
    ["a submodule", { content: "", mode: "160000" as const }, workflow, "is a submodule"],
    ["a folder", "x", `${workflow}/x`, "is a folder"],
    ["a file instead of the folder", "x", ".github", "lies below .github, which is no folder"],
    [
      "a link instead of the folder",
      { content: "x", mode: "120000" as const },
      ".github/workflows",
      "lies below .github/workflows, which is no folder",
    ],
    ["a file of people", "name: mine\n", workflow, "is a file that Sallyport did not write"],
  ])("is refused when it is %s", async (_, there, path, says) => {
    const api = await start();
    api.state.git.commitFiles("main", { [path]: there });

    await expect(deliverTo(api, files())).rejects.toThrow(`acme/payments-api: ${workflow}: ${says}`);
    expect(writesOf(api)).toEqual([]);
  });

  test("is told of every file at once", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: "mine", ".github/dependabot.yml": "mine" });
    const delivery = deliverTo(api, { files: [file(), file(".github/dependabot.yml")] });

    await expect(delivery).rejects.toThrow(/workflows\/sallyport\.yml: .*\n.*dependabot\.yml: /);
  });

  test("loses the right to be executed", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: { content: text(), mode: "100755" } });

    expect(await deliverTo(api, files())).toMatchObject({ outcome: "opened", written: [workflow] });
    merge(api, "squash");
    expect((await deliverTo(api, files())).outcome).toBe("current");
  });

  test("stays when the file may be somebody's own, and is told", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { ".github/dependabot.yml": "version: 2\n" });
    const dependabot = { ...file(".github/dependabot.yml"), ifForeign: "keep" as const };
    const result = await deliverTo(api, { files: [file(), dependabot] });

    expect(result.written).toEqual([workflow]);
    expect(result.notes).toEqual([expect.stringContaining(".github/dependabot.yml is not Sallyport's and stays")]);
    expect(onBranch(api)[".github/dependabot.yml"]).toBe("version: 2\n");
  });

  test("counts also where GitHub would look instead", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { ".github/dependabot.yaml": "version: 2\n" });
    const elsewhere = [".github/dependabot.yaml"];
    const dependabot = { ...file(".github/dependabot.yml"), ifForeign: "keep" as const, elsewhere };

    expect((await deliverTo(api, { files: [dependabot] })).outcome).toBe("current");
  });

  test.each([".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"])(
    "gets our lines at its end when it is somebody's %s",
    async (path) => {
      const api = await start();
      api.state.git.commitFiles("main", { [path]: "* @acme/web\n" });
      const owners = (line: string) => ({
        path: ".github/CODEOWNERS",
        content: generatedFile(`* @acme/all\n${line}\n`),
        ifForeign: "merge" as const,
        block: line,
        elsewhere: ["CODEOWNERS", "docs/CODEOWNERS"],
      });
      const result = await deliverTo(api, { files: [owners("/.github/ @acme/security")] });

      expect(result.written).toEqual([path]);
      expect(result.notes).toEqual([expect.stringContaining(`${path} is not Sallyport's; only the marked lines`)]);
      expect(onBranch(api)[path]).toMatch(/^\* @acme\/web\n\n# Begin .*\n\/\.github\/ @acme\/security\n# End .*\n$/);

      merge(api, "squash");
      expect((await deliverTo(api, { files: [owners("/.github/ @acme/security")] })).outcome).toBe("current");
      api.state.git.commitFiles("main", { [path]: `${onMain(api)[path]}/.github/ @mallory\n` });
      await deliverTo(api, { files: [owners("/.github/ @acme/sec")] });
      expect(onBranch(api)[path]).toMatch(
        /^\* @acme\/web\n\n\/\.github\/ @mallory\n\n# Begin .*\n\/\.github\/ @acme\/sec\n# End .*\n$/,
      );
    },
  );
});

describe("a generated file", () => {
  const old = ".github/workflows/old.yml";

  test("that somebody edited is taken back by the pull request alone, which names it", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: `${text()}# mine\n` });
    const result = await deliverTo(api, files());

    expect(result.notes).toEqual([expect.stringContaining(`${workflow} was edited by hand`)]);
    expect(api.state.pulls[0]?.body).toContain(`**${workflow} was edited by hand`);
    expect(onMain(api)[workflow]).toBe(`${text()}# mine\n`);
    expect(onBranch(api)[workflow]).toBe(text());
  });

  test("that is just older is no edit", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: text(0) });

    expect((await deliverTo(api, files())).notes).toEqual([]);
  });

  test("that nobody asks for any more is removed while it is as Sallyport wrote it", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: text(), [old]: text(), ".github/workflows/ci.yml": "name: ci\n" });
    const result = await deliverTo(api, files());

    expect(result).toMatchObject({ written: [], removed: [old], outcome: "opened" });
    expect(onBranch(api)).toEqual({
      "README.md": "# Payments\n",
      [workflow]: text(),
      ".github/workflows/ci.yml": "name: ci\n",
    });
    expect(api.state.pulls[0]?.body).toContain(`removes \`${old}\``);
    expect((await deliverTo(api, files())).outcome).toBe("waiting");
  });

  test("that nobody asks for any more stays when somebody edited it, and is told", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: text(), [old]: `${text()}# mine\n` });

    expect(await deliverTo(api, files())).toMatchObject({
      outcome: "current",
      removed: [],
      notes: [expect.stringContaining(`${old} was generated, is no longer asked for and was edited by hand`)],
    });
  });

  test("elsewhere than in .github is nobody's business", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { [workflow]: text(), "docs/example.yml": text() });

    expect((await deliverTo(api, files())).outcome).toBe("current");
  });
});

describe("files that call parts", () => {
  const placeholder = "0".repeat(40);
  const part = (version = 1) => file(".github/actions/gate/action.yml", text(version));
  const entry = (extra = "") =>
    file(workflow, generatedFile(`uses: acme/central/.github/actions/gate@${placeholder}\n${extra}`));
  const bundle = { path: ".github/actions/gate/sallyport.js", bytes: Buffer.from("// gate\n") };
  const central = (version = 1, extra = "") => ({ files: [part(version), bundle, entry(extra)], placeholder });
  const naming = (commit: string, extra = "") =>
    generatedFile(`uses: acme/central/.github/actions/gate@${commit}\n${extra}`);
  const named = (content = "") => /gate@([0-9a-f]{40})/.exec(content)?.[1] ?? "";

  test("come in a second commit, which names the first", async () => {
    const api = await start();
    const { commits } = await deliverTo(api, central());
    const [first = "", second = ""] = commits;

    expect(commitOf(api, second).parents).toEqual([first]);
    expect(api.state.git.filesAt(first)).not.toHaveProperty([workflow]);
    expect(onBranch(api)).toMatchObject({ [workflow]: naming(first), ".github/actions/gate/action.yml": text() });
    expect(commits.map((commit) => commitOf(api, commit).verified)).toEqual([true, true]);
    expect(api.state.pulls).toHaveLength(1);
  });

  test("are not written again while the parts are the same", async () => {
    const api = await start();
    await deliverTo(api, central());
    const written = since(api);

    expect((await deliverTo(api, central())).outcome).toBe("waiting");
    merge(api, "merge");
    api.state.git.commitFiles("main", { "README.md": "more\n" });
    expect((await deliverTo(api, central())).outcome).toBe("current");
    expect(written()).toEqual([]);
  });

  test("name a commit that is there when only they changed", async () => {
    const api = await start();
    await deliverTo(api, central());
    merge(api, "merge");
    const main = headOf(api, "main");
    const { commits } = await deliverTo(api, central(1, "x: 1\n"));

    expect(commits).toHaveLength(1);
    expect(onBranch(api)[workflow]).toBe(naming(main, "x: 1\n"));
  });

  test("name another commit when the parts changed", async () => {
    const api = await start();
    await deliverTo(api, central());
    const before = named(onBranch(api)[workflow]);
    const { commits, outcome } = await deliverTo(api, central(2));

    expect(outcome).toBe("updated");
    expect(named(onBranch(api)[workflow])).toBe(commits[0]);
    expect(commits[0]).not.toBe(before);
    expect(api.state.pulls).toHaveLength(1);
  });

  test("name no commit whose parts somebody changed, whatever they say", async () => {
    const api = await start();
    const bad = api.state.git.commitFiles("main", {
      ".github/actions/gate/action.yml": text(9),
      [bundle.path]: "// bad\n",
    });
    api.state.git.commitFiles("main", { [workflow]: naming(bad) });
    const { commits } = await deliverTo(api, central());

    expect(named(onBranch(api)[workflow])).toBe(commits[0]);
  });

  describe("that call others themselves", () => {
    const middle = ".github/workflows/security.yml";
    const called = file(middle, generatedFile(`uses: acme/central/.github/actions/gate@${placeholder}\n`));
    const caller = (repository = "central") =>
      file(workflow, generatedFile(`uses: acme/${repository}/${middle}@${placeholder}\n`));
    const chain = (version = 1) => ({ files: [caller(), called, part(version), bundle], placeholder });
    const nameIn = (content = "") => /@([0-9a-f]{40})/.exec(content)?.[1];

    test("come in a commit each, and every one names the one before it", async () => {
      const api = await start();
      const { commits } = await deliverTo(api, chain());
      const [first, second, third] = commits;

      expect(commits).toHaveLength(3);
      expect(commitOf(api, third).parents).toEqual([second]);
      expect(nameIn(onBranch(api)[middle])).toBe(first);
      expect(nameIn(onBranch(api)[workflow])).toBe(second);
      expect(nameIn(api.state.git.filesAt(second ?? "")[middle])).toBe(first);
      expect(api.state.pulls).toHaveLength(1);
    });

    test.each(["merge", "squash"] as const)(
      "are current after a %s, and all follow a change of the first",
      async (how) => {
        const api = await start();
        await deliverTo(api, chain());
        expect((await deliverTo(api, chain())).outcome).toBe("waiting");
        merge(api, how);
        const written = since(api);

        expect((await deliverTo(api, chain())).outcome).toBe("current");
        expect(written()).toEqual([]);
        expect((await deliverTo(api, chain(2))).commits).toHaveLength(3);
      },
    );

    test("are called from another repository at a commit whose own parts are right", async () => {
      const api = await start({ others: [otherRepository("central", 900777)] });
      const git = api.state.others[0]?.git;
      const parts = { repository: "central", branch, files: [called, part(), bundle] };
      const delivery = { files: [caller()], placeholder, parts };
      await deliverTo(api, { files: parts.files, placeholder, repository: "central" });

      await expect(deliverTo(api, delivery)).rejects.toThrow("Merge its pull request 1 first");
      const right = git?.commitFiles("main", git.filesAt(branch)) ?? "";
      const wrong = git?.commitFiles("main", { [middle]: "name: x\n" });
      await expect(deliverTo(api, delivery)).rejects.toThrow("does not have on main yet");
      git?.commitFiles("main", { [middle]: git.filesAt(right)[middle] ?? "" });
      expect((await deliverTo(api, delivery)).outcome).toBe("opened");
      expect(nameIn(onBranch(api)[workflow])).not.toBe(wrong);
    });

    test("in a circle are refused", async () => {
      const circle = file(middle, `uses: acme/central/${workflow}@${placeholder}\n`);

      await expect(deliverTo(await start(), { files: [caller(), circle], placeholder })).rejects.toThrow(
        "calls itself",
      );
    });
  });

  describe("of another repository", () => {
    const parts = { repository: "central", branch, files: [part(), bundle] };
    const caller = { files: [entry()], placeholder, parts };
    const withCentral = () => start({ others: [otherRepository("central", 900777)] });
    const centralOf = (api: GitHubApi) => api.state.others[0]?.git;

    test("wait until that one has a pull request for them", async () => {
      await expect(deliverTo(await withCentral(), caller)).rejects.toThrow(
        "acme/payments-api: calls what acme/central does not have on main yet. Deliver to acme/central first",
      );
    });

    test("wait until its pull request is merged, and then name its newest commit", async () => {
      const api = await withCentral();
      await deliverTo(api, { ...central(), repository: "central" });

      await expect(deliverTo(api, caller)).rejects.toThrow(
        "Merge its pull request 1 first (https://github.test/acme/central/pull/1), then deliver again.",
      );
      const git = centralOf(api);
      const merged = git?.commitFiles("main", git.filesAt(branch)) ?? "";
      expect((await deliverTo(api, caller)).outcome).toBe("opened");
      expect(onBranch(api)[workflow]).toBe(naming(merged));
    });

    test("keep the commit that they name while its parts are the right ones", async () => {
      const api = await withCentral();
      const git = centralOf(api);
      const first = git?.commitFiles("main", { [part().path]: text(), [bundle.path]: "// gate\n" }) ?? "";
      await deliverTo(api, caller);
      git?.commitFiles("main", { "README.md": "more\n" });
      const written = since(api);

      expect((await deliverTo(api, caller)).outcome).toBe("waiting");
      expect(written()).toEqual([]);
      expect(named(onBranch(api)[workflow])).toBe(first);

      const second = git?.commitFiles("main", { [part().path]: text(2) });
      const newer = { ...caller, parts: { ...parts, files: [part(2), bundle] } };
      expect((await deliverTo(api, newer)).outcome).toBe("updated");
      expect(named(onBranch(api)[workflow])).toBe(second);
    });
  });
});
