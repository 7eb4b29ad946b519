import { readFileSync } from "node:fs";
import { describeProblem, type Policy, PolicyError, type Problem, parsePolicy } from "@sallyport/policy";

/** The least that a policy must say. */
export const minimal = {
  version: 1,
  organization: { login: "acme", id: 1, teams: { security: 2 } },
  repositories: [{ name: "api", id: 3 }],
};

/** The same as YAML, four lines long, for tests of places. */
export const minimalYaml = `version: 1
organization: { login: acme, id: 1, teams: { security: 2 } }
repositories:
  - { name: api, id: 3 }
`;

export const quickstart = readFileSync("examples/quickstart/sallyport.yaml", "utf8");

/** The minimal policy with more sections, or with other ones. */
export function withSections(sections: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...minimal, ...sections });
}

export function policyWith(sections: Record<string, unknown> = {}): Policy {
  return parsePolicy(withSections(sections)).policy;
}

/** The problems of a file that must not parse. */
export function problemsOf(content: string | Uint8Array): Problem[] {
  try {
    parsePolicy(content);
  } catch (error) {
    if (error instanceof PolicyError) return [...error.problems];
    throw error;
  }
  throw new Error("the policy was accepted");
}

/** The problems of the minimal policy with other sections, as people see them but for the place. */
export function complaints(sections: Record<string, unknown>): string[] {
  return problemsOf(withSections(sections)).map(withoutPlace);
}

/** The problems of a text, as people see them but for the place. */
export function complaintsOf(content: string | Uint8Array): string[] {
  return problemsOf(content).map(withoutPlace);
}

/** Paths of the warnings of the minimal policy with other sections, and of the places they contradict. */
export function warnings(sections: Record<string, unknown>): string[] {
  return parsePolicy(withSections(sections)).warnings.map(paths);
}

/** Paths of the problems of the minimal policy with other sections, and of the places they contradict. */
export function conflicts(sections: Record<string, unknown>): string[] {
  return problemsOf(withSections(sections)).map(paths);
}

function paths({ path, conflictsWith }: Problem): string {
  return conflictsWith ? `${path} <-> ${conflictsWith.path}` : path;
}

function withoutPlace(problem: Problem): string {
  return describeProblem({ ...problem, file: "" }).replace(/^:\d+:\d+: /, "");
}
