import { compareStrength } from "@sallyport/policy";
import { expect, test } from "vitest";

const weaker = (above: string, below: string) =>
  compareStrength({ scanning: { scanSchedule: above } }, { scanning: { scanSchedule: below } }).length > 0;

test.each([
  ["every day", "0 2 * * *", "on Mondays", "0 2 * * 1"],
  ["every day", "0 2 * * *", "on working days", "0 2 * * 1-5"],
  ["every day", "0 2 * * *", "on working days by name", "0 2 * * MON-FRI"],
  ["every six hours", "0 */6 * * *", "every day", "0 2 * * *"],
  ["every six hours", "0 */6 * * *", "four times in the same hour", "0,15,30,45 2 * * *"],
  ["every week", "0 2 * * 0", "on the first of a month", "0 2 1 * *"],
  ["every month", "0 2 1 * *", "every third month", "0 2 1 */3 *"],
  ["every month", "0 2 1 * *", "in January", "0 2 1 JAN *"],
  ["every year", "0 2 1 1 *", "on a day that does not exist", "0 2 31 2 *"],
  ["on Mondays and the first of a month", "0 2 1 * MON", "on Mondays", "0 2 * * MON"],
])("a scan %s is more often than one %s", (_, often, __, seldom) => {
  expect(weaker(often, seldom)).toBe(true);
  expect(weaker(seldom, often)).toBe(false);
});

test.each([
  ["another hour", "0 2 * * *", "30 5 * * *"],
  ["another weekday", "0 2 * * 1", "0 2 * * THU"],
  ["the same hours in other words", "0 0-23/6 * * *", "0 0,6,12,18 * * *"],
])("%s is as often", (_, one, other) => {
  expect(weaker(one, other)).toBe(false);
  expect(weaker(other, one)).toBe(false);
});
