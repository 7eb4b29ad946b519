import type { JsonMap } from "../description.ts";
import { type ApiRequest, failure, notFound, page, type Routes } from "../route.ts";
import type { DeployKey, GitHubState } from "../state.ts";

const mayRead = [["administration", "read"]] as const;
const mayWrite = [["administration", "write"]] as const;

/** Deploy keys. A key opens one repository alone, so GitHub takes no key twice. */
export const deployKeyRoutes: Routes = {
  "repos/list-deploy-keys": {
    needs: mayRead,
    answer: (request, { deployKeys }) => page(deployKeys.map(keyAnswer), request),
  },
  "repos/create-deploy-key": {
    needs: mayWrite,
    answer({ body }, { deployKeys }) {
      const { title = "", key, read_only: readOnly = false } = body as JsonMap;
      const material = materialOf(String(key));
      if (material === undefined)
        return failure(422, "Validation Failed: key is invalid. You must supply a key in OpenSSH public key format");
      if (deployKeys.some((each) => each.key === material))
        return failure(422, "Validation Failed: key is already in use");
      const id = 1 + Math.max(0, ...deployKeys.map((each) => each.id));
      const createdAt = new Date().toISOString().replace(/\.\d+Z$/, "Z");
      const created = { id, title: String(title), key: material, readOnly: Boolean(readOnly), createdAt };
      deployKeys.push(created);
      return { status: 201, body: keyAnswer(created) };
    },
  },
  "repos/get-deploy-key": {
    needs: mayRead,
    answer(request, state) {
      const found = find(request, state);
      return found ? { status: 200, body: keyAnswer(found) } : notFound();
    },
  },
  "repos/delete-deploy-key": {
    needs: mayWrite,
    answer(request, state) {
      const found = find(request, state);
      if (!found) return notFound();
      state.deployKeys.splice(state.deployKeys.indexOf(found), 1);
      return { status: 204 };
    },
  },
};

/** Kind and key, as GitHub keeps them: without the comment. */
function materialOf(key: string): string | undefined {
  return /^ssh-ed25519 [A-Za-z0-9+/]{60,}={0,2}/.exec(key)?.[0];
}

function find({ parameters }: ApiRequest, { deployKeys }: GitHubState): DeployKey | undefined {
  return deployKeys.find(({ id }) => String(id) === parameters.key_id);
}

function keyAnswer({ id, title, key, readOnly, createdAt }: DeployKey): JsonMap {
  return { id, title, key, read_only: readOnly, created_at: createdAt, verified: true, url: "https://github.test/key" };
}
