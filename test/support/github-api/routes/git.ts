import type { JsonMap } from "../description.ts";
import { type FileMode, GitRefusal, type GitRepository, type TreeChange } from "../git.ts";
import { type Answer, type ApiRequest, failure, notFound, type Route, type Routes } from "../route.ts";
import type { GitHubState, Token } from "../state.ts";

const mayRead = [["contents", "read"]] as const;
const mayWrite = [["contents", "write"]] as const;

/** The Git data API. Nothing of it works in a repository without a commit. */
export const gitRoutes: Routes = {
  "git/get-ref": onGit(mayRead, ({ parameters: { ref = "" } }, git) => {
    const sha = git.refs.get(ref);
    return sha === undefined ? notFound() : { status: 200, body: reference(ref, sha, git) };
  }),
  "git/create-ref": onGit(mayWrite, ({ body }, git) => {
    const { ref, sha } = body as { ref: string; sha: string };
    const name = ref.replace(/^refs\//, "");
    if (!ref.startsWith("refs/") || !name.includes("/")) return failure(422, "Reference name is not valid");
    if (git.refs.has(name)) return failure(422, "Reference already exists");
    if (!git.has(sha)) return failure(422, "Object does not exist");
    git.refs.set(name, sha);
    return { status: 201, body: reference(name, sha, git) };
  }),
  "git/update-ref": onGit(mayWrite, ({ parameters: { ref = "" }, body }, git) => {
    const { sha, force = false } = body as { sha: string; force?: boolean };
    const before = git.refs.get(ref);
    if (before === undefined) return failure(422, "Reference does not exist");
    if (!git.has(sha)) return failure(422, "Object does not exist");
    if (!force && !git.isAncestor(before, sha)) return failure(422, "Update is not a fast forward");
    git.refs.set(ref, sha);
    return { status: 200, body: reference(ref, sha, git) };
  }),
  "git/delete-ref": onGit(mayWrite, ({ parameters: { ref = "" } }, git, state) => {
    if (!git.refs.has(ref)) return failure(422, "Reference does not exist");
    for (const pull of state.pulls) {
      if (pull.state !== "open" || `heads/${pull.head}` !== ref) continue;
      pull.headSha = git.refs.get(ref) ?? pull.headSha;
      pull.state = "closed";
    }
    git.refs.delete(ref);
    return { status: 204 };
  }),
  "git/get-blob": onGit(mayRead, ({ parameters: { file_sha = "" } }, git) => {
    const bytes = git.blobAt(file_sha);
    if (!bytes) return notFound();
    // GitHub breaks the lines.
    const content = `${bytes.toString("base64").replaceAll(/.{60}/g, "$&\n")}\n`;
    return { status: 200, body: { sha: file_sha, size: bytes.length, encoding: "base64", content } };
  }),
  "git/create-blob": onGit(mayWrite, ({ body }, git) => {
    const { content, encoding = "utf-8" } = body as { content: string; encoding?: string };
    if (encoding !== "utf-8" && encoding !== "base64") return failure(422, "encoding must be utf-8 or base64");
    return { status: 201, body: { sha: git.blob(Buffer.from(content, encoding)) } };
  }),
  "git/get-tree": onGit(mayRead, ({ parameters: { tree_sha = "" }, query }, git) => {
    const sha = git.commitAt(tree_sha)?.tree ?? tree_sha;
    if (!git.treeAt(sha)) return notFound();
    return { status: 200, body: { sha, truncated: false, tree: entries(git, sha, query.has("recursive")) } };
  }),
  "git/create-tree": onGit(mayWrite, ({ body, token }, git) => {
    const { tree, base_tree } = body as unknown as { tree: NewEntry[]; base_tree?: string };
    if (base_tree !== undefined && !git.treeAt(base_tree)) return failure(404, "Not Found");
    if (!mayWriteWorkflows(token) && tree.some(({ path = "" }) => path.startsWith(".github/workflows/"))) {
      return failure(403, "Resource not accessible by integration");
    }
    const sha = git.changedTree(
      base_tree,
      tree.map((entry) => changeOf(entry, git)),
    );
    return { status: 201, body: { sha, truncated: false, tree: entries(git, sha, false) } };
  }),
  "git/get-commit": {
    needs: mayRead,
    answer({ parameters: { commit_sha = "" } }, { commits, git }) {
      const listed = commits.find(({ sha }) => sha === commit_sha);
      if (listed) return { status: 200, body: { sha: listed.sha, parents: listed.parents.map((sha) => ({ sha })) } };
      return git.commitAt(commit_sha) ? { status: 200, body: commit(commit_sha, git) } : notFound();
    },
  },
  "git/create-commit": onGit(mayWrite, ({ body, token }, git) => {
    const given = body as { message: string; tree: string; parents?: string[]; author?: JsonMap; committer?: JsonMap };
    const { message, tree, parents = [] } = given;
    if (!git.treeAt(tree)) return failure(422, "Tree SHA does not exist");
    if (parents.some((parent) => !git.commitAt(parent)))
      return failure(422, "Parent SHA does not exist or is not a commit object");
    const { login, id } = token.account;
    const account = { name: login, email: `${id}+${login}@users.noreply.github.com`, date: now() };
    const author = { ...account, ...given.author };
    const committer = { ...author, ...given.committer };
    // GitHub signs for an app that names nobody: docs.github.com, "Signature verification for bots".
    const verified = token.kind === "app" && !given.author && !given.committer;
    const sha = git.commit({ message, tree, parents, author, committer, verified });
    return { status: 201, body: commit(sha, git) };
  }),
  "repos/get-content": onGit(mayRead, ({ parameters: { path = "" }, query }, git, state) => {
    const name = query.get("ref") ?? state.repository.defaultBranch ?? "main";
    const sha = git.refs.get(`heads/${name.replace(/^refs\/heads\//, "")}`) ?? name;
    return content(git, git.commitAt(sha)?.tree, path);
  }),
};

interface NewEntry {
  path?: string;
  mode?: FileMode;
  type?: string;
  sha?: string | null;
  content?: string;
}

/** A route that answers 409 while there is no commit, and turns what Git cannot do into 422. */
function onGit(
  needs: Route["needs"],
  answer: (request: ApiRequest, git: GitRepository, state: GitHubState) => Answer,
): Route {
  return {
    needs,
    answer(request, state) {
      if (state.git.isEmpty) return failure(409, "Git Repository is empty.");
      try {
        return answer(request, state.git, state);
      } catch (error) {
        if (error instanceof GitRefusal) return failure(422, error.message);
        throw error;
      }
    },
  };
}

/** The right of its own that files in `.github/workflows` ask for. */
function mayWriteWorkflows({ kind, permissions }: Token): boolean {
  return kind === "user" || permissions.workflows === "write";
}

function changeOf({ path = "", mode = "100644", sha, content }: NewEntry, git: GitRepository): TreeChange {
  if (sha === null) return { path, mode, sha };
  if ((sha === undefined) === (content === undefined))
    throw new GitRefusal("Must supply either tree.sha or tree.content");
  if (sha !== undefined && !git.has(sha)) throw new GitRefusal(`tree.sha ${sha} is not a valid blob`);
  return { path, mode, sha: sha ?? git.blob(Buffer.from(content ?? "")) };
}

function entries(git: GitRepository, tree: string, recursive: boolean, folder = ""): JsonMap[] {
  return (git.treeAt(tree) ?? []).flatMap(({ name, mode, sha }) => {
    const path = `${folder}${name}`;
    const entry = { path, mode, type: typeOf(mode), sha };
    return recursive && mode === "040000" ? [entry, ...entries(git, sha, true, `${path}/`)] : [entry];
  });
}

function typeOf(mode: FileMode): string {
  return mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
}

function reference(name: string, sha: string, git: GitRepository): JsonMap {
  return { ref: `refs/${name}`, object: { type: git.commitAt(sha) ? "commit" : "blob", sha } };
}

function commit(sha: string, git: GitRepository): JsonMap {
  const found = git.commitAt(sha);
  if (!found) throw new GitRefusal(`${sha} is not a commit`);
  const { tree, parents, author, committer, message, verified } = found;
  const verification = { verified, reason: verified ? "valid" : "unsigned" };
  const names = { author: { ...author }, committer: { ...committer } };
  return {
    sha,
    message,
    ...names,
    tree: { sha: tree },
    parents: parents.map((parent) => ({ sha: parent })),
    verification,
  };
}

function content(git: GitRepository, tree: string | undefined, path: string): Answer {
  let sha = tree;
  let mode: FileMode = "040000";
  for (const name of path.split("/")) {
    const entry = (sha === undefined ? undefined : git.treeAt(sha))?.find((each) => each.name === name);
    if (!entry) return notFound();
    ({ sha, mode } = entry);
  }
  const bytes = sha === undefined ? undefined : git.blobAt(sha);
  if (sha !== undefined && mode === "040000") return { status: 200, body: folder(git, sha, path) };
  if (!bytes || sha === undefined || mode === "120000") return notFound(); // Links are not answered here.
  const name = path.slice(path.lastIndexOf("/") + 1);
  const body = {
    type: "file",
    encoding: "base64",
    size: bytes.length,
    name,
    path,
    content: bytes.toString("base64"),
    sha,
  };
  return {
    status: 200,
    body: {
      ...body,
      url: "https://github.test/",
      git_url: null,
      html_url: null,
      download_url: null,
      _links: { git: null, html: null, self: "https://github.test/" },
    },
  };
}

function folder(git: GitRepository, tree: string, path: string): JsonMap[] {
  return (git.treeAt(tree) ?? []).map(({ name, sha, mode }) => ({
    type: mode === "040000" ? "dir" : "file",
    size: git.blobAt(sha)?.length ?? 0,
    name,
    path: `${path}/${name}`,
    sha,
    url: "https://github.test/",
    git_url: null,
    html_url: null,
    download_url: null,
    _links: { git: null, html: null, self: "https://github.test/" },
  }));
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
