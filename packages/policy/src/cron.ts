import * as z from "zod";

/**
 * A cron expression of five fields, as GitHub's `schedule` event takes it: lists, ranges, steps, and the names of months
 * and days.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export const Cron = z
  .string()
  .regex(
    new RegExp(
      `^${[
        field("[0-5]?\\d"),
        field("[01]?\\d|2[0-3]"),
        field("0?[1-9]|[12]\\d|3[01]"),
        field("0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"),
        field("[0-6]|SUN|MON|TUE|WED|THU|FRI|SAT"),
      ].join(" ")}$`,
    ),
    {
      error:
        'must be a cron expression: minute, hour, day of the month, month, day of the week. Write it like "0 2 * * *", which is 02:00 UTC every day',
    },
  );

/** One field: a list of `*`, values and ranges, each with or without a step. */
function field(value: string): string {
  const part = `(?:\\*|(?:${value})(?:-(?:${value}))?)(?:/[1-9]\\d?)?`;
  return `${part}(?:,${part}){0,59}`;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Whether a cron expression names at least one time on every day of the year. */
export function runsEveryDay(cron: string): boolean {
  const [, , day = "", month = "", weekday = ""] = cron.split(" ");
  return covers(day, 1, 31) && covers(month, 1, 12, months) && covers(weekday, 0, 6, weekdays);
}

/** Whether a field names every value from the first to the last. */
function covers(field: string, first: number, last: number, names: readonly string[] = []): boolean {
  const numberOf = (text: string) => (names.includes(text) ? names.indexOf(text) + first : Number(text));
  const named = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [from = "", to] = range.split("-");
    const start = from === "*" ? first : numberOf(from);
    const isOpen = from === "*" || (to === undefined && part.includes("/"));
    const end = isOpen ? last : numberOf(to ?? from);
    for (let value = start; value <= end; value += Number(step)) named.add(value);
  }
  return named.size === last - first + 1;
}
