import { createHash } from "node:crypto";
import { plainText } from "@sallyport/policy";
import * as z from "zod";
import type { ImageReference } from "./image-reference.js";

/** A registry gave no answer that can be used. Continues a sentence that begins with the image. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly remedy: string;

  constructor(found: string, remedy: string) {
    super(found);
    this.remedy = remedy;
  }
}

/** What a registry knows of an image. */
export interface HostedImage {
  /** Digest of what the tag or the digest names: often a list of images for several platforms. */
  digest: string;
  /** When the image of the platform was made. */
  created: string;
  /** Size of its layers as they are transferred. */
  bytes: number;
}

const timeoutMilliseconds = 20_000;

/** Largest manifest or configuration that is read; registries refuse larger manifests than 4 MB. */
const maximumBytes = 4 * 1024 * 1024;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Descriptor = z.looseObject({ digest, size: z.int().min(0) });
const Index = z.looseObject({
  manifests: z
    .array(
      z.looseObject({
        digest,
        platform: z
          .looseObject({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
          .optional(),
      }),
    )
    .min(1),
});
const Manifest = z.looseObject({ config: Descriptor, layers: z.array(Descriptor).min(1) });
const Configuration = z.looseObject({ created: z.iso.datetime({ offset: true }) });
const TokenAnswer = z.looseObject({ token: z.string().min(1).optional(), access_token: z.string().min(1).optional() });

const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const manifestTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

interface Body {
  type: string;
  digest: string;
  value: unknown;
}

/**
 * Reads images from registries, as anybody may.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class RegistryClient {
  readonly #tokens = new Map<string, string>();

  /**
   * What a registry has under a tag or a digest.
   *
   * @param platform `linux/amd64`.
   * @throws {RegistryError} when nobody can tell.
   */
  async image(reference: ImageReference, platform: string): Promise<HostedImage> {
    const name = reference.digest ?? reference.tag ?? "latest";
    const top = await this.#manifest(reference, name);
    const manifest = indexTypes.includes(top.type)
      ? await this.#manifest(reference, this.#ofPlatform(top, platform))
      : top;
    const { config, layers } = checked(Manifest, manifest.value, "its manifest");
    const configuration = await this.#fetch(reference, `blobs/${config.digest}`, []);
    expectDigest(configuration.digest, config.digest);
    const { created } = checked(Configuration, configuration.value, "its configuration");
    return { digest: top.digest, created, bytes: layers.reduce((sum, { size }) => sum + size, 0) };
  }

  async #manifest(reference: ImageReference, name: string): Promise<Body> {
    const types = [...indexTypes, ...manifestTypes];
    const body = await this.#fetch(reference, `manifests/${name}`, types);
    if (name.startsWith("sha256:")) expectDigest(body.digest, name);
    if (types.includes(body.type)) return body;
    throw new RegistryError(
      `comes as ${JSON.stringify(body.type)}, which is no manifest of an image`,
      "Check its name; this may be another service.",
    );
  }

  #ofPlatform({ value }: Body, platform: string): string {
    const [os, architecture, variant] = platform.split("/");
    const { manifests } = checked(Index, value, "its index");
    const found = manifests.find(
      ({ platform: of }) =>
        of?.os === os && of?.architecture === architecture && (variant === undefined || of?.variant === variant),
    );
    if (found) return found.digest;
    throw new RegistryError(`has nothing for ${platform}`, "Name its platform with FROM --platform=OS/ARCHITECTURE.");
  }

  async #fetch(reference: ImageReference, path: string, accept: readonly string[]): Promise<Body> {
    const url = new URL(`/v2/${reference.path}/${path}`, addressOf(reference.registry));
    const scope = `${reference.registry}/${reference.path}`;
    let response = await ask(url, accept, this.#tokens.get(scope));
    if (response.status === 401) {
      await response.body?.cancel();
      const token = await anonymousToken(response.headers.get("www-authenticate") ?? "", reference.path);
      this.#tokens.set(scope, token);
      response = await ask(url, accept, token);
    }
    const bytes = await bytesOf(response);
    const computed = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const said = response.headers.get("docker-content-digest");
    if (said !== null) expectDigest(computed, said);
    const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
    return { type, digest: computed, value: parsed(bytes) };
  }
}

/** Registries on the loopback interface have no certificate; Docker treats them the same. */
function addressOf(registry: string): string {
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  return `${isLoopback(host.replace(/:\d+$/, "")) ? "http" : "https"}://${host}`;
}

function isLoopback(host: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(host);
}

async function ask(url: URL, accept: readonly string[], token: string | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      signal: AbortSignal.timeout(timeoutMilliseconds),
      headers: {
        "user-agent": "sallyport",
        ...(accept.length > 0 && { accept: accept.join(", ") }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    const why = name === "TimeoutError" ? "no answer in time" : (cause?.code ?? message);
    throw new RegistryError(`cannot be asked for at ${url.host} (${plainText(why)})`, "Try again later.");
  }
}

/**
 * A token for reading without an account, from where the registry says.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
async function anonymousToken(challenge: string, path: string): Promise<string> {
  const part = (name: string) => new RegExp(`[ ,]${name}="([^"]*)"`, "i").exec(challenge)?.[1];
  const realm = URL.parse(part("realm") ?? "");
  const isSafe = realm?.protocol === "https:" || (realm?.protocol === "http:" && isLoopback(realm.hostname));
  if (!/^bearer /i.test(challenge) || !realm || !isSafe) {
    throw new RegistryError("is not for everybody", "Only images that anybody may read can be looked at.");
  }
  const service = part("service");
  if (service !== undefined) realm.searchParams.set("service", service);
  realm.searchParams.set("scope", part("scope") ?? `repository:${path}:pull`);
  const { token, access_token } = checked(
    TokenAnswer,
    parsed(await bytesOf(await ask(realm, [], undefined))),
    "the token",
  );
  const given = token ?? access_token;
  if (given !== undefined) return given;
  throw new RegistryError("is not for everybody", "Only images that anybody may read can be looked at.");
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const { status, headers } = response;
  if (!response.ok) {
    await response.body?.cancel();
    throw refusal(status, headers);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maximumBytes)
      throw new RegistryError("comes with more bytes than any manifest has", "Check its name.");
  }
  return Buffer.concat(chunks);
}

function refusal(status: number, headers: Headers): RegistryError {
  if (status === 429) {
    const after = headers.get("retry-after");
    const when = after !== null && /^\d{1,6}$/.test(after) ? ` for ${after} seconds` : "";
    return new RegistryError(`cannot be asked for: the registry wants a pause${when} (HTTP 429)`, "Try again later.");
  }
  if (status === 404) return new RegistryError("is not in its registry", "Check its name and its tag.");
  if (status === 401 || status === 403) {
    return new RegistryError("is not for everybody", "Only images that anybody may read can be looked at.");
  }
  return new RegistryError(`cannot be asked for (HTTP ${status})`, "Try again later.");
}

function expectDigest(found: string, wanted: string): void {
  if (found === wanted) return;
  throw new RegistryError(
    `comes with other bytes than its digest says (${found}, not ${wanted})`,
    "Trust nothing of it.",
  );
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new RegistryError("comes as something that is not JSON", "Check its name; this may be another service.");
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join(".") || what;
  throw new RegistryError(
    `is not as registries describe it: ${what}: ${where} ${issue?.message ?? ""}`,
    "Try again later.",
  );
}
