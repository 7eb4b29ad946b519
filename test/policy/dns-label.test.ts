import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test.each(["a", "payments-api", "0", "x".repeat(63)])("takes %s", (namespace) => {
  expect(policyWith({ runtime: { namespace } }).runtime?.namespace).toBe(namespace);
});

test.each(["", "A", "a.b", "a_b", "-a", "a-", "x".repeat(64)])("refuses %j, as a value and as a name", (name) => {
  const reason = "must be lower-case letters, digits and hyphens, at most 63 characters";

  expect(complaints({ runtime: { namespace: name } })).toEqual([expect.stringContaining(reason)]);
  expect(complaints({ environments: { [name]: {} } })).toEqual([
    expect.stringContaining(`cannot have this name: it ${reason}. Rename it.`),
  ]);
});
