import * as z from "zod";
import { Principal } from "./principal.js";

const dayError = "must be a day such as 2026-12-01. Write year, month and day";

const subjectError = "must be team:SLUG or repository:NAME. Put team: or repository: before the name";

/** Leave for one layer below to be weaker in one setting, within a bound and for a time. */
export const Waiver = z.strictObject({
  path: z.string().min(1).max(300).describe("The setting, as errors name it: `protection.reviews.required`."),
  for: z
    .string({ error: subjectError })
    .regex(/^(?:team|repository):[A-Za-z0-9_.-]{1,100}$/, { error: subjectError })
    .describe("Who may be weaker: `team:SLUG` or `repository:NAME`."),
  to: z.unknown().describe("The weakest value that is allowed."),
  reason: z.string().min(1).max(1000).describe("Why."),
  approvedBy: Principal.describe("Who allowed it; not the team that it is for."),
  expires: z.iso.date({ error: dayError }).describe("Last day on which it counts (UTC)."),
});
export type Waiver = z.infer<typeof Waiver>;

/** Kinds of finding that always block, and risks that nobody may accept: requirements, not choices of an organisation. */
const neverWaived =
  /^(?:gate\.categories|gate\.scanners\.\w+)\.(?:secret|malware|compliance)(?:\.|$)|^exceptions\.never(?:\.|$)/;

export function cannotBeWaived(path: string): boolean {
  return neverWaived.test(path);
}
