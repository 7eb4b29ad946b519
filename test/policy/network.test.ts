import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

const ingress = (peer: Record<string, unknown>) => ({ network: { namespaces: { api: { ingress: [peer] } } } });

test("a namespace is closed, but for the cluster's DNS, and restricted", () => {
  expect(policyWith({ network: { namespaces: { api: {} } } }).network).toEqual({
    namespaces: { api: { podSecurity: "restricted", allowDns: true, ingress: [], egress: [] } },
  });
});

test.each(["10.0.0.0/16", "192.168.1.1/32", "2001:db8::/32", "::1/128"])("takes the addresses %s", (cidr) => {
  expect(() => policyWith(ingress({ cidr, ports: [443] }))).not.toThrow();
});

test.each(["10.0.0.0", "10.0.0.0/33", "300.0.0.0/8", "acme.example", "2001:db8::/129", ""])(
  "refuses the addresses %j",
  (cidr) => {
    expect(complaints(ingress({ cidr, ports: [443] }))).toEqual([
      `network.namespaces.api.ingress[0].cidr must be a CIDR block such as 10.0.0.0/16, got "${cidr}". Correct the text.`,
    ]);
  },
);

test.each([0, 65_536, "443", 1.5])("refuses the port %j", (port) => {
  expect(complaints(ingress({ namespace: "web", ports: [port] }))).toHaveLength(1);
});

test("a peer without ports is refused", () => {
  expect(complaints(ingress({ namespace: "web" }))).toHaveLength(1);
  expect(complaints(ingress({ namespace: "web", ports: [] }))).toHaveLength(1);
});

test("a network section without a namespace is refused", () => {
  expect(complaints({ network: { namespaces: {} } })).toEqual([
    "network.namespaces must name at least one namespace, got {}. Write `NAME: value` lines below it.",
  ]);
});

test("mesh, firewalls and administrators' access are off until named, and strict then", () => {
  expect(
    policyWith({ network: { namespaces: { api: {} }, mesh: {}, waf: {}, firewall: {}, access: {} } }).network,
  ).toMatchObject({
    mesh: { mtls: "STRICT" },
    waf: { rateLimit: 2000 },
    firewall: { allowedDomains: [] },
    access: { vpn: false, bastion: false },
  });
});
