import { expect, test } from "vitest";
import { warnings } from "../support.ts";

test("warns where a worse finding has more time than a lesser one", () => {
  expect(warnings({ slas: { high: "2d" } })).toContain("slas.high <-> slas.medium");
});

test("takes times that grow as the severity falls", () => {
  const found = warnings({ slas: { critical: "1d", high: "1d", medium: "30d", low: "90d" } });

  expect(found.filter((path) => path.startsWith("slas"))).toEqual([]);
});
