import * as z from "zod";
import { HttpsUrl } from "../https-url.js";

/** `secrets.vault`: the server. */
export const VaultServerPolicy = z
  .strictObject({
    address: HttpsUrl.describe("Address of the Vault server.").meta({ stronger: "same" }),
    caCertificate: z
      .string()
      .min(1)
      .optional()
      .describe("Path of the PEM file that signs the server's certificate.")
      .meta({ stronger: "same", none: "strongest" }),
    edition: z
      .enum(["community", "enterprise"])
      .default("community")
      .describe("Edition of the server: what it lacks is refused.")
      .meta({ stronger: "free" }),
    namespace: z.string().min(1).optional().describe("Vault Enterprise namespace.").meta({ stronger: "same" }),
  })
  .describe("The Vault server.");
export type VaultServerPolicy = z.infer<typeof VaultServerPolicy>;

const perSecond = (otherwise: number, what: string) =>
  z.int().min(1).max(1_000_000).default(otherwise).describe(what).meta({ stronger: "lower" });

/** `secrets.limits`: how much one client may ask. */
export const LimitsPolicy = z
  .strictObject({
    requestsPerSecond: perSecond(1000, "Requests of one client address in a second, to any path."),
    loginsPerSecond: perSecond(50, "Logins of one client address in a second, to each auth mount."),
    leases: z
      .int()
      .min(1)
      .optional()
      .describe("Leases that may be open in the database engine at a time (Vault Enterprise).")
      .meta({ stronger: "lower" }),
  })
  .prefault({})
  .describe("Quotas, so that no client can keep Vault from answering others.");
export type LimitsPolicy = z.infer<typeof LimitsPolicy>;

const Socket = z.strictObject({
  address: z
    .string()
    .regex(/^(?:[\w.-]+:\d{1,5}|\/[\w./-]+)$/, { error: "must be HOST:PORT, or the path of a Unix socket" })
    .describe("Where the entries go.")
    .meta({ stronger: "same" }),
  transport: z
    .enum(["udp", "tcp", "unix"])
    .default("tcp")
    .describe("How they go there.")
    .meta({
      stronger: ["udp", "tcp", "unix"],
    }),
});

/** `secrets.audit`: where Vault writes who asked what. */
export const VaultAuditPolicy = z
  .strictObject({
    filePath: z
      .string()
      .min(1)
      .default("/var/log/vault/audit.log")
      .describe("File of the audit device on the server.")
      .meta({ stronger: "free" }),
    syslog: z
      .boolean()
      .default(true)
      .describe("Entries to the syslog of the server, facility AUTH.")
      .meta({ stronger: "true" }),
    socket: Socket.optional().describe("Entries to a socket, such as the one of a log collector."),
  })
  .optional()
  .describe("Vault's audit devices, two at least: Vault stops answering when it can write to none.");
export type VaultAuditPolicy = NonNullable<z.infer<typeof VaultAuditPolicy>>;
