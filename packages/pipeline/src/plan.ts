import type { ApiBudget } from "@sallyport/github";
import { describeProblem, type Policy, type Problem, planDependencies, readPolicy } from "@sallyport/policy";
import { ClosureError, closureProblems } from "./closure/closure.js";
import { type NotProvided, notProvided } from "./not-provided.js";
import { PipelineFoundation } from "./pipeline-foundation.js";
import { planes } from "./planes.js";
import { repositoryOf } from "./policy-file.js";
import { record } from "./recorder.js";
import type { RecordedResource } from "./recording.js";
import { SecurePipeline } from "./secure-pipeline.js";

/** The plane that a resource lives in. Components that span several belong to `pipeline`. */
export type Plane = "github" | "vault" | "aws" | "kubernetes" | "pipeline";

/** A resource that `pulumi up` would create. */
export interface PlannedResource extends RecordedResource {
  plane: Plane;
}

/** A file that would be delivered to a repository. */
export interface PlannedFile {
  repository: string;
  /** Path in the repository. */
  path: string;
  content: string;
  /** SHA-256 of the content, as hex. */
  sha256: string;
  purpose: string;
  /** What the delivery puts in place of the content: `gate-bundle`, `policy` or `exceptions`. */
  source?: string;
}

/** Something the reader of a plan should know. */
export interface PlanNote {
  level: "info" | "warning";
  /** Dotted path of the setting that it is about. */
  path?: string;
  message: string;
}

/** Everything that a policy leads to. Deterministic: the same policy gives the same plan. */
export interface Plan {
  version: 1;
  policy: { file: string; sha256: string };
  resources: PlannedResource[];
  files: PlannedFile[];
  /** What a first `pulumi up` takes of GitHub's API. */
  budget: ApiBudget;
  notes: PlanNote[];
}

/** What to plan. */
export interface PlanOptions {
  /**
   * Names of the repositories.
   *
   * @default - every repository of the policy
   */
  repositories?: readonly string[];
}

/**
 * Everything that the policy leads to: the real components run against the recording monitor, and the workflow files are
 * written to memory. Needs no account, no network and no Pulumi CLI.
 *
 * @throws {PolicyError} when the policy cannot be used or lacks a repository asked for.
 * @throws {RecordingError} when a component fails, naming the resource.
 * @throws {ClosureError} when the parts of the plan do not fit each other.
 */
export async function plan(policyFile: string, options: PlanOptions = {}): Promise<Plan> {
  const { policy, warnings, sha256 } = readPolicy(policyFile);
  const names = options.repositories ?? policy.repositories.map(({ name }) => name);
  const repositories = names.map((name) => repositoryOf(policy, name, policyFile));
  const recorded = await record(() => {
    const foundation = new PipelineFoundation("foundation", { policyFile });
    for (const { name } of repositories) {
      new SecurePipeline(name, { policyFile, repository: name }, { dependsOn: foundation });
    }
  });
  const resources = withPlanes(recorded);
  const files = withoutDoubles(
    repositories.flatMap((repository) => planes.github.workflowFiles({ policy, repository })),
  );
  const open = closureProblems(policy, { resources, files });
  if (open.length > 0) throw new ClosureError(open);
  const budget = planes.github.apiBudget({ resources, files, repositories, policy });
  return {
    version: 1,
    policy: { file: policyFile, sha256 },
    resources,
    files,
    budget,
    notes: [
      ...warnings.map(warningNote),
      ...planNotes(policy),
      ...savingNotes(budget),
      ...repositories.flatMap((repository) => planes.github.workflowNotes({ policy, repository })),
      ...notProvided(policy).map(shortfallNote),
    ],
  };
}

/** While the policy does not say which plan the organisation has, what may be lacking is said once. */
function planNotes(policy: Policy): PlanNote[] {
  const needed = Map.groupBy(planDependencies(policy), ({ capability }) => capability.feature);
  if (needed.size === 0) return [];
  const features = [...needed].map(([feature, [first]]) => `${feature} (${first?.needs})`);
  const path = "organization.plan";
  const message = `${path}: not declared, so nothing tells before \`pulumi up\` whether GitHub lets it be made. It depends on the plan: ${features.join(", ")}.`;
  return [{ level: "info", path, message }];
}

function savingNotes({ saving }: ApiBudget): PlanNote[] {
  if (!saving) return [];
  const { path, value, rulesets, insteadOf, requests, contentWrites } = saving;
  const message = `${path}: ${value} makes ${rulesets} rulesets instead of ${insteadOf} with the same rules (GitHub Enterprise): ${requests} requests and ${contentWrites} content writes less.`;
  return [{ level: "info", path, message }];
}

/** With central delivery several repositories lead to the same files of the central one. */
function withoutDoubles(files: readonly PlannedFile[]): PlannedFile[] {
  return [...new Map(files.map((file) => [`${file.repository}/${file.path}`, file])).values()];
}

function shortfallNote({ path, message }: NotProvided): PlanNote {
  return { level: "warning", path, message: `${path}: ${message}` };
}

function warningNote(problem: Problem): PlanNote {
  return { level: "warning", path: problem.path, message: describeProblem(problem) };
}

/** The stack itself is left out; a component belongs to the plane of everything in it. */
function withPlanes(recorded: readonly RecordedResource[]): PlannedResource[] {
  const resources = recorded.filter(({ type }) => type !== "pulumi:pulumi:Stack");
  return resources.map((resource) => ({ plane: planeOf(resource, resources), ...resource }));
}

function planeOf(resource: RecordedResource, all: readonly RecordedResource[]): Plane {
  if (resource.custom) return resource.type.split(":", 1)[0] as Plane;
  const inside = new Set(all.filter(({ parent }) => parent === resource.urn).map((child) => planeOf(child, all)));
  const [only = "pipeline"] = inside;
  return inside.size === 1 ? only : "pipeline";
}
