import { LedgerEvent, verdictEvent } from "@sallyport/gate";
import { expect, test } from "vitest";
import { exception, exceptionsOf } from "../../support/exceptions.ts";
import { reportOf, verdictOn, vulnerability } from "../../support/findings.ts";

const report = reportOf(
  vulnerability({ PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" } }),
  vulnerability({ VulnerabilityID: "CVE-2026-1001", PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" } }),
);

test("the ledger keeps which exceptions applied, each once, and none that did not", () => {
  const entries = [
    exception({ id: "EX-2" }),
    exception({ id: "EX-1", finding: "CVE-2026-1001" }),
    exception({ id: "EX-3", finding: "CVE-2020-1" }),
  ];
  const event = verdictEvent(verdictOn([report], { exceptions: exceptionsOf(...entries) }));

  expect(event.payload).toMatchObject({ exceptions: ["EX-1", "EX-2"] });
  expect(LedgerEvent.safeParse(event).success).toBe(true);
});

test("an entry from before there were exceptions is still valid", () => {
  const { payload, ...event } = verdictEvent(verdictOn([report]));
  const { exceptions: _, ...older } = payload as Record<string, unknown>;

  expect(LedgerEvent.safeParse({ ...event, payload: older }).success).toBe(true);
});
