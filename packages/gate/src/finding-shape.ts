import type { Artifact, Finding, Score } from "./finding.js";
import { isSameScore } from "./unique-scores.js";

/**
 * The same findings with their keys in canonical order (RFC 8785), and all of one shape: what reads and writes them many
 * times is faster so. Findings that share an artifact still do.
 */
export class FindingShape {
  #given: Artifact | undefined;
  #shaped: Artifact = { name: "", type: "" };
  readonly #scores = new Map<string, Score[]>();

  shape({ package: affected, location, artifact, scores, ...rest }: Finding): Finding {
    return {
      artifact: this.#artifact(artifact),
      category: rest.category,
      cwes: rest.cwes,
      dependencyPath: rest.dependencyPath,
      detail: rest.detail,
      fingerprint: rest.fingerprint,
      firstSeenAt: rest.firstSeenAt,
      fixedVersions: rest.fixedVersions,
      ids: rest.ids,
      label: rest.label,
      labelSource: rest.labelSource,
      layer: rest.layer,
      links: rest.links,
      location: { line: location.line, path: location.path, resource: location.resource },
      package: affected && {
        name: affected.name,
        path: affected.path,
        purl: affected.purl,
        version: affected.version,
      },
      pointer: rest.pointer,
      publishedAt: rest.publishedAt,
      remedy: rest.remedy,
      scanner: rest.scanner,
      scores: scores.map((score) => this.#score(score)),
      status: rest.status,
      suppression: rest.suppression,
      title: rest.title,
    } satisfies Record<keyof Finding, unknown>;
  }

  #artifact(artifact: Artifact): Artifact {
    if (artifact === this.#given) return this.#shaped;
    const { commit, digest, name, type } = artifact;
    this.#given = artifact;
    this.#shaped = { commit, digest, name, type } satisfies Record<keyof Artifact, unknown>;
    return this.#shaped;
  }

  /** There are few vectors, and few who rate: findings with the same score share it. */
  #score({ computed, score, source, vector, version }: Score): Score {
    const shaped = { computed, score, source, vector, version } satisfies Record<keyof Score, unknown>;
    if (vector === undefined) return shaped;
    const known = this.#scores.get(vector);
    const same = known?.find((one) => isSameScore(one, shaped));
    if (same) return same;
    if (known) known.push(shaped);
    else this.#scores.set(vector, [shaped]);
    return shaped;
  }
}
