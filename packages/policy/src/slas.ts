import * as z from "zod";
import { Duration } from "./duration.js";
import { LadderOverride } from "./gate.js";

/** The `slas` section: by when a finding has to be fixed, counted from the moment somebody first saw it. */
export const SlasPolicy = z
  .strictObject({
    critical: Duration.default("1h").describe("Time to fix a critical finding.").meta({ stronger: "shorter" }),
    high: Duration.default("4h").describe("Time to fix a high finding.").meta({ stronger: "shorter" }),
    medium: Duration.default("24h").describe("Time to fix a medium finding.").meta({ stronger: "shorter" }),
    low: Duration.default("7d").describe("Time to fix a low finding.").meta({ stronger: "shorter" }),
    unscored: Duration.default("4h")
      .describe("Time to fix a finding with neither a score nor a label.")
      .meta({ stronger: "shorter" }),
    overdue: LadderOverride.optional().describe(
      "Least outcome for findings whose time has passed. Needs the file of first sights (`gate --seen`).",
    ),
  })
  .prefault({})
  .describe("Time to fix, by severity. An earlier due date in CISA's KEV catalogue wins.");
export type SlasPolicy = z.infer<typeof SlasPolicy>;
