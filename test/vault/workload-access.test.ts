import { SecretsPolicy } from "@sallyport/policy";
import { tokenReview, WorkloadAccess } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const kubernetes = (settings: object) => {
  const { auth } = SecretsPolicy.parse({
    vault: { address: "https://vault.acme.example" },
    auth: { kubernetes: settings },
  });
  if (!auth.kubernetes) throw new Error("the test lost its section");
  return auth.kubernetes;
};

test("mounts the login of workloads and configures that mount", async () => {
  const deployed = await deploy(() => new WorkloadAccess("acme", { policy: kubernetes({ path: "cluster-a" }) }));
  const config = deployed.resource("vault:kubernetes/authBackendConfig:AuthBackendConfig");

  expect(deployed.only("vault:index/authBackend:AuthBackend")).toMatchObject({ path: "cluster-a", type: "kubernetes" });
  expect(config.inputs).toMatchObject({ backend: "cluster-a", kubernetesHost: "https://kubernetes.default.svc" });
  expect(config.dependencies).toEqual([deployed.resource("vault:index/authBackend:AuthBackend").urn]);
});

describe("Vault asks the API server whose token it is", () => {
  test("as its own service account, where it runs in the cluster", () => {
    expect(tokenReview({ policy: kubernetes({}) })).toEqual({
      kubernetesHost: "https://kubernetes.default.svc",
      disableLocalCaJwt: false,
    });
  });

  test("with the token that it was given, where it runs elsewhere", () => {
    const policy = kubernetes({ host: "https://api.acme.example", caCertificate: "cluster.pem" });

    expect(tokenReview({ policy, caCertificate: "PEM" })).toEqual({
      kubernetesHost: "https://api.acme.example",
      kubernetesCaCert: "PEM",
      disableLocalCaJwt: true,
    });
  });

  test("with no credential that anybody handed to Pulumi", () => {
    expect(Object.keys(tokenReview({ policy: kubernetes({}) }))).not.toContain("tokenReviewerJwt");
  });

  test("and trusts nothing else than the file of the policy", () => {
    expect(() => tokenReview({ policy: kubernetes({ caCertificate: "cluster.pem" }) })).toThrow(
      "secrets.auth.kubernetes.caCertificate names cluster.pem, and its text was not given",
    );
  });
});
