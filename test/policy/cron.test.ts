import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test.each(["0 2 * * *", "0 */6 * * *", "15,45 9-17 * * MON-FRI", "30 5 1 JAN,JUL *", "*/15 * * * *", "0 0 1-7/2 * 0"])(
  "takes %j",
  (schedule) => {
    expect(policyWith({ scanning: { scanSchedule: schedule } }).scanning.scanSchedule).toBe(schedule);
  },
);

test.each([
  "daily",
  "@daily",
  "0 2 * *",
  "0 2 * * * *",
  "60 2 * * *",
  "0 24 * * *",
  "0 2 0 * *",
  "0 2 32 * *",
  "0 2 * 13 *",
  "0 2 * * 7",
  "0 2 * * *\n",
  "0  2 * * *",
  "",
  "a b c d e",
])("refuses %j, and shows how to write one", (schedule) => {
  expect(complaints({ scanning: { scanSchedule: schedule } })).toEqual([
    `scanning.scanSchedule must be a cron expression: minute, hour, day of the month, month, day of the week, got ${JSON.stringify(schedule)}. Write it like "0 2 * * *", which is 02:00 UTC every day.`,
  ]);
});
