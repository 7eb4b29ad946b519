import { posix } from "node:path";
import type { RegistryPolicy, RepositoryPolicy } from "@sallyport/policy";
import { readAtMost } from "../read-input.js";
import { type BaseLine, baseLines } from "./dockerfile.js";
import { parseImageReference } from "./image-reference.js";
import { type BaseProblem, judgeBase } from "./judge-base.js";
import { RegistryClient, RegistryError } from "./registry-client.js";

/** What is known of one image that a Dockerfile builds on. */
export interface LookedAt {
  /** The image that is built. */
  image: string;
  /** Path of the Dockerfile in the repository. */
  dockerfile: string;
  /** Undefined when the Dockerfile itself cannot be used. */
  base?: BaseLine | undefined;
  problems: BaseProblem[];
  /** Why nobody can tell; a sentence each. */
  doubts: string[];
  /** Digest that its tag names now. */
  newest?: string | undefined;
  created?: string | undefined;
  bytes?: number | undefined;
}

const maximumDockerfileBytes = 1024 * 1024;

/** What a platform is where a Dockerfile does not say it: that of GitHub's runners, which build the images. */
const runnerPlatform = "linux/amd64";

/**
 * Looks at every image that the images of a repository build on.
 *
 * @param source Folder of the checkout.
 */
export async function lookAtBases(
  repository: RepositoryPolicy,
  policy: RegistryPolicy["baseImages"],
  source: string,
  now: string,
): Promise<LookedAt[]> {
  const client = new RegistryClient();
  const found: LookedAt[] = [];
  for (const image of repository.images) {
    const place = { image: image.name, dockerfile: image.dockerfile };
    const read = readAtMost(posix.join(source, image.dockerfile), maximumDockerfileBytes);
    if (!(read instanceof Uint8Array)) {
      found.push({ ...place, problems: [], doubts: [`${image.dockerfile} ${read.found}.`] });
      continue;
    }
    for (const base of baseLines(Buffer.from(read).toString("utf8"))) {
      found.push({ ...place, base, ...(await lookAt(client, base, image.base, policy, now)) });
    }
  }
  return found;
}

async function lookAt(
  client: RegistryClient,
  base: BaseLine,
  declared: string | undefined,
  policy: RegistryPolicy["baseImages"],
  now: string,
): Promise<Omit<LookedAt, "dockerfile" | "image">> {
  const image = base.reference === undefined ? undefined : parseImageReference(base.reference);
  if (!image) {
    const why = base.reference === undefined ? "has a variable without a default" : "is no image reference";
    return { problems: [], doubts: [`${base.written} ${why}. Name the image, with a default for each ARG.`] };
  }
  const platform = base.platform?.includes("$") ? runnerPlatform : (base.platform ?? runnerPlatform);
  try {
    const used = await client.image(image, platform);
    const newest = image.tag === undefined ? undefined : await client.image({ ...image, digest: undefined }, platform);
    const problems = judgeBase({ base, image, used, newest, declared, policy, now });
    return { problems, doubts: [], newest: newest?.digest, created: used.created, bytes: used.bytes };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { problems: [], doubts: [`${base.written} ${error.message}. ${error.remedy}`] };
  }
}
