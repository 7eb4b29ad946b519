import { describeProblem, type ParsedPolicy, PolicyError, type Problem, parseLayers } from "@sallyport/policy";

/** A day on which every waiver of the tests is in force that does not say otherwise. */
export const today = "2026-11-25";

export const organization = { login: "acme", id: 1, teams: { security: 2, payments: 4 } };

type Settings = Record<string, unknown>;

/** A file of an organisation with more settings, or with other ones. */
export function orgFile(settings: Settings = {}): Settings {
  return { version: 1, layer: "organization", organization, ...settings };
}

/** A file of a team below it. */
export function teamFile(settings: Settings = {}): Settings {
  return { version: 1, layer: "team:payments", extends: "./org.yaml", ...settings };
}

/** A file of a repository below one of them. */
export function repositoryFile(settings: Settings = {}): Settings {
  return { version: 1, extends: "./above.yaml", repositories: [{ name: "api", id: 3 }], ...settings };
}

/** The policy in files that are given uppermost first; they are called org.yaml, team.yaml and repository.yaml. */
export function parseFiles(files: readonly Settings[], day = today): ParsedPolicy {
  return parseLayers(
    files.map((settings) => ({ content: JSON.stringify(settings), file: nameOf(settings) })),
    day,
  );
}

function nameOf({ layer = "repository" }: Settings): string {
  return layer === "organization" ? "org.yaml" : `${String(layer).split(":")[0]}.yaml`;
}

/** The problems of files that are no policy together; empty when they are. */
export function problemsOfFiles(files: readonly Settings[], day = today): readonly Problem[] {
  try {
    parseFiles(files, day);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
}

/** Problems as people see them, but for line and column. */
export function complaintsOfFiles(files: readonly Settings[], day = today): string[] {
  return problemsOfFiles(files, day).map((problem) => describeProblem(problem).replaceAll(/:\d+:\d+/g, ""));
}

/** Paths of the settings that are refused as weaker than a file above, or as another choice than its. */
export function weakenedIn(files: readonly Settings[], day = today): string[] {
  return problemsOfFiles(files, day)
    .filter(({ message }) => /^(is weaker than|differs from what) /.test(message))
    .map(({ path }) => path);
}
