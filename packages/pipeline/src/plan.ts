import type { ApiBudget, Delivery, RepositoryFile } from "@sallyport/github";
import { describeProblem, type Policy, type Problem, planDependencies, readPolicy } from "@sallyport/policy";
import { ClosureError, closureProblems } from "./closure/closure.js";
import { deliveriesOf, filesFor } from "./deliveries.js";
import { withSources } from "./file-sources.js";
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
export type PlannedFile = RepositoryFile;

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
  const files = filesFor(policy, repositories);
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

/**
 * What would be delivered, in the order in which it has to be.
 *
 * @param repository Name of the only repository to deliver to; without it every one.
 * @param bundle Sallyport as one file, for the central repository.
 * @throws {PolicyError} when the policy cannot be used or names no such repository.
 */
export function planDeliveries(policyFile: string, repository?: string, bundle?: string): Delivery[] {
  const { policy } = readPolicy(policyFile);
  const isCentral = policy.delivery.mode === "central" && repository === policy.delivery.central?.repository;
  if (repository !== undefined && !isCentral) repositoryOf(policy, repository, policyFile);
  // What the central repository gets follows from all of them.
  const files = withSources(filesFor(policy, policy.repositories), policy, policyFile, bundle);
  return deliveriesOf(policy, files)
    .filter((delivery) => repository === undefined || delivery.repository === repository)
    .map(planes.github.deliveryOf);
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
  const children = Map.groupBy(resources, ({ parent }) => parent);
  return resources.map((resource) => ({ plane: planeOf(resource, children), ...resource }));
}

function planeOf(resource: RecordedResource, children: ReadonlyMap<string, readonly RecordedResource[]>): Plane {
  if (resource.custom) return resource.type.split(":", 1)[0] as Plane;
  const inside = new Set((children.get(resource.urn) ?? []).map((child) => planeOf(child, children)));
  const [only = "pipeline"] = inside;
  return inside.size === 1 ? only : "pipeline";
}
