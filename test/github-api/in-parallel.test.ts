import { inParallel } from "@sallyport/github-api";
import { expect, test } from "vitest";

test("gives the results in the order of the items, whichever ends first", async () => {
  const results = await inParallel([30, 1, 10], 3, async (delay, index) => {
    await new Promise((resolve) => setTimeout(resolve, delay));
    return `${index}: ${delay}`;
  });

  expect(results).toEqual(["0: 30", "1: 1", "2: 10"]);
});

test("works on so many items at a time, and no more", async () => {
  let [now, most] = [0, 0];
  await inParallel(Array.from({ length: 20 }), 4, async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    now -= 1;
  });

  expect(most).toBe(4);
});

test("fails with the first error", async () => {
  const work = async (item: number) => {
    if (item === 2) throw new Error("no");
    return item;
  };

  await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow("no");
});
