import { statSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Policy, PolicyError, type RepositoryPolicy, readPolicy } from "@sallyport/policy";

/**
 * The policy that a component is given by its path. A relative path starts at the folder of `Pulumi.yaml`, wherever the
 * program itself stands.
 *
 * @throws {PolicyError} with every problem of the file at once.
 */
export function policyOf(policyFile: string): Policy {
  const root = pulumi.getRootDirectory();
  const path = policyPath(policyFile);
  const known =
    lastRead?.name === `${policyFile} ${path}` && lastRead.state === stateOf(lastRead.paths) ? lastRead : undefined;
  if (known) return known.policy;
  const { policy, files } = readPolicy(path, policyFile);
  const paths = files.map(({ file }) => resolve(root, file));
  lastRead = { name: `${policyFile} ${path}`, paths, state: stateOf(paths), policy };
  return policy;
}

/** Where the policy of a component is. */
export function policyPath(policyFile: string): string {
  return resolve(pulumi.getRootDirectory(), policyFile);
}

/** The components of one program read the same files; parsing them takes longer than registering five resources. */
let lastRead: { name: string; paths: readonly string[]; state: string; policy: Policy } | undefined;

/** What changes when somebody writes one of the files. */
function stateOf(paths: readonly string[]): string {
  const states = paths.map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return states.map((state) => `${state?.ino} ${state?.mtimeNs} ${state?.size}`).join("\n");
}

/** The entry of a repository. @throws {PolicyError} when the policy does not name it. */
export function repositoryOf(policy: Policy, name: string, policyFile: string): RepositoryPolicy {
  const repository = policy.repositories.find((candidate) => candidate.name === name);
  if (repository) return repository;
  throw new PolicyError([
    {
      level: "error",
      file: policyFile,
      line: 1,
      column: 1,
      path: "repositories",
      message: `does not name ${name}`,
      remedy: `It names: ${policy.repositories.map((known) => known.name).join(", ")}.`,
    },
  ]);
}
