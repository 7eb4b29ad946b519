import { posix } from "node:path";
import { readPolicy } from "@sallyport/policy";
import { withBase } from "../base-images/dockerfile.js";
import { atDigest } from "../base-images/image-reference.js";
import { type LookedAt, lookAtBases } from "../base-images/look-at-bases.js";
import { badFile } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { print } from "../output.js";
import { readInput } from "../read-input.js";
import { chooseRepository } from "../repository-flag.js";
import { writeFiles } from "../write-files.js";

export interface BaseImagesOptions {
  policy: string;
  repository?: string;
  source?: string;
  update?: boolean;
  json?: boolean;
}

/** A Dockerfile with newer digests. */
interface Updated {
  path: string;
  content: string;
  /** What was changed: from, and to. */
  changes: { line: number; from: string; to: string }[];
}

/** `sallyport base-images`: what the images of a repository build on. Ends with 1 when something speaks against it. */
export async function baseImages(options: BaseImagesOptions): Promise<ExitCode> {
  const { policy } = readPolicy(options.policy);
  const repository = chooseRepository(policy, options.repository);
  const source = options.source ?? posix.dirname(options.policy);
  const looked = await lookAtBases(repository, policy.registry.baseImages, source, new Date().toISOString());
  const updated = options.update ? updatesOf(looked, source) : [];
  await writeFiles(updated.map(({ path, content }) => ({ path: posix.join(source, path), content })));
  await print(
    options.json
      ? `${JSON.stringify(documentOf(repository.name, looked, updated), null, 2)}\n`
      : `${[...looked.flatMap(describe), ...updated.flatMap(describeUpdate)].join("\n")}\n`,
  );
  if (looked.some(({ problems }) => problems.length > 0)) return 1;
  return looked.some(({ doubts }) => doubts.length > 0) ? 2 : 0;
}

/** The Dockerfiles with the digest that each tag names now, where that is another one, or there is none. */
function updatesOf(looked: readonly LookedAt[], source: string): Updated[] {
  const paths = [...new Set(looked.map(({ dockerfile }) => dockerfile))];
  return paths.flatMap((path) => {
    const wanted = looked.filter(({ dockerfile, problems }) => dockerfile === path && problems.some(isAboutDigest));
    if (wanted.length === 0) return [];
    const file = posix.join(source, path);
    let content = Buffer.from(readInput(file, 1024 * 1024, "It was there a moment ago.")).toString("utf8");
    const changes: Updated["changes"] = [];
    for (const { base, newest } of wanted) {
      if (!base || newest === undefined) continue;
      const to = atDigest(base.written, newest);
      const changed = withBase(content, base, to);
      if (changed === undefined) {
        throw badFile(
          file,
          `has a variable in line ${base.line}`,
          `Write ${newest} there by hand: nothing was changed.`,
        );
      }
      if (changed === content) continue;
      content = changed;
      changes.push({ line: base.line, from: base.written, to });
    }
    return changes.length > 0 ? [{ path, content, changes }] : [];
  });
}

function isAboutDigest({ kind }: LookedAt["problems"][number]): boolean {
  return kind === "outdated" || kind === "pinned";
}

function describe({ image, dockerfile, base, problems, doubts, created }: LookedAt): string[] {
  const place = base ? `${dockerfile}:${base.line}: ${base.written}` : dockerfile;
  if (problems.length + doubts.length === 0) return [`ok         ${place} (${image}, made ${created})`];
  return [
    ...problems.map(({ found, remedy }) => `against it ${place} ${found}. ${remedy}`),
    ...doubts.map((doubt) => `undecided  ${dockerfile}${base ? `:${base.line}` : ""}: ${doubt}`),
  ];
}

function describeUpdate({ path, changes }: Updated): string[] {
  return changes.map(({ line, from, to }) => `updated    ${path}:${line}: ${from} -> ${to}`);
}

function documentOf(repository: string, looked: readonly LookedAt[], updated: readonly Updated[]) {
  return {
    version: 1,
    repository,
    bases: looked.map(({ image, dockerfile, base, problems, doubts, newest, created, bytes }) => ({
      image,
      dockerfile,
      ...(base && { line: base.line, written: base.written, isShipped: base.isShipped }),
      ...(newest !== undefined && { newest }),
      ...(created !== undefined && { created }),
      ...(bytes !== undefined && { bytes }),
      problems,
      doubts,
    })),
    updated: updated.map(({ path, changes }) => ({ path, changes })),
  };
}
