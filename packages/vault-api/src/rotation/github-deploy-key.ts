import { apiPath, type GitHubClient, GitHubError } from "@sallyport/github-api";
import * as z from "zod";
import { createOpenSshKey } from "./open-ssh-key.js";
import { type ExistingKey, type MadeKey, type Rotator, RotatorError } from "./rotator.js";

const DeployKey = z.object({
  id: z.int().min(1),
  key: z.string(),
  title: z.string(),
  created_at: z.string(),
  read_only: z.boolean(),
});

/** Which repository the key opens, and for which secret it is. */
export interface DeployKeyPlace {
  owner: string;
  repository: string;
  readOnly: boolean;
  /** The secret, `payments-api/production/deploy`: the title of the key says so. */
  secret: string;
}

/**
 * Deploy keys of a repository, known by their title: a key that somebody made by hand is never touched. The token needs to
 * administer the repository, which the one of a workflow job cannot be given: take the one of a GitHub App.
 *
 * @see https://docs.github.com/en/rest/deploy-keys/deploy-keys
 */
export class GitHubDeployKeyRotator implements Rotator {
  readonly subject: string;
  readonly limit = Number.POSITIVE_INFINITY;
  readonly #client: GitHubClient;
  readonly #place: DeployKeyPlace;
  readonly #title: string;

  constructor(client: GitHubClient, place: DeployKeyPlace) {
    this.#client = client;
    this.#place = place;
    this.#title = `sallyport ${place.secret}`;
    this.subject = `repository ${place.owner}/${place.repository}`;
  }

  async list(): Promise<ExistingKey[]> {
    const keys = await this.#client.list(this.#path(), z.array(DeployKey));
    return keys
      .filter(({ title }) => title === this.#title)
      .map(({ id, created_at }) => ({ id: String(id), createdAt: created_at }));
  }

  async create(): Promise<MadeKey> {
    const { publicKey, privateKey } = createOpenSshKey(this.#title.replaceAll(" ", "-"));
    const body = { title: this.#title, key: publicKey, read_only: this.#place.readOnly };
    const { id } = await this.#client.send("POST", this.#path(), body, DeployKey);
    return { id: String(id), fields: { private_key: privateKey, public_key: publicKey } };
  }

  /** Whether GitHub has this key with these rights. It is not used over SSH: the API does not tell how to reach that. */
  async verify({ id, fields }: MadeKey): Promise<void> {
    const { key, read_only } = await this.#client.get(`${this.#path()}/${id}`, DeployKey);
    const isOurs = fields.public_key?.startsWith(key) && key.length > 60 && read_only === this.#place.readOnly;
    if (isOurs) return;
    throw new RotatorError(
      this.subject,
      "keeps another deploy key than the one that was sent",
      "Check GITHUB_API_URL.",
    );
  }

  async revoke(id: string): Promise<void> {
    try {
      await this.#client.send("DELETE", `${this.#path()}/${id}`, undefined, z.unknown());
    } catch (error) {
      if (!(error instanceof GitHubError && error.status === 404)) throw error;
    }
  }

  #path(): string {
    return apiPath`/repos/${this.#place.owner}/${this.#place.repository}/keys`;
  }
}
