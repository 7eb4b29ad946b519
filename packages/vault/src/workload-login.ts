import * as pulumi from "@pulumi/pulumi";
import { AuthBackendRole } from "@pulumi/vault/kubernetes/authBackendRole.js";
import { Policy as VaultPolicy } from "@pulumi/vault/policy.js";
import { type SecretsPolicy, seconds, type WorkloadPolicy, workloadLoginName } from "@sallyport/policy";
import { policyText } from "./access-rule.js";
import { workloadRules } from "./workload-rules.js";

export interface WorkloadLoginArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** Key of the workload under `secrets.workloads`. */
  workload: string;

  /** Path of the auth mount, without `auth/`: the one of {@link WorkloadAccess}. */
  path: pulumi.Input<string>;
}

/**
 * A login for one Kubernetes workload, by its namespace and service accounts, and what it may do after it.
 *
 * @example
 * const access = new WorkloadAccess("acme", { policy: policy.secrets.auth.kubernetes });
 * new WorkloadLogin("payments-api", { policy: policy.secrets, workload: "payments-api", path: access.path });
 */
export class WorkloadLogin extends pulumi.ComponentResource {
  /** Name of the role, which the workload names when it logs in. */
  readonly roleName: pulumi.Output<string>;

  /** Name of its Vault policy. */
  readonly policyName: pulumi.Output<string>;

  /** The underlying role, for anything this component does not cover. */
  readonly role: AuthBackendRole;

  constructor(name: string, args: WorkloadLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:WorkloadLogin", name, {}, opts);
    const parent = { parent: this };

    const vaultPolicy = new VaultPolicy(
      name,
      { name: workloadLoginName(args.workload), policy: workloadPolicyText(args) },
      parent,
    );
    this.role = new AuthBackendRole(
      name,
      { backend: args.path, ...workloadRole(args), tokenPolicies: [vaultPolicy.name] },
      parent,
    );

    this.roleName = this.role.roleName;
    this.policyName = vaultPolicy.name;
    this.registerOutputs({ roleName: this.roleName, policyName: this.policyName });
  }
}

/**
 * The role, without its mount and the name of its Vault policy: one namespace, service accounts by their names, and a token
 * that was made for Vault (`audience`), so that one made for another server opens nothing here.
 *
 * The identity in Vault is the uid of the service account (`aliasNameSource`): one that is deleted and made again under the
 * same name is somebody else.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#create-update-role
 */
export function workloadRole(args: Omit<WorkloadLoginArgs, "path">) {
  const { namespace, serviceAccounts } = workloadOf(args);
  const auth = args.policy.auth.kubernetes;
  if (!auth) throw new Error("secrets.workloads needs secrets.auth.kubernetes.");
  const tokenSeconds = seconds(auth.tokenTtl);
  return {
    roleName: workloadLoginName(args.workload),
    boundServiceAccountNames: serviceAccounts,
    boundServiceAccountNamespaces: [namespace],
    audience: auth.audience,
    aliasNameSource: "serviceaccount_uid",
    tokenTtl: tokenSeconds,
    tokenMaxTtl: tokenSeconds,
    tokenNoDefaultPolicy: true,
    tokenType: auth.tokenType,
  };
}

function workloadOf({ policy, workload }: Omit<WorkloadLoginArgs, "path">): WorkloadPolicy {
  const found = policy.workloads[workload];
  if (!found) throw new Error(`secrets.workloads has no ${workload}.`);
  return found;
}

/** What a workload may do: see {@link workloadRules}. */
export function workloadPolicyText(args: Omit<WorkloadLoginArgs, "path">): string {
  return policyText(`Workload ${args.workload} of the namespace ${workloadOf(args).namespace}`, workloadRules(args));
}
