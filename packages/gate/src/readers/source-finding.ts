import type { Entry } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { repositoryPath } from "./repository-path.js";
import { webLinks } from "./web-links.js";

/** What a scanner of source files looked at. Their reports do not name it: the run record does. */
export const sourceFiles: Artifact = { name: ".", type: "repository" };

type Optional = Pick<Finding, "detail" | "label" | "package" | "remedy" | "suppression">;

/** What a reader says about one place in a source file. */
export interface SourceFinding extends Optional, Pick<Finding, "ids" | "category" | "title" | "scanner"> {
  /** As the report has it, absolute or not. */
  path: string;
  line?: number | undefined;
  resource?: string | undefined;
  fixedVersions?: readonly string[];
  /** Only web addresses are kept. */
  links: readonly (string | undefined)[];
  /**
   * Id that stays the same from run to run.
   *
   * @default - the first of `ids`
   */
  stableId?: string | undefined;
  /**
   * What tells this weakness from others of its id in the same file and resource.
   *
   * @default - nothing
   */
  place?: string | undefined;
}

/** A finding of a scanner that reads source files, at an entry of its report. */
export function sourceFinding(entry: Entry, said: SourceFinding): Finding {
  const {
    path: written,
    line,
    resource,
    fixedVersions = [],
    links,
    stableId = said.ids[0] ?? "",
    place,
    ...draft
  } = said;
  const path = repositoryPath(written);
  return {
    fingerprint: fingerprintOf({
      category: draft.category,
      id: stableId,
      artifact: sourceFiles,
      place: [draft.scanner, path, resource, place],
    }),
    ...draft,
    ids: [...new Set(draft.ids)],
    fixedVersions: [...fixedVersions],
    location: { path, line, resource },
    artifact: sourceFiles,
    scores: [],
    links: webLinks(links),
    pointer: entry.pointer,
  };
}
