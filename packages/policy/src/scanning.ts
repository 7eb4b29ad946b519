import * as z from "zod";
import { Cron } from "./cron.js";
import { Duration } from "./duration.js";
import { Scanners } from "./scanners.js";

/** The `scanning` section: which scanners run, when, and for how long. */
export const ScanningPolicy = z
  .strictObject({
    schedulingPolicy: z
      .enum(["sequential", "parallel", "staged"])
      .default("sequential")
      .describe("`sequential`: one scanner after another; `parallel`: all at once; `staged`: cheap ones first.")
      .meta({ stronger: "free" }),
    failurePolicy: z
      .enum(["alert", "block", "log"])
      .default("alert")
      .describe(
        "Who is told when a scanner fails. `alert`: the approvers and the owners; `block`: they too, and a failure of a scanner that is not required counts like that of a required one; `log`: nobody, the verdict says it. Whatever it says, a required scanner without a report is never a pass.",
      )
      .meta({ stronger: ["log", "alert", "block"] }),
    scanSchedule: Cron.default("0 2 * * *")
      .describe("When everything is scanned again without a push (cron, UTC).")
      .meta({ stronger: "oftener" }),
    retentionDays: z
      .int()
      .min(1)
      .max(400)
      .default(30)
      .describe("How long reports are kept as artifacts, in days.")
      .meta({ stronger: "higher" }),
    reportFormat: z
      .enum(["html", "pdf", "json"])
      .default("html")
      .describe("Format of the report for people.")
      .meta({ stronger: "free" }),
    dashboardEnabled: z.boolean().default(true).describe("Publish the dashboard.").meta({ stronger: "true" }),
    codeScanning: z
      .enum(["public", "all", "none"])
      .default("public")
      .describe(
        "Which repositories show their findings under GitHub's code scanning. Public ones have it; private and internal ones need GitHub Code Security, which is bought.",
      )
      .meta({ stronger: ["none", "public", "all"] }),
    alertingEnabled: z.boolean().default(true).describe("Send alerts.").meta({ stronger: "true" }),
    automediateEnabled: z
      .boolean()
      .default(false)
      .describe("Open pull requests with fixes, to be reviewed like any other.")
      .meta({ stronger: "free" }),
    approvalRequired: z
      .boolean()
      .default(true)
      .describe("A fix opened by the pipeline needs an approval before it is merged.")
      .meta({ stronger: "true" }),
    maxReportAge: Duration.default("24h")
      .describe("Oldest report that the gate accepts.")
      .meta({ stronger: "shorter" }),
    canary: z
      .boolean()
      .default(false)
      .describe(
        "Each required scanner must have found a known weakness in a fixture (`sallyport canary`), or its report is in doubt.",
      )
      .meta({ stronger: "true" }),
    budget: z
      .strictObject({
        perImage: Duration.default("2m").describe("Longest scan of one image.").meta({ stronger: "free" }),
        total: Duration.default("15m").describe("Longest scan of everything.").meta({ stronger: "free" }),
      })
      .prefault({})
      .describe("Time budgets; a tool's own timeout cannot exceed them."),
    scanners: Scanners.prefault({}).describe(
      "The scanners in use, each with its options. `{}` takes a scanner with its defaults.",
    ),
  })
  .prefault({})
  .describe("Scanners and their orchestration.");
export type ScanningPolicy = z.infer<typeof ScanningPolicy>;
