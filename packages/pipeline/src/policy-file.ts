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
  const path = policyPath(policyFile);
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  const version = `${policyFile} ${path} ${state?.ino} ${state?.mtimeNs} ${state?.size}`;
  const known = lastRead?.version === version ? lastRead.policy : readPolicy(path, policyFile).policy;
  lastRead = { version, policy: known };
  return known;
}

/** Where the policy of a component is. */
export function policyPath(policyFile: string): string {
  return resolve(pulumi.getRootDirectory(), policyFile);
}

/** The components of one program read the same file; parsing it takes longer than registering five resources. */
let lastRead: { version: string; policy: Policy } | undefined;

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
