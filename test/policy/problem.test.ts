import { describePlace, describeProblem, PolicyError, type Problem } from "@sallyport/policy";
import { expect, test } from "vitest";

const problem: Problem = {
  level: "error",
  file: "sallyport.yaml",
  line: 12,
  column: 5,
  path: "registry.keepImages",
  message: "must be at least 1",
  found: "0",
  remedy: "Set it to 1 or more.",
};

test("a problem is one line: place, setting, what is wrong, value found, remedy", () => {
  expect(describeProblem(problem)).toBe(
    "sallyport.yaml:12:5: registry.keepImages must be at least 1, got 0. Set it to 1 or more.",
  );
});

test("a problem of the whole file has no subject", () => {
  const { found, ...said } = problem;

  expect(describeProblem({ ...said, path: "", message: "the file is empty" })).toBe(
    "sallyport.yaml:12:5: the file is empty. Set it to 1 or more.",
  );
  expect(found).toBe("0");
});

test("a contradiction names the other place", () => {
  const conflictsWith = { file: "sallyport.yaml", line: 3, column: 1, path: "gate" };

  expect(describeProblem({ ...problem, conflictsWith })).toContain(" (the other place: sallyport.yaml:3:1, gate). ");
});

test("the name of the file cannot harm the terminal", () => {
  expect(describePlace({ ...problem, file: "\u001b]0;x\u0007.yaml" })).toBe("\\u001b]0;x\\u0007.yaml:12:5");
});

test("an error lists its problems in the order of the file", () => {
  const error = new PolicyError([problem, { ...problem, line: 2 }, { ...problem, line: 2, column: 1 }]);

  expect(error.problems.map(({ line, column }) => [line, column])).toEqual([
    [2, 1],
    [2, 5],
    [12, 5],
  ]);
  expect(error.message.split("\n")).toHaveLength(3);
  expect(error.name).toBe("PolicyError");
});

test("200 problems are all listed", () => {
  expect(new PolicyError(Array.from({ length: 200 }, () => problem)).problems).toHaveLength(200);
});
