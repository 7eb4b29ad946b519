import type { JsonMap } from "../description.ts";
import { failure, notFound, page, type Routes } from "../route.ts";
import type { GitHubState, Pull } from "../state.ts";
import { account } from "./account.ts";

const mayRead = [["pull-requests", "read"]] as const;
const mayWrite = [["pull-requests", "write"]] as const;

export const pullRoutes: Routes = {
  "pulls/get": {
    needs: mayRead,
    answer({ parameters }, state) {
      const found = find(state, parameters.pull_number);
      return found ? { status: 200, body: pull(found, state) } : notFound();
    },
  },
  "pulls/list": {
    needs: mayRead,
    answer(request, state) {
      const { query } = request;
      const wanted = query.get("state") ?? "open";
      const [owner, head] = splitHead(query.get("head"));
      const found = state.pulls.filter(
        (each) =>
          (wanted === "all" || (each.state ?? "open") === wanted) &&
          (head === undefined || (owner === state.organization.login && each.head === head)) &&
          (query.get("base") === null || each.base === query.get("base")),
      );
      // The newest first, as GitHub sorts unless asked otherwise.
      return page(
        found.toSorted((a, b) => b.number - a.number).map((each) => pull(each, state)),
        request,
      );
    },
  },
  "pulls/create": {
    needs: mayWrite,
    answer({ body, token }, state) {
      const { title = "", head, base, body: text = "" } = body as Record<"title" | "head" | "base" | "body", string>;
      const from = state.git.refs.get(`heads/${head}`);
      const to = state.git.refs.get(`heads/${base}`);
      if (from === undefined || to === undefined) return failure(422, "Validation Failed: head or base is invalid");
      if (state.git.isAncestor(from, to))
        return failure(422, `Validation Failed: No commits between ${base} and ${head}`);
      const open = state.pulls.find((each) => each.state === "open" && each.head === head && each.base === base);
      if (open) {
        const name = `${state.organization.login}:${head}`;
        return failure(422, `Validation Failed: A pull request already exists for ${name}.`);
      }
      const number = 1 + Math.max(0, ...state.pulls.map((each) => each.number));
      const created = {
        number,
        author: token.account,
        headSha: from,
        head,
        base,
        title,
        body: text,
        state: "open" as const,
      };
      state.pulls.push(created);
      return { status: 201, body: pull(created, state) };
    },
  },
  "pulls/update": {
    needs: mayWrite,
    answer({ parameters, body }, state) {
      const found = find(state, parameters.pull_number);
      if (!found) return notFound();
      const { title, body: text, state: wanted } = body as { title?: string; body?: string; state?: "open" | "closed" };
      if (title !== undefined) found.title = title;
      if (text !== undefined) found.body = text;
      if (wanted !== undefined) found.state = wanted;
      return { status: 200, body: pull(found, state) };
    },
  },
};

function find({ pulls }: GitHubState, number: string | undefined): Pull | undefined {
  return pulls.find((each) => String(each.number) === number);
}

/** `acme:sallyport/update` */
function splitHead(text: string | null): [owner: string | undefined, branch: string | undefined] {
  if (text === null) return [undefined, undefined];
  const at = text.indexOf(":");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The head is where its branch is, as long as it is open. */
function pull(each: Pull, { git, organization, repository }: GitHubState): JsonMap {
  const {
    number,
    author,
    headSha,
    head,
    base = "main",
    title = "",
    body = null,
    state = "open",
    mergedAt = null,
  } = each;
  const tip = state === "open" && head !== undefined ? (git.refs.get(`heads/${head}`) ?? headSha) : headSha;
  return {
    number,
    title,
    body,
    state,
    merged_at: mergedAt,
    user: account(author),
    html_url: `https://github.test/${organization.login}/${repository.name}/pull/${number}`,
    head: { sha: tip, ...(head !== undefined && { ref: head, label: `${organization.login}:${head}` }) },
    base: { ref: base },
  };
}
