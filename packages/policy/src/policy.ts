import * as z from "zod";
import { AuditPolicy } from "./audit.js";
import { DeliveryPolicy } from "./delivery.js";
import { EnvironmentsPolicy } from "./environments.js";
import { ExceptionsPolicy } from "./exceptions.js";
import { GatePolicy } from "./gate.js";
import { IssuesPolicy } from "./issues.js";
import { NetworkPolicy } from "./network.js";
import { OrganizationPolicy } from "./organization.js";
import { ProtectionPolicy } from "./protection.js";
import { RegistryPolicy } from "./registry.js";
import { RepositoriesPolicy } from "./repositories.js";
import { RuntimePolicy } from "./runtime.js";
import { ScanningPolicy } from "./scanning.js";
import { SecretsPolicy } from "./secrets.js";
import { SettingsPolicy } from "./settings.js";
import { SlasPolicy } from "./slas.js";

/** What a preset brings and a policy may do without. */
export const presetParts = [
  "audit",
  "runtime",
  "settings.vulnerabilityAlerts",
  "settings.securityUpdates",
  "settings.token",
  "environments.staging",
  "environments.production",
  "scanning.scanners.trivy",
] as const;
export type PresetPart = (typeof presetParts)[number];

/** The whole policy file. Plain and complete after parsing: every default stands here and nowhere else. */
export const Policy = z.strictObject({
  version: z
    .literal(1, { error: "must be 1, the only version there is" })
    .describe("Version of this file format.")
    .meta({ stronger: "free" }),
  extends: z
    .enum(["baseline", "strict", "regulated"])
    .default("baseline")
    .describe("Preset that fills what this file leaves out.")
    .meta({ stronger: "free" }),
  without: z
    .array(z.enum(presetParts))
    .default([])
    .describe("What the preset brings and this policy leaves out.")
    .meta({ stronger: "subset" }),
  organization: OrganizationPolicy,
  repositories: RepositoriesPolicy,
  protection: ProtectionPolicy,
  settings: SettingsPolicy,
  delivery: DeliveryPolicy,
  environments: EnvironmentsPolicy,
  scanning: ScanningPolicy,
  gate: GatePolicy,
  exceptions: ExceptionsPolicy,
  slas: SlasPolicy,
  issues: IssuesPolicy,
  secrets: SecretsPolicy.optional(),
  registry: RegistryPolicy,
  audit: AuditPolicy.optional(),
  runtime: RuntimePolicy.optional(),
  network: NetworkPolicy.optional(),
});
export type Policy = z.infer<typeof Policy>;
