import { posix } from "node:path";
import { generatedFile } from "@sallyport/github-api";
import { type Policy, principalParts } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { type RepositoryFile, repositoryFile } from "./repository-file.js";

/** A line of `CODEOWNERS`. The last one that fits a file says who owns it. */
interface OwnerLine {
  pattern: string;
  owners: readonly string[];
}

/**
 * The file `CODEOWNERS`: the owners of the repository for everything, and after them, so that they win, the approvers for
 * what steers the gate. A file that somebody wrote already keeps its lines and gets the latter at its end.
 *
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function codeOwnersFile(inputs: WorkflowInputs): RepositoryFile {
  const { policy, repository } = inputs;
  const all: OwnerLine[] = repository.owners.length > 0 ? [{ pattern: "*", owners: repository.owners }] : [];
  const block = render(policy, guardedLines(inputs));
  return repositoryFile({
    repository: repository.name,
    path: ".github/CODEOWNERS",
    content: generatedFile(`${render(policy, all)}${block}`),
    purpose: "Asks the owners for a review of every change, and the approvers where a change could steer the gate.",
    ifForeign: "merge",
    block,
    elsewhere: ["CODEOWNERS", "docs/CODEOWNERS"],
  });
}

/** Locked paths that `CODEOWNERS` has no words for: it knows neither `!` nor `[ ]`, and no way to write a `#`. */
export function pathsWithoutOwner({ protection }: Policy): string[] {
  return protection.lockedPaths.filter((path) => !isSayable(path));
}

/** The approvers for workflows, policy and locked paths; last the exceptions, which may have approvers of their own. */
function guardedLines({ policy, policyPath = "sallyport.yaml" }: WorkflowInputs): OwnerLine[] {
  const { exceptions, gate, protection } = policy;
  const excuses = posix.join(posix.dirname(policyPath), exceptions.file);
  const guarded = new Set([".github/**", policyPath, ...protection.lockedPaths.filter(isSayable)].map(patternOf));
  const pattern = patternOf(excuses);
  guarded.delete(pattern);
  return [
    ...[...guarded].map((each) => ({ pattern: each, owners: [gate.approvers] })),
    { pattern, owners: exceptions.approvers ?? [gate.approvers] },
  ];
}

function isSayable(path: string): boolean {
  return !/[!#[\]\\]/.test(path);
}

/** From the root of the repository; a folder with all that is in it ends with a slash. */
function patternOf(path: string): string {
  return `/${path.replace(/^\/+/, "").replace(/\/\*\*$/, "/")}`.replaceAll(/\s/g, "\\ ");
}

function render({ organization }: Policy, lines: readonly OwnerLine[]): string {
  const handle = (principal: string) => {
    const { kind, name } = principalParts(principal);
    return kind === "team" ? `@${organization.login}/${name}` : `@${name}`;
  };
  return lines.map(({ pattern, owners }) => `${pattern} ${owners.map(handle).join(" ")}\n`).join("");
}
