import { missingReport, type Report, ReportError, readReport, type Verdict } from "@sallyport/gate";
import { RepositoriesPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import {
  bytes,
  read,
  recorded,
  reportOf,
  type Situation,
  trivyImage,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

const scanners = (options: Record<string, unknown> = {}) =>
  ({
    scanners: { snyk: { scanType: ["dependencies"], standIn: "trivy", ...options }, trivy: { scanType: "filesystem" } },
  }) as NonNullable<Situation["scanning"]>;
const snykFailed = new ReportError({ path: "reports/snyk.json", found: "is empty", remedy: "Run it.", tool: "snyk" });

function snyk(fields: Record<string, unknown> = {}): Report {
  const document = {
    ok: true,
    packageManager: "npm",
    projectName: "service",
    dependencyCount: 3,
    vulnerabilities: [],
    path: "/src",
    ...fields,
  };
  return readReport(bytes(document), "reports/snyk.json");
}

function on(reports: readonly Report[], situation: Situation): Verdict {
  return verdictOn(reports, { scanning: scanners(), ...situation });
}

test.each<[string, Situation]>([
  ["is missing", {}],
  ["gave a report that cannot be read", { unreadable: [snykFailed] }],
  [
    "gave a stale report",
    {
      reports: [
        recorded(reportOf()),
        recorded(snyk(), { endedAt: "2026-05-01T00:00:00Z", startedAt: "2026-05-01T00:00:00Z" }),
      ],
    },
  ],
  [
    "gave a report of another commit",
    {
      reports: [
        recorded(reportOf()),
        recorded(snyk(), { target: { kind: "commit", name: "acme/service", commit: "b".repeat(40) } }),
      ],
    },
  ],
])("where a scanner %s, its stand-in suffices; the verdict and an alert say so", (_, situation) => {
  const verdict = on([reportOf()], situation);

  expect(verdict).toMatchObject({ decision: "pass", doubts: [], standIns: [{ scanner: "snyk", standIn: "trivy" }] });
  expect(verdict.notes[0]).toMatchObject({
    level: "warning",
    message: expect.stringContaining("trivy stands in for snyk"),
  });
  for (const alert of verdict.alerts) {
    expect(alert).toMatchObject({ scanner: "snyk", effect: "stood-in", standIn: "trivy", tell: ["team:security"] });
  }
  expect(verdict.alerts.length).toBeGreaterThan(0);
});

test.each<[string, Situation]>([
  ["is missing too", { reports: [] }],
  ["is in doubt too", { reports: [{ report: reportOf() }] }],
  ["has no canary though the policy wants one", { scanning: { ...scanners(), canary: true } }],
  ["is not named", { scanning: scanners({ standIn: undefined }) }],
])("where the stand-in %s, the gate is undecided", (_, situation) => {
  expect(on([reportOf()], situation)).toMatchObject({ decision: "undecided", standIns: [] });
});

test("a scanner that works needs no stand-in", () => {
  const verdict = on([], { reports: [recorded(reportOf()), recorded(snyk())] });

  expect(verdict).toMatchObject({ decision: "pass", standIns: [], alerts: [] });
});

test("what a failed scanner found counts all the same", () => {
  const report = snyk({
    ok: false,
    vulnerabilities: [
      {
        id: "SNYK-JS-A-1",
        title: "a",
        severity: "critical",
        packageName: "a",
        version: "1.0.0",
        from: ["service", "a@1.0.0"],
      },
    ],
  });

  expect(on([], { reports: [recorded(reportOf()), { report }] }).decision).toBe("blocked");
});

test("a report of a release that attackers made is made good by nobody", () => {
  const breached = { ...reportOf(), toolVersion: "0.69.4" };
  const scanning = {
    scanners: { trivy: { scanType: "filesystem", standIn: "snyk" }, snyk: { scanType: ["dependencies"] } },
  } as Situation["scanning"];
  const verdict = verdictOn([], { scanning, reports: [recorded(breached), recorded(snyk())] });

  expect(verdict).toMatchObject({ decision: "undecided", standIns: [] });
  expect(verdict.doubts).toMatchObject([{ found: expect.stringContaining("a release made by attackers") }]);
});

test("a stand-in for images must have seen every image", () => {
  const [repository] = RepositoriesPolicy.parse([
    { name: "api", id: 3, images: [{ name: "api" }, { name: "worker" }] },
  ]);
  const scanning = {
    scanners: { clair: { url: "https://clair.acme.example", standIn: "trivy" }, trivy: {} },
  } as Situation["scanning"];
  const scanned = (name: string) => {
    const report = {
      ...read(trivyImage(name, [{ Target: name, Class: "os-pkgs", Type: "debian" }]), `reports/${name}.json`),
    };
    return recorded(report, { target: { kind: "image", name } });
  };
  const verdict = (...images: string[]) =>
    verdictOn([], { scanning, repository, commit: undefined, reports: images.map(scanned) });

  expect(verdict("api", "worker")).toMatchObject({
    decision: "pass",
    standIns: [{ scanner: "clair", standIn: "trivy" }],
  });
  expect(verdict("api")).toMatchObject({ decision: "undecided", standIns: [] });
});

test.each([
  ["alert", true, ["team:security", "user:alice"]],
  ["block", true, ["team:security", "user:alice"]],
  ["log", true, []],
  ["alert", false, []],
] as const)(
  "failurePolicy %s with alerts %s tells %j of a missing scanner, and it is never a pass",
  (failurePolicy, alertingEnabled, tell) => {
    const [repository] = RepositoriesPolicy.parse([{ name: "api", id: 3, owners: ["user:alice", "team:security"] }]);
    const scanning = { ...scanners({ standIn: undefined }), failurePolicy, alertingEnabled };
    const verdict = on([reportOf()], { scanning, repository });

    expect(verdict.decision).toBe("undecided");
    expect(verdict.alerts).toMatchObject([
      { scanner: "snyk", about: "scanning.scanners.snyk", effect: "undecided", tell },
    ]);
  },
);

test("a failure of a scanner that is not required is tolerated, under `block` it counts", () => {
  const scanning = (failurePolicy: "alert" | "block" | "log") => ({ ...scanners({ required: false }), failurePolicy });
  const verdict = (failurePolicy: "alert" | "block" | "log") =>
    on([reportOf()], { scanning: scanning(failurePolicy), unreadable: [snykFailed] });

  expect(verdict("alert")).toMatchObject({ decision: "pass", alerts: [{ scanner: "snyk", effect: "tolerated" }] });
  expect(verdict("log")).toMatchObject({ decision: "pass", alerts: [{ tell: [] }] });
  expect(verdict("block")).toMatchObject({ decision: "undecided", alerts: [{ effect: "undecided" }] });
});

test("a report of nobody knows whom is doubt, with an alert about nobody", () => {
  const verdict = on([reportOf()], { scanning: scanners({ required: false }), unreadable: [missingReport("a.json")] });

  expect(verdict.decision).toBe("undecided");
  expect(verdict.alerts).toMatchObject([{ about: "a.json", effect: "undecided" }]);
  expect(verdict.alerts[0]).not.toHaveProperty("scanner");
});

test("an image that is judged and that no run record names is doubt", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const report = read(
    trivyImage("acme/api:1", [
      { Target: "api", Class: "os-pkgs", Type: "debian", Vulnerabilities: [vulnerability({ Severity: "LOW" })] },
    ]),
  );
  const judged = (name: string) =>
    verdictOn([], {
      images: [{ name, digest }],
      commit: undefined,
      reports: [recorded(report, { target: { kind: "image", name: "acme/api:1", digest } })],
    });

  expect(judged("api").decision).toBe("pass");
  expect(judged("worker").doubts).toMatchObject([
    { about: "image worker", found: "is judged, and no run record names it" },
  ]);
});
