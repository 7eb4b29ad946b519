import { expect, test } from "vitest";
import { complaints, conflicts, policyWith, warnings } from "../support.ts";

test("an image has no more time than everything has", () => {
  expect(conflicts({ scanning: { budget: { perImage: "1h", total: "30m" } } })).toEqual([
    "scanning.budget.perImage <-> scanning.budget.total",
  ]);
  expect(() => policyWith({ scanning: { budget: { perImage: "30m", total: "30m" } } })).not.toThrow();
});

const repository = {
  name: "api",
  id: 3,
  images: [{ name: "api" }],
  manifests: ["go.mod"],
  staging: { url: "https://a" },
};

test.each([
  ["trivy", { scanType: "image", timeout: "3m" }, "perImage"],
  ["trivy", { scanType: "filesystem", timeout: "16m" }, "total"],
  ["dockerScout", { timeout: "3m" }, "perImage"],
  ["clair", { url: "https://clair.example", timeout: "3m" }, "perImage"],
  ["snyk", { timeout: "16m" }, "total"],
  ["semgrep", { timeout: "16m" }, "total"],
  ["dependencyCheck", { timeout: "16m" }, "total"],
  ["zap", { timeout: "16m" }, "total"],
])("%s with %j has more time than its budget", (scanner, options, budget) => {
  const scanning = { scanners: { [scanner]: options } };
  const secrets = { vault: { address: "https://vault.example" } };

  expect(conflicts({ repositories: [repository], secrets, scanning })).toEqual([
    `scanning.scanners.${scanner}.timeout <-> scanning.budget.${budget}`,
  ]);
  expect(() =>
    policyWith({
      repositories: [repository],
      secrets,
      scanning: { ...scanning, budget: { [budget]: "16m", total: "16m" } },
    }),
  ).not.toThrow();
});

test("says both times", () => {
  expect(complaints({ scanning: { scanners: { trivy: { timeout: "5m" } } } })).toEqual([
    expect.stringMatching(
      /^scanning\.scanners\.trivy\.timeout \(5m\) is longer than the time budget \(2m\) .* Lower it, or raise scanning\.budget\.perImage\.$/,
    ),
  ]);
});

test("a report is not stale before the last scanner is done", () => {
  expect(conflicts({ scanning: { maxReportAge: "10m" } })).toEqual(["scanning.maxReportAge <-> scanning.budget.total"]);
  expect(() => policyWith({ scanning: { maxReportAge: "15m" } })).not.toThrow();
});

test("warns that GitHub ends the retention of a public repository", () => {
  const repositories = [{ name: "site", id: 3, visibility: "public" }];
  const warning = "repositories[0].visibility <-> scanning.retentionDays";

  expect(warnings({ repositories, scanning: { retentionDays: 91 } })).toContain(warning);
  expect(warnings({ repositories, scanning: { retentionDays: 90 } })).not.toContain(warning);
  expect(warnings({ scanning: { retentionDays: 91 } })).not.toContain(warning);
});

test.each(["0 2 * * *", "0 */6 * * *", "5 4 1-31 * *", "5 4 * 1-12 *", "0 2 * JAN-DEC SUN-SAT", "0 2 */1 * 0,1-5,6"])(
  "a schedule of every day is fine: %s",
  (scanSchedule) => {
    expect(warnings({ scanning: { scanSchedule } })).not.toContain("scanning.scanSchedule");
  },
);

test.each(["0 2 * * 1-5", "0 2 */2 * *", "0 2 1-30 * *", "0 2 * 1-11 *", "30 4 * * MON", "0 2 29 2 *", "0 2 2/1 * *"])(
  "a schedule that leaves days out is said: %s",
  (scanSchedule) => {
    expect(warnings({ scanning: { scanSchedule } })).toContain("scanning.scanSchedule");
  },
);
