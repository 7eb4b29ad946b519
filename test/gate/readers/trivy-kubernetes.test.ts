import { expect, test } from "vitest";
import { misconfiguration, read, result, vulnerability } from "../../support/findings.ts";

const resource = { Namespace: "shop", Kind: "Deployment", Name: "api" };
const scanned = { ...resource, Results: [result({ Vulnerabilities: [vulnerability()] })] };

test("findings of every resource count", () => {
  const other = {
    Kind: "Deployment",
    Name: "web",
    Results: [{ Target: "web", Misconfigurations: [misconfiguration()] }],
  };
  const report = read({ ClusterName: "staging", Resources: [scanned, other] });

  expect(report).toMatchObject({ tool: "trivy", format: "trivy-k8s-json", health: "ok" });
  expect(report.findings.map(({ category }) => category)).toEqual(["dependency", "misconfiguration"]);
  expect(report.artifact).toEqual({ name: "staging", type: "kubernetes" });
});

test.each(["Resources", "Findings", "Vulnerabilities", "Misconfigurations"])("resources are found under %s", (list) => {
  expect(read({ ClusterName: "staging", [list]: [scanned] }).findings).toHaveLength(1);
});

test("the same finding in two resources is two findings", () => {
  const report = read({ ClusterName: "staging", Resources: [scanned, { ...scanned, Name: "web" }] });

  expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test("a resource that could not be scanned makes the report partial", () => {
  const failed = { ...resource, Error: "scan error: no such image\nat line 2" };
  const report = read({ ClusterName: "staging", Resources: [scanned, failed] });

  expect(report.health).toBe("partial");
  expect(report.healthReasons).toEqual(["shop/Deployment/api was not scanned: scan error: no such image"]);
});

test("a resource with nothing to scan is fine beside one that was scanned", () => {
  expect(read({ ClusterName: "staging", Resources: [scanned, resource] }).health).toBe("ok");
});

test.each([
  ["no resource", []],
  ["resources without results", [resource]],
])("a report with %s scanned nothing", (_, Resources) => {
  expect(read({ ClusterName: "staging", Resources }).health).toBe("empty");
});

test("a list of an unknown kind in a resource makes the report partial", () => {
  expect(read({ ClusterName: "staging", Resources: [scanned, { ...resource, Omens: [1] }] }).health).toBe("partial");
});
