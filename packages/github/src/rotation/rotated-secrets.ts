import { databaseConnections, type RepositoryPolicy, rotationScope, type SecretsPolicy } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";

/** What the rotation job of a repository has to do with. */
export interface RotatedSecrets {
  /** The `secrets` section as far as this repository answers for it. */
  policy: SecretsPolicy;
  /** It changes access keys of IAM users, for which it takes a role of AWS. */
  usesAws: boolean;
  /** Repositories whose deploy keys it changes, for which it needs the token of a GitHub App. */
  deployKeysOf: readonly string[];
  /** It changes passwords of databases. */
  hasDatabases: boolean;
}

/** Undefined where a repository answers for no secret, and so has no rotation job. */
export function rotatedSecrets({ policy, repository }: WorkflowInputs): RotatedSecrets | undefined {
  const scope = rotationScope(policy, repository);
  if (!scope) return undefined;
  const stored = Object.values(scope.stored);
  const opened: RepositoryPolicy["name"][] = stored.flatMap(({ githubDeployKey }) => githubDeployKey?.repository ?? []);
  return {
    policy: scope,
    usesAws: stored.some(({ awsIamUser }) => awsIamUser !== undefined),
    deployKeysOf: [...new Set(opened)].toSorted(),
    hasDatabases: databaseConnections(scope.engines.database).length > 0,
  };
}
