import { ExceptionsPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

test("a suppression without an exception is a warning unless the policy calls it an error", () => {
  expect(ExceptionsPolicy.parse({}).shadow).toBe("warning");
  expect(ExceptionsPolicy.parse({ shadow: "error" }).shadow).toBe("error");
});

test("a suppression cannot be allowed in silence", () => {
  expect(() => ExceptionsPolicy.parse({ shadow: "off" })).toThrow(/shadow/);
});
