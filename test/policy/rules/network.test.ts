import { expect, test } from "vitest";
import { conflicts, policyWith, warnings } from "../support.ts";

const egress = (peer: Record<string, unknown>) => ({
  network: { namespaces: { api: { egress: [{ ports: [443], ...peer }] } } },
});
const place = "network.namespaces.api.egress[0]";

test.each([
  { namespace: "db" },
  { labels: { app: "db" } },
  { namespace: "db", labels: { app: "db" } },
  { cidr: "10.0.0.0/8" },
])("a peer may be %j", (peer) => {
  expect(() => policyWith(egress(peer))).not.toThrow();
});

test("a peer says who it is", () => {
  expect(conflicts(egress({}))).toEqual([place]);
});

test.each([
  [{ cidr: "10.0.0.0/8", namespace: "db" }, "namespace"],
  [{ cidr: "10.0.0.0/8", labels: { app: "db" } }, "labels"],
])("a peer is addresses or pods: %j", (peer, other) => {
  expect(conflicts(egress(peer))).toEqual([`${place}.cidr <-> ${place}.${other}`]);
});

test.each(["0.0.0.0/0", "::/0"])("warns of %s, which is everyone", (cidr) => {
  expect(warnings(egress({ cidr }))).toContain(`${place}.cidr`);
  expect(warnings(egress({ cidr: "10.0.0.0/8" }))).not.toContain(`${place}.cidr`);
});

test("the namespace that Falco runs in is not one of the closed ones", () => {
  const network = { namespaces: { api: {}, security: {} } };

  expect(conflicts({ network, runtime: { namespace: "security" } })).toEqual([
    "network.namespaces.security <-> runtime.namespace",
  ]);
  expect(() => policyWith({ network, runtime: {} })).not.toThrow();
});
