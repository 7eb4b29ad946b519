import { networkPolicies, sameNamespaceOnly } from "@sallyport/kubernetes";
import { NetworkPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";

function policiesOf(settings: object) {
  const policy = NetworkPolicy.parse({ namespaces: { payments: settings } }).namespaces.payments;
  if (!policy) throw new Error("the test lost its namespace");
  return networkPolicies(policy);
}

describe("by default", () => {
  test("nothing gets in or out", () => {
    expect(policiesOf({})["default-deny"]).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  test("pods may ask the cluster's DNS and nobody else", () => {
    expect(Object.keys(policiesOf({}))).toEqual(["default-deny", "allow-dns"]);
    expect(policiesOf({})["allow-dns"]).toEqual({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });

  test("not even the DNS is reached when the policy says so", () => {
    expect(Object.keys(policiesOf({ allowDns: false }))).toEqual(["default-deny"]);
  });
});

describe("a peer", () => {
  const peerOf = (peer: object) => policiesOf({ ingress: [{ ...peer, ports: [8080] }] })["allow-ingress"]?.ingress;
  const ports = [{ protocol: "TCP", port: 8080 }];
  const web = { matchLabels: { "kubernetes.io/metadata.name": "web" } };
  const proxy = { matchLabels: { app: "proxy" } };

  test("that is a namespace means all its pods", () => {
    expect(peerOf({ namespace: "web" })).toEqual([{ from: [{ namespaceSelector: web }], ports }]);
  });

  test("that has labels means pods of the same namespace", () => {
    expect(peerOf({ labels: { app: "proxy" } })).toEqual([{ from: [{ podSelector: proxy }], ports }]);
  });

  test("that has both means those pods of that namespace, not either", () => {
    expect(peerOf({ namespace: "web", labels: { app: "proxy" } })).toEqual([
      { from: [{ namespaceSelector: web, podSelector: proxy }], ports },
    ]);
  });

  test("that is an address range means these addresses", () => {
    expect(peerOf({ cidr: "203.0.113.0/24" })).toEqual([{ from: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports }]);
  });
});

test("each peer gets its own ports", () => {
  const policies = policiesOf({
    egress: [
      { labels: { app: "db" }, ports: [5432] },
      { cidr: "198.51.100.7/32", ports: [443, 8443] },
    ],
  });

  expect(policies["allow-egress"]).toEqual({
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      { to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: [{ protocol: "TCP", port: 5432 }] },
      {
        to: [{ ipBlock: { cidr: "198.51.100.7/32" } }],
        ports: [
          { protocol: "TCP", port: 443 },
          { protocol: "TCP", port: 8443 },
        ],
      },
    ],
  });
});

test("peers of one direction open nothing in the other", () => {
  const ingressOnly = policiesOf({ ingress: [{ namespace: "web", ports: [80] }] });

  expect(ingressOnly["allow-ingress"]?.policyTypes).toEqual(["Ingress"]);
  expect(ingressOnly).not.toHaveProperty("allow-egress");
});

test("a namespace for its own pods only lets nobody else in and anything out", () => {
  expect(sameNamespaceOnly.policyTypes).toEqual(["Ingress"]);
  expect(sameNamespaceOnly.ingress).toEqual([{ from: [{ podSelector: {} }] }]);
});
