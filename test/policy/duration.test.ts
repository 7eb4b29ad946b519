import { Duration, days, seconds } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints } from "./support.ts";

test.each([
  ["90s", 90, 1],
  ["2m", 120, 1],
  ["1h", 3600, 1],
  ["24h", 86_400, 1],
  ["25h", 90_000, 2],
  ["30d", 2_592_000, 30],
  ["2w", 1_209_600, 14],
])("%s is %d seconds, or %d days rounded up", (duration, inSeconds, inDays) => {
  expect(Duration.parse(duration)).toBe(duration);
  expect(seconds(duration)).toBe(inSeconds);
  expect(days(duration)).toBe(inDays);
});

test.each(["", "5", "5 min", "0d", "-1d", "1.5h", "05m", "1y", "P1D", "1d ", " 1d", "1D", "9999999d", 5, null, true])(
  "refuses %j, and says how to write a duration",
  (duration) => {
    expect(complaints({ scanning: { maxReportAge: duration } })).toEqual([
      `scanning.maxReportAge must be a number and a unit: 90s, 2m, 1h, 30d or 2w, got ${JSON.stringify(duration)}. Write it like one of these.`,
    ]);
  },
);
