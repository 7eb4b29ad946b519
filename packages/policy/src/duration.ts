import * as z from "zod";

const secondsPerUnit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const error = "must be a number and a unit: 90s, 2m, 1h, 30d or 2w. Write it like one of these";

/** A span of time as people write it: `90s`, `2m`, `1h`, `30d`, `2w`. Stays text in the policy; see {@link seconds}. */
export const Duration = z
  .string({ error })
  .regex(/^[1-9]\d{0,5}[smhdw]$/, { error })
  .meta({ id: "duration", title: "duration", description: "A span of time: `90s`, `2m`, `1h`, `30d`, `2w`." });

/** The length of a {@link Duration} in seconds. */
export function seconds(duration: string): number {
  const unit = duration.at(-1) as keyof typeof secondsPerUnit;
  return Number(duration.slice(0, -1)) * secondsPerUnit[unit];
}

/** The length of a {@link Duration} in whole days, rounded up. */
export function days(duration: string): number {
  return Math.ceil(seconds(duration) / secondsPerUnit.d);
}
