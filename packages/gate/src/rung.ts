import { Severity } from "@sallyport/policy";
import * as z from "zod";

/** A rung of the ladder, or `info`: a weakness that CVSS rates 0.0. */
export const Rung = z.enum([...Severity.options, "info"]);
export type Rung = z.infer<typeof Rung>;

/** Worst first. `unscored` stands beside `high`, because nobody knows. */
export const rungsByWeight: readonly Rung[] = ["critical", "high", "unscored", "medium", "low", "info"];
