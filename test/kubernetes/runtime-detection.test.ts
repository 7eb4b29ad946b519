import { falcoChart, falcoValues, podSecurityLabels, RuntimeDetection } from "@sallyport/kubernetes";
import { RuntimePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { type Deployed, deploy } from "../support/deploy.ts";

const releaseType = "kubernetes:helm.sh/v3:Release";
const namespaceType = "kubernetes:core/v1:Namespace";
const networkPolicyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

const detection = (settings: object = {}, options = {}): Promise<Deployed> =>
  deploy(() => new RuntimeDetection("runtime", { policy: RuntimePolicy.parse(settings) }), options);

test("installs one version of the chart, from Falco's own repository, with the policy's values", async () => {
  const deployed = await detection({ sensitivityLevel: "high" });

  expect(deployed.only(releaseType)).toMatchObject({
    name: "falco",
    namespace: "falco",
    chart: "falco",
    version: falcoChart.version,
    repositoryOpts: { repo: "https://falcosecurity.github.io/charts" },
    values: falcoValues(RuntimePolicy.parse({ sensitivityLevel: "high" })),
  });
  expect(falcoChart.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(falcoChart.rules).toMatch(/^falco-rules:\d+\.\d+\.\d+$/);
});

test("gives Falco the namespace of the policy, where privileged pods are let in", async () => {
  const deployed = await detection({ namespace: "detection" });

  expect(deployed.only(namespaceType).metadata).toEqual({ name: "detection", labels: podSecurityLabels("privileged") });
  expect(deployed.only(releaseType).namespace).toBe("detection");
});

test("closes the namespace to the others before anything runs in it", async () => {
  const deployed = await detection();
  const closed = deployed.resource(networkPolicyType);

  expect(closed.inputs).toMatchObject({
    metadata: { namespace: "falco" },
    spec: { policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector: {} }] }] },
  });
  expect(deployed.resource(releaseType).dependencies).toContain(closed.urn);
});

test("names its resources after itself, also in a preview", async () => {
  const deployed = await detection({}, { preview: true });
  const children = deployed.resources.filter(({ type }) => type.startsWith("kubernetes:"));

  expect(children.map(({ type, name }) => `${type} ${name}`)).toEqual([
    `${namespaceType} runtime`,
    `${releaseType} runtime`,
    `${networkPolicyType} runtime`,
  ]);
});
