import { ContentPace } from "@sallyport/github-api";
import { expect, test } from "vitest";

/** A clock that only pauses move. */
function paced() {
  const clock = { now: 0, pauses: [] as number[] };
  const pause = async (milliseconds: number) => {
    clock.pauses.push(milliseconds);
    clock.now += milliseconds;
  };
  return { clock, pace: new ContentPace(pause, () => clock.now) };
}

test("80 a minute go at once, the next waits for the rest of the minute", async () => {
  const { clock, pace } = paced();
  for (let turn = 0; turn < 80; turn++) await pace.turn();
  expect(clock.pauses).toEqual([]);
  clock.now = 20_000;
  await pace.turn();

  expect(clock.pauses).toEqual([40_000]);
});

test("500 an hour are the most, however slowly they come", async () => {
  const { clock, pace } = paced();
  for (let turn = 0; turn < 501; turn++) {
    await pace.turn();
    clock.now += 1_000;
  }

  expect(clock.pauses).toEqual([3_600_000 - 500_000]);
});
