const minutesPerDay = 1440;
const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A year without a leap day: to compare two schedules, any will do. */
const year = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(2023, 0, index + 1)));

/** The longest time between two runs of a cron expression, in minutes; one that never runs in a year waits for ever. */
export function longestGap(expression: string): number {
  const [minute = "*", hour = "*", ...day] = expression.split(" ");
  const times = timesOfDay(values(minute, 0, 59), values(hour, 0, 23));
  const days = daysOf(day);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  if (days.length === 0 || times.length === 0) return Number.POSITIVE_INFINITY;
  const overNight = Math.max(...steps([...days, (days[0] ?? 0) + year.length])) * minutesPerDay - last + first;
  return Math.max(overNight, ...steps(times));
}

function timesOfDay(minutes: ReadonlySet<number>, hours: ReadonlySet<number>): number[] {
  return [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).toSorted((a, b) => a - b);
}

/** Days of the year. With both kinds of day given, either suffices (crontab in POSIX.1-2024). */
function daysOf([day = "*", month = "*", weekday = "*"]: readonly string[]): number[] {
  const [days, ofMonths, ofWeek] = [values(day, 1, 31), values(month, 1, 12, months), values(weekday, 0, 6, weekdays)];
  const isEither = !day.startsWith("*") && !weekday.startsWith("*");
  return year.flatMap((date, index) => {
    const [isDay, isWeekday] = [days.has(date.getUTCDate()), ofWeek.has(date.getUTCDay())];
    const runs = isEither ? isDay || isWeekday : isDay && isWeekday;
    return runs && ofMonths.has(date.getUTCMonth() + 1) ? [index] : [];
  });
}

function steps(sorted: readonly number[]): number[] {
  return sorted.slice(1).map((value, index) => value - (sorted[index] ?? value));
}

/** The values that a field names: `*`, `1,5` or `9-17`, each with or without a step. */
function values(field: string, least: number, most: number, names: readonly string[] = []): Set<number> {
  const numberOf = (text: string) => (names.includes(text) ? names.indexOf(text) + least : Number(text));
  return new Set(
    field.split(",").flatMap((part) => {
      const [range = "*", step] = part.split("/");
      const [from = "", to = step === undefined ? from : String(most)] =
        range === "*" ? [String(least), String(most)] : range.split("-");
      const length = Math.max(0, numberOf(to) - numberOf(from) + 1);
      return Array.from({ length }, (_, index) => index).flatMap((index) =>
        index % Number(step ?? 1) === 0 ? [numberOf(from) + index] : [],
      );
    }),
  );
}
