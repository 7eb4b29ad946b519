import type { DecisionInputs, Outcome, Report } from "@sallyport/gate";
import { expect, test } from "vitest";
import { now, read, reportOf, type Situation, trivyImage, verdictOn, vulnerability } from "../../support/findings.ts";

const firstSeenAt = "2026-05-04T06:00:00.000Z";
const sixHoursAgo: DecisionInputs["seen"] = {
  version: 1,
  sights: [{ firstSeenAt, lastSeenAt: firstSeenAt, keys: ["CVE-2026-1000 left-pad"], traces: [] }],
};

function only(report: Report, situation: Situation): Outcome {
  const [outcome, ...others] = verdictOn([report], situation).findings;
  if (!outcome || others.length > 0) throw new Error("expected one finding");
  return outcome;
}

test.each([
  ["CRITICAL", "2026-05-04T07:00:00.000Z", true],
  ["HIGH", "2026-05-04T10:00:00.000Z", true],
  ["MEDIUM", "2026-05-05T06:00:00.000Z", false],
  ["LOW", "2026-05-11T06:00:00.000Z", false],
  ["UNKNOWN", "2026-05-04T10:00:00.000Z", true],
])("%s is due as slas says, counted from the first sight", (Severity, dueAt, overdue) => {
  expect(only(reportOf(vulnerability({ Severity })), { seen: sixHoursAgo })).toMatchObject({
    firstSeenAt,
    dueAt,
    overdue,
  });
});

test("what is seen for the first time is due from now on", () => {
  const seen = { version: 1, sights: [] } as const;

  expect(only(reportOf(vulnerability()), { seen: { ...seen, sights: [] } })).toMatchObject({
    firstSeenAt: "2026-05-04T12:00:00.000Z",
    dueAt: "2026-05-04T16:00:00.000Z",
    overdue: false,
  });
});

test("without first sights nothing is due", () => {
  const outcome = only(reportOf(vulnerability()), {});

  expect(outcome.dueAt).toBeUndefined();
  expect(outcome.overdue).toBeUndefined();
});

test("an earlier date of CISA's catalogue wins, a later one does not", () => {
  const kev = (dueDate: string) => ({
    facts: { kev: { date: now, ids: ["CVE-2026-1000"], dueDates: { "CVE-2026-1000": dueDate } } },
    seen: sixHoursAgo,
  });
  const low = reportOf(vulnerability({ Severity: "LOW" }));

  expect(only(low, kev("2026-05-03"))).toMatchObject({ dueAt: "2026-05-03T23:59:59.000Z", overdue: true });
  expect(only(low, kev("2026-05-25"))).toMatchObject({ dueAt: "2026-05-11T06:00:00.000Z", overdue: false });
});

test("a date of CISA's catalogue counts where no first sight is known", () => {
  const facts = { kev: { date: now, ids: ["CVE-2026-1000"], dueDates: { "CVE-2026-1000": "2026-05-25" } } };

  expect(only(reportOf(vulnerability()), { facts }).dueAt).toBe("2026-05-25T23:59:59.000Z");
});

test("an overdue finding leads at least where slas.overdue says, a timely one where the ladder says", () => {
  const slas = { overdue: { any: "approve", medium: "block" } } as const;
  const late = { sights: [{ ...sixHoursAgo.sights[0], firstSeenAt: "2026-05-01T00:00:00.000Z" }], version: 1 };
  const medium = reportOf(vulnerability({ Severity: "MEDIUM" }));

  expect(only(medium, { slas, seen: sixHoursAgo })).toMatchObject({ outcome: "warn" });
  expect(only(medium, { slas, seen: late as DecisionInputs["seen"] })).toMatchObject({
    outcome: "block",
    rule: "slas.overdue.medium",
    because: expect.stringContaining("It was due 2026-05-02T00:00:00.000Z after slas.medium (24h, first seen"),
  });
});

test("nothing that weakens the ladder weakens an overdue finding", () => {
  const slas = { overdue: { any: "block" } } as const;
  const gate = { newOnly: true, withoutFix: "log" } as const;
  const report = reportOf(vulnerability({ FixedVersion: "" }));
  const baseline = report.findings.map(({ fingerprint }) => fingerprint);

  expect(only(report, { gate, baseline, seen: sixHoursAgo, slas }).outcome).toBe("block");
});

test("slas.overdue without first sights is doubt, with them it is not", () => {
  const slas = { overdue: { any: "approve" } } as const;

  expect(verdictOn([reportOf()], { slas }).doubts).toMatchObject([{ about: "slas.overdue" }]);
  expect(verdictOn([reportOf()], { slas, seen: { version: 1, sights: [] } }).decision).toBe("pass");
});

test.each([
  ["earlier than ours", "2026-05-03T00:00:00Z", "2026-05-03T00:00:00.000Z"],
  ["later than ours", "2026-05-04T11:00:00Z", firstSeenAt],
  ["from the future", "2026-06-01T00:00:00Z", firstSeenAt],
  ["before its publication", "2026-04-01T00:00:00Z", "2026-05-02T00:00:00.000Z"],
  ["of the year 1, which stands for unknown", "0001-01-01T00:00:00Z", firstSeenAt],
])("a first sight of the scanner that is %s", (_, stated, counted) => {
  const report = reportOf(vulnerability({ PublishedDate: "2026-05-02T00:00:00Z" }));
  const findings = report.findings.map((finding) => ({ ...finding, firstSeenAt: stated }));

  expect(only({ ...report, findings }, { seen: sixHoursAgo }).firstSeenAt).toBe(counted);
});

test("a second image shares the clock of the weakness, another weakness of the package has its own", () => {
  const inImage = (id: string) =>
    read(
      trivyImage("acme/worker:2", [
        {
          Target: "worker",
          Class: "os-pkgs",
          Type: "debian",
          Vulnerabilities: [vulnerability({ VulnerabilityID: id })],
        },
      ]),
    );
  const stillThere = reportOf(vulnerability());
  const clock = (id: string) =>
    verdictOn([inImage(id), stillThere], { seen: sixHoursAgo }).findings.find(
      ({ artifact }) => artifact.type === "container_image",
    )?.firstSeenAt;

  expect(clock("CVE-2026-1000")).toBe(firstSeenAt);
  expect(clock("CVE-2026-2000")).toBe("2026-05-04T12:00:00.000Z");
});
