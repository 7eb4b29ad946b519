import * as pulumi from "@pulumi/pulumi";
import { AuthBackend } from "@pulumi/vault/authBackend.js";
import { AuthBackendConfig } from "@pulumi/vault/kubernetes/authBackendConfig.js";
import type { KubernetesAuthPolicy } from "@sallyport/policy";
import { pemText } from "./pem-text.js";

export interface WorkloadAccessArgs {
  /** The `secrets.auth.kubernetes` section of the policy. */
  policy: KubernetesAuthPolicy;

  /**
   * Text of the file `secrets.auth.kubernetes.caCertificate`.
   *
   * @default - the policy names none
   */
  caCertificate?: string | undefined;
}

/**
 * The auth mount where workloads log in with the token of their service account. There is one for each cluster; what a
 * workload may do after logging in is decided by its {@link WorkloadLogin}.
 *
 * @example
 * const access = new WorkloadAccess("acme", { policy: policy.secrets.auth.kubernetes });
 */
export class WorkloadAccess extends pulumi.ComponentResource {
  /** Path of the auth mount, without `auth/`. */
  readonly path: pulumi.Output<string>;

  /** The underlying auth mount, for anything this component does not cover. */
  readonly authMount: AuthBackend;

  constructor(name: string, args: WorkloadAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:WorkloadAccess", name, {}, opts);
    const parent = { parent: this };

    this.authMount = new AuthBackend(name, workloadMount(args.policy), parent);
    const config = new AuthBackendConfig(name, { backend: this.authMount.path, ...tokenReview(args) }, parent);

    // The mount refuses every login before it is configured.
    this.path = config.backend.apply((backend) => backend ?? args.policy.path);
    this.registerOutputs({ path: this.path });
  }
}

/** @see https://developer.hashicorp.com/vault/docs/auth/kubernetes */
export function workloadMount({ path }: KubernetesAuthPolicy) {
  return { path, type: "kubernetes", description: "Kubernetes workloads, by the token of their service account" };
}

/**
 * Whom Vault asks whose token it is: the API server (TokenReview). No credential for asking is an input.
 *
 * Without a `caCertificate` Vault runs as a pod of the cluster and asks as its own service account, whose token Kubernetes
 * renews in the pod. With one it runs elsewhere, has no account in the cluster, and asks with the very token it was given:
 * the service account then needs the cluster role `system:auth-delegator`, and the API server must take the audience of the
 * policy as one of its own (`--api-audiences`).
 *
 * @throws {Error} when the text of the file that the policy names was not given.
 * @see https://developer.hashicorp.com/vault/docs/auth/kubernetes#how-to-work-with-short-lived-kubernetes-tokens
 */
export function tokenReview({ policy, caCertificate }: WorkloadAccessArgs) {
  const ca = pemText("secrets.auth.kubernetes.caCertificate", policy.caCertificate, caCertificate);
  return {
    kubernetesHost: policy.host,
    ...(ca !== undefined && { kubernetesCaCert: ca }),
    disableLocalCaJwt: ca !== undefined,
  };
}
