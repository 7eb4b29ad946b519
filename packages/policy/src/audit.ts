import * as z from "zod";
import { Duration } from "./duration.js";

/** The `audit` section: evidence that cannot be changed afterwards. */
export const AuditPolicy = z
  .strictObject({
    mode: z
      .enum(["GOVERNANCE", "COMPLIANCE"])
      .default("GOVERNANCE")
      .describe(
        "S3 Object Lock mode. COMPLIANCE: nobody, not even the account's root, can delete before the retention ends.",
      )
      .meta({ stronger: ["GOVERNANCE", "COMPLIANCE"] }),
    retentionDays: z
      .int()
      .min(1)
      .max(36_500)
      .default(365)
      .describe("How long nothing can be deleted, in days.")
      .meta({ stronger: "higher" }),
    coldAfter: Duration.default("90d")
      .describe("Age at which evidence moves to cheaper storage (Glacier Instant Retrieval).")
      .meta({ stronger: "free" }),
    keyRotation: Duration.default("365d")
      .describe("How often KMS replaces the key material (90 to 2560 days).")
      .meta({ stronger: "shorter" }),
    logIntegrity: z
      .boolean()
      .default(true)
      .describe("The ledger is chained and its head is signed.")
      .meta({ stronger: "true" }),
    siem: z
      .strictObject({
        format: z.enum(["ocsf"]).default("ocsf").describe("Event format.").meta({ stronger: "free" }),
        destination: z.string().min(1).describe("ARN of the stream that events go to.").meta({ stronger: "same" }),
      })
      .optional()
      .describe("Delivery of security events to a SIEM."),
  })
  .describe("Audit store (Amazon S3 with Object Lock).");
export type AuditPolicy = z.infer<typeof AuditPolicy>;
