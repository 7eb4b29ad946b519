import * as z from "zod";

/** The rule categories of the requirement documents, which Falco rules are grouped by. */
export const RuleCategory = z.enum([
  "malicious_behavior",
  "network_anomaly",
  "privilege_escalation",
  "data_exfiltration",
]);
export type RuleCategory = z.infer<typeof RuleCategory>;

/** The `runtime` section: Falco. */
export const RuntimePolicy = z
  .strictObject({
    rulesEnabled: z
      .array(RuleCategory)
      .min(1)
      .default([...RuleCategory.options])
      .describe("Rule categories that Falco watches for."),
    sensitivityLevel: z
      .enum(["low", "medium", "high", "critical"])
      .default("medium")
      .describe("How little it takes: `low` reports only the clearest signs, `critical` reports everything."),
    alertThreshold: z
      .enum(["low", "medium", "high"])
      .default("high")
      .describe("Least severity of an event that raises an alert."),
    outputFormat: z.enum(["json", "text"]).default("json").describe("Format of Falco's events."),
    bufferSize: z
      .int()
      .min(1)
      .max(10)
      .default(8)
      .describe("Preset of the buffer that the kernel driver fills (Falco: 1 to 10)."),
    logDriver: z
      .enum(["syslog", "file", "grpc"])
      .default("syslog")
      .describe("Where events go besides standard output."),
    grpcPort: z.int().min(1).max(65_535).default(5060).describe("Port of the gRPC output."),
    namespace: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error: "must be a Kubernetes namespace" })
      .default("falco")
      .describe("Namespace that Falco runs in."),
    response: z
      .enum(["none", "label", "terminate"])
      .default("none")
      .describe("What happens to a pod that raises an alert."),
  })
  .describe("Runtime detection (Falco).");
export type RuntimePolicy = z.infer<typeof RuntimePolicy>;
