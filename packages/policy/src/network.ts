import * as z from "zod";
import { DnsLabel } from "./dns-label.js";

const port = z.int().min(1).max(65_535);
const cidr = z.union([z.cidrv4(), z.cidrv6()], { error: "must be a CIDR block such as 10.0.0.0/16" });

const Peer = z.strictObject({
  namespace: DnsLabel.optional().describe("Pods of this namespace."),
  labels: z
    .record(z.string().min(1), z.string())
    .optional()
    .describe("Pods with these labels; in the same namespace unless one is named."),
  cidr: cidr.optional().describe("Addresses outside the cluster."),
  ports: z.array(port).min(1).describe("TCP ports."),
});
export type NetworkPeer = z.infer<typeof Peer>;

const Namespace = z.strictObject({
  podSecurity: z
    .enum(["restricted", "baseline", "privileged"])
    .default("restricted")
    .describe("Pod Security level that is enforced.")
    .meta({ stronger: ["privileged", "baseline", "restricted"] }),
  allowDns: z.boolean().default(true).describe("Pods may ask the cluster's DNS.").meta({ stronger: "false" }),
  ingress: z.array(Peer).default([]).describe("Who may reach the pods; nobody else can.").meta({ stronger: "subset" }),
  egress: z.array(Peer).default([]).describe("What the pods may reach; nothing else.").meta({ stronger: "subset" }),
});
export type NamespacePolicy = z.infer<typeof Namespace>;

/** The `network` section: which traffic exists at all. */
export const NetworkPolicy = z
  .strictObject({
    namespaces: z
      .record(DnsLabel, Namespace)
      .refine((namespaces) => Object.keys(namespaces).length > 0, { error: "must name at least one namespace" })
      .meta({ description: "Kubernetes namespaces, closed by default.", minProperties: 1 }),
    mesh: z
      .strictObject({
        mtls: z
          .enum(["STRICT", "PERMISSIVE"])
          .default("STRICT")
          .describe("Istio mutual TLS mode.")
          .meta({ stronger: ["PERMISSIVE", "STRICT"] }),
      })
      .optional()
      .describe("Service mesh (Istio)."),
    waf: z
      .strictObject({
        rateLimit: z
          .int()
          .min(10)
          .default(2000)
          .describe("Requests per five minutes from one address.")
          .meta({ stronger: "lower" }),
      })
      .optional()
      .describe("Web application firewall (AWS WAF)."),
    firewall: z
      .strictObject({
        allowedDomains: z
          .array(z.string().min(1))
          .default([])
          .describe("Domains that may be reached from the VPC.")
          .meta({ stronger: "subset" }),
      })
      .optional()
      .describe("AWS Network Firewall."),
    access: z
      .strictObject({
        vpn: z.boolean().default(false).describe("AWS Client VPN.").meta({ stronger: "free" }),
        bastion: z
          .boolean()
          .default(false)
          .describe("Session Manager instead of a host with an open port.")
          .meta({ stronger: "free" }),
      })
      .optional()
      .describe("How administrators get in."),
  })
  .describe("Network segmentation.");
export type NetworkPolicy = z.infer<typeof NetworkPolicy>;
