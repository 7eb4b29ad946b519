import { podSecurityLabels, SecureNamespace } from "@sallyport/kubernetes";
import { NetworkPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { type Deployed, deploy } from "../support/deploy.ts";

const networkPolicyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

function secureNamespace(settings: object = {}, options = {}): Promise<Deployed> {
  const policy = NetworkPolicy.parse({ namespaces: { payments: settings } }).namespaces.payments;
  if (!policy) throw new Error("the test lost its namespace");
  return deploy(() => new SecureNamespace("shop", { policy, namespace: "payments" }), options);
}

describe("Pod Security", () => {
  test("is restricted by default: refused, logged and warned about", async () => {
    const deployed = await secureNamespace();

    expect(deployed.only("kubernetes:core/v1:Namespace").metadata).toEqual({
      name: "payments",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "latest",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": "latest",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": "latest",
      },
    });
  });

  test.each(["baseline", "privileged"] as const)("is %s when the policy says so", async (level) => {
    const deployed = await secureNamespace({ podSecurity: level });

    expect(deployed.only("kubernetes:core/v1:Namespace").metadata).toMatchObject({ labels: podSecurityLabels(level) });
    expect(podSecurityLabels(level)["pod-security.kubernetes.io/enforce"]).toBe(level);
  });
});

test("puts every network policy into the namespace, after it exists", async () => {
  const deployed = await secureNamespace({ egress: [{ namespace: "databases", ports: [5432] }] });
  const namespace = deployed.resource("kubernetes:core/v1:Namespace");
  const policies = deployed.all(networkPolicyType);

  expect(policies.map(({ inputs }) => inputs.metadata)).toEqual(
    ["allow-dns", "allow-egress", "default-deny"].map((name) => ({ name, namespace: "payments" })),
  );
  expect(policies.filter(({ dependencies }) => !dependencies.includes(namespace.urn))).toEqual([]);
});

test("names its resources after itself, also in a preview", async () => {
  const deployed = await secureNamespace({ ingress: [{ namespace: "web", ports: [80] }] }, { preview: true });
  const children = deployed.resources.filter(({ type }) => type.startsWith("kubernetes:"));

  expect(children.map(({ name }) => name)).toEqual([
    "shop",
    "shop-allow-dns",
    "shop-allow-ingress",
    "shop-default-deny",
  ]);
});
