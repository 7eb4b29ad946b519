import * as z from "zod";
import { DnsLabel } from "./dns-label.js";

/** The rule categories of the requirement documents, which Falco rules are grouped by. */
export const RuleCategory = z.enum([
  "malicious_behavior",
  "network_anomaly",
  "privilege_escalation",
  "data_exfiltration",
]);
export type RuleCategory = z.infer<typeof RuleCategory>;

/** Deprecated in 0.43, removed in 0.44: https://github.com/falcosecurity/falco/pull/3892 */
const grpcIsGone = "Falco 0.44 removed its gRPC output";

/** The `runtime` section: Falco. */
export const RuntimePolicy = z
  .strictObject({
    rulesEnabled: z
      .array(RuleCategory)
      .min(1)
      .default([...RuleCategory.options])
      .describe("Rule categories that Falco watches for.")
      .meta({ stronger: "superset" }),
    sensitivityLevel: z
      .enum(["low", "medium", "high", "critical"])
      .default("medium")
      .describe("How little it takes: `low` reports only the clearest signs, `critical` reports everything.")
      .meta({ stronger: ["low", "medium", "high", "critical"] }),
    alertThreshold: z
      .enum(["low", "medium", "high"])
      .default("high")
      .describe("Least severity of an event that raises an alert.")
      .meta({ stronger: ["high", "medium", "low"] }),
    outputFormat: z
      .enum(["json", "text"])
      .default("json")
      .describe("Format of Falco's events.")
      .meta({ stronger: "free" }),
    bufferSize: z
      .int()
      .min(1)
      .max(10)
      .default(8)
      .describe("Preset of the buffer that the kernel driver fills (Falco: 1 to 10).")
      .meta({ stronger: "free" }),
    logDriver: z
      .enum(["syslog", "file"], {
        error: ({ input }) =>
          input === "grpc" ? `must be syslog or file: ${grpcIsGone}. Choose one of them` : undefined,
      })
      .default("syslog")
      .describe("Where events go besides standard output. `grpc` is gone: Falco 0.44 removed that output.")
      .meta({ stronger: "free" }),
    grpcPort: z
      .never({ error: `is gone: ${grpcIsGone}. Remove it, and choose syslog or file as runtime.logDriver` })
      .optional()
      .describe("Gone: Falco 0.44 removed its gRPC output."),
    namespace: DnsLabel.default("falco").describe("Namespace that Falco runs in.").meta({ stronger: "free" }),
    response: z
      .enum(["none", "label", "terminate"])
      .default("none")
      .describe("What happens to a pod that raises an alert.")
      .meta({ stronger: ["none", "label", "terminate"] }),
  })
  .describe("Runtime detection (Falco).");
export type RuntimePolicy = z.infer<typeof RuntimePolicy>;
