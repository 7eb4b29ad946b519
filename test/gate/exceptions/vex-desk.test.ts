import type { Verdict, VexInput } from "@sallyport/gate";
import { expect, test } from "vitest";
import { exception, exceptionsOf, vex } from "../../support/exceptions.ts";
import { reportOf, type Situation, verdictOn, vulnerability } from "../../support/findings.ts";

const trusted: Situation["exceptionsPolicy"] = { vex: ["Left Pad Inc."] };

function judged(documents: readonly VexInput[], rest: Situation = {}, ids: Record<string, unknown> = {}): Verdict {
  const found = vulnerability({ PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" }, ...ids });
  return verdictOn([reportOf(found)], { vex: documents, exceptionsPolicy: trusted, ...rest });
}

test("what a trusted author says is not affected is logged, and the outcome names the document", () => {
  const { decision, findings, inputs } = judged([vex()]);

  expect(decision).toBe("pass");
  expect(findings[0]).toMatchObject({
    outcome: "log",
    rule: "exceptions.vex",
    exception: {
      id: "https://vex.example/13",
      source: "vex/13.json",
      statement: "not_affected: vulnerable_code_not_in_execute_path",
      without: "block",
    },
  });
  expect(inputs.vex).toEqual([
    { path: "vex/13.json", sha256: "5".repeat(64), format: "openvex", author: "Left Pad Inc." },
  ]);
});

test("what is fixed is excused too", () => {
  expect(judged([vex({ status: "fixed" })]).decision).toBe("pass");
});

test.each<[string, Parameters<typeof vex>[0]]>([
  ["affected", { status: "affected" }],
  ["still under investigation", { status: "under_investigation" }],
  ["about another vulnerability", { ids: ["CVE-2026-2000"] }],
  ["about another version", { products: [{ purl: "pkg:npm/left-pad@2.0.0", subcomponents: [] }] }],
  ["about an image that was not scanned", { products: [{ id: "api", subcomponents: ["pkg:npm/left-pad@1.0.0"] }] }],
])("a statement that is %s excuses nothing", (_, statement) => {
  expect(judged([vex(statement)]).decision).toBe("blocked");
});

test("an author whom the policy does not name excuses nothing, and that is said", () => {
  const { decision, notes } = judged([vex({}, "Mallory")]);

  expect(decision).toBe("blocked");
  expect(notes).toContainEqual({
    level: "warning",
    message: "vex/7.json excuses nothing: exceptions.vex does not name its author (Mallory).",
  });
});

test("nobody is trusted unless the policy says so", () => {
  expect(judged([vex()], { exceptionsPolicy: {} }).decision).toBe("blocked");
});

test("a newer word that it is affected after all wins, also from somebody who is not trusted", () => {
  const newer = { status: "affected" as const, timestamp: "2026-05-02T00:00:00Z" };
  const older = { ...newer, timestamp: "2026-04-01T00:00:00Z" };

  expect(judged([vex(), vex(newer, "Somebody")]).decision).toBe("blocked");
  expect(judged([vex(), vex(newer)]).decision).toBe("blocked");
  expect(judged([vex(), vex(older, "Somebody")]).decision).toBe("pass");
});

test("two statements of the same time that contradict each other excuse nothing", () => {
  expect(judged([vex(), vex({ status: "under_investigation" }, "Somebody")]).decision).toBe("blocked");
});

test("a word about one of several vulnerabilities of an advisory does not excuse it", () => {
  const bundle = { VulnerabilityID: "ELSA-2026-1", VendorIDs: ["CVE-2026-1000", "CVE-2026-1001"] };

  expect(judged([vex()], {}, bundle).decision).toBe("blocked");
});

test("what CISA lists as exploited is not excused by VEX", () => {
  const kev = { date: "2026-05-04", ids: ["CVE-2026-1000"] };

  expect(judged([vex()], { facts: { kev } }).decision).toBe("blocked");
});

test("where an exception excuses, it is named rather than VEX", () => {
  const { findings } = judged([vex()], { exceptions: exceptionsOf(exception()) });

  expect(findings[0]?.exception?.id).toBe("EX-1");
});

test("VEX excuses where an exception no longer does", () => {
  const exceptions = exceptionsOf(exception({ created: "2026-01-01", expires: "2026-02-01" }));
  const { findings } = judged([vex()], { exceptions });

  expect(findings[0]).toMatchObject({ outcome: "log", rule: "exceptions.vex" });
});
