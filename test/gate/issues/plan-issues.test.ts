import { type IssueStep, markIn, type TrackedIssue } from "@sallyport/gate";
import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { elementsOf, textOf } from "../../support/html-tree.ts";
import { account, finding, following, inSource, issuesFor, planned } from "../../support/issues.ts";
import { hostileOutcome, hostileTexts, outcome, verdictWith } from "../../support/verdicts.ts";

const actions = ({ steps }: { steps: readonly IssueStep[] }) => steps.map(({ action }) => action);
const first = (issues: readonly TrackedIssue[]) => {
  const [issue] = issues;
  if (!issue) throw new Error("no issue");
  return issue;
};

describe("a finding", () => {
  test("that is new gets an issue which says what, where, how bad and what to do", () => {
    const [step] = planned([outcome({ dueAt: "2026-05-05T00:00:00Z", overdue: false })], {
      owners: ["user:alice", "team:payments"],
    }).steps;

    expect(step).toMatchObject({
      action: "create",
      content: {
        title: "critical: CVE-2026-1000 in left-pad",
        labels: ["sallyport", "severity: critical"],
        assignees: ["alice"],
      },
    });
    const body = step?.action === "create" ? step.content.body : "";
    for (const text of [
      "left-pad pads the wrong side",
      "critical (CVSS 9.8, nvd)",
      "[CVE-2026-1000](https://nvd.nist.gov/vuln/detail/CVE-2026-1000)",
      "Upgrade left-pad from 1.0.0 to 1.0.1.",
      "| Due | 2026-05-05 |",
      "| Owners | @acme/payments |",
      "- `package-lock.json`, version `1.0.0`",
    ]) {
      expect(body).toContain(text);
    }
  });

  test("that is there again changes nothing", () => {
    const issues = issuesFor([finding(1), finding(2)]);

    expect(planned([finding(1), finding(2)], { issues })).toEqual({ steps: [], rest: 0, notes: [] });
  });

  test.each<[string, Parameters<typeof finding>[1], string[]]>([
    ["severity", { severity: "high" }, ["title", "body", "labels"]],
    ["fix", { fix: "Upgrade package-1 from 1.0.0 to 2.0.0." }, ["body"]],
    ["deadline", { dueAt: "2026-06-01T00:00:00Z", overdue: false }, ["body"]],
    ["place", { location: { path: "app/package-lock.json" } }, ["body"]],
    ["exploitation", { exploited: true }, ["body"]],
  ])("whose %s changes is updated in just that", (_, fields, changed) => {
    const [step, ...more] = planned([finding(1, fields)], { issues: issuesFor([finding(1)]) }).steps;

    expect(step).toMatchObject({ action: "update", number: 1 });
    expect(Object.keys(step?.action === "update" ? step.change : {})).toEqual(changed);
    expect(more).toEqual([]);
  });

  test("keeps the labels that people gave its issue, and gets back those of the policy", () => {
    const [issue] = issuesFor([finding(1)]);
    const edited = { ...first([issue as TrackedIssue]), labels: ["backlog", "Severity: Low"] };

    expect(planned([finding(1)], { issues: [edited] }).steps).toEqual([
      { action: "update", number: 1, change: { labels: ["backlog", "sallyport", "severity: critical"] } },
    ]);
  });

  test("under the name of another scanner and in another file has the same issue", () => {
    const issues = issuesFor([finding(1)]);
    const [sighting] = finding(1).sightings;
    const elsewhere = finding(1, {
      location: { path: "other/package-lock.json" },
      sightings: [{ ...sighting, scanner: "grype", fingerprint: "a".repeat(32) } as never],
    });

    expect(actions(planned([elsewhere], { issues }))).toEqual(["update"]);
  });

  test("that two scanners name differently has one issue when first sights know both names", () => {
    const issues = issuesFor([finding(1)]);
    const renamed = finding(1, {
      ids: ["GHSA-aaaa-bbbb-cccc"],
      sightings: [{ ...finding(1).sightings[0], fingerprint: "b".repeat(32) } as never],
    });
    const seen = {
      version: 1 as const,
      sights: [
        {
          firstSeenAt: "2026-05-01T00:00:00Z",
          lastSeenAt: "2026-05-01T00:00:00Z",
          keys: ["CVE-2026-1001 package-1", "GHSA-AAAA-BBBB-CCCC package-1"],
          traces: [],
        },
      ],
    };

    expect(actions(planned([renamed], { issues, seen }))).toEqual(["update"]);
    expect(actions(planned([renamed], { issues }))).toEqual(["close", "create"]);
  });

  test("in several places has one issue that names them all", () => {
    const places = Array.from({ length: 60 }, (_, index) =>
      finding(1, { location: { path: `${index}/package-lock.json` } }),
    );
    const { steps } = planned(places);
    const body = steps[0]?.action === "create" ? steps[0].content.body : "";

    expect(steps).toHaveLength(1);
    expect(body).toContain("### Where (60)");
    expect(body).toContain("- `49/package-lock.json`");
    expect(body).toContain("... and 10 places more");
  });

  test("in source that moved to another file keeps its issue", () => {
    const issues = issuesFor([inSource("src/a.py")]);

    expect(actions(planned([inSource("src/b.py")], { issues }))).toEqual(["update"]);
    expect(actions(planned([inSource("src/b.py"), inSource("src/c.py")], { issues }))).toEqual([
      "close",
      "create",
      "create",
    ]);
    const two = issuesFor([inSource("src/a.py"), inSource("src/b.py")]);
    expect(actions(planned([inSource("src/c.py")], { issues: two }))).toEqual(["close", "close", "create"]);
    expect(actions(planned([inSource("src/a.py"), inSource("src/b.py")], { issues }))).toEqual(["create"]);
  });

  test("of another vulnerability in the same package is another one", () => {
    const issues = issuesFor([finding(1)]);
    const other = finding(1, {
      ids: ["CVE-2026-9999"],
      sightings: [{ ...finding(1).sightings[0], fingerprint: "c".repeat(32) } as never],
    });

    expect(actions(planned([other], { issues }))).toEqual(["close", "create"]);
  });
});

describe("which findings get an issue", () => {
  test.each<[string, Parameters<typeof planned>[1], number]>([
    ["those that block, need approval or warn, by default", {}, 3],
    ["those with the outcomes of the policy", { policy: { outcomes: ["block"] } }, 1],
    [
      "those of the least severity of the policy",
      { policy: { minimumSeverity: "high", outcomes: ["block", "approve", "warn", "log"] } },
      3,
    ],
  ])("%s", (_, situation, number) => {
    const findings = [
      finding(1),
      finding(2, { outcome: "approve", severity: "high" }),
      finding(3, { outcome: "warn", severity: "medium" }),
      finding(4, { outcome: "log", severity: "unscored" }),
    ];

    expect(actions(planned(findings, situation))).toEqual(Array.from({ length: number }, () => "create"));
  });

  test("one that has an issue keeps it, although a new one would get none", () => {
    const issues = issuesFor([finding(1)]);
    const excused = finding(1, { outcome: "log" });

    expect(actions(planned([excused], { issues }))).toEqual(["update"]);
    expect(actions(planned([excused]))).toEqual([]);
  });
});

describe("a finding that is gone", () => {
  const issues = issuesFor([finding(1)]);
  const clean = (fields: Parameters<typeof verdictWith>[1] = {}) => verdictWith([], fields);
  const reports = clean().inputs.reports;

  test("closes its issue when its scanner looked", () => {
    expect(planned(clean(), { issues })).toEqual({
      steps: [{ action: "close", number: 1, comment: expect.stringContaining("looked again") }],
      rest: 0,
      notes: [],
    });
  });

  test.each<[string, Parameters<typeof verdictWith>[1], string]>([
    [
      "the verdict is undecided",
      { doubts: [{ about: "x", found: "is missing", remedy: "Give it." }] },
      "rests on doubt",
    ],
    ["scanners were deferred", { deferred: ["snyk"] }, "scanners were deferred"],
    ["there is no report at all", { inputs: { ...clean().inputs, reports: [] } }, "has no report"],
    [
      "the scanner that found it gave none",
      { inputs: { ...clean().inputs, reports: reports.map((report) => ({ ...report, tool: "grype" })) } },
      "trivy has no report that can be trusted",
    ],
    [
      "its report is partial",
      { inputs: { ...clean().inputs, reports: reports.map((report) => ({ ...report, health: "partial" as const })) } },
      "trivy has no report",
    ],
    [
      "it had nothing to scan",
      { inputs: { ...clean().inputs, reports: reports.map((report) => ({ ...report, health: "empty" as const })) } },
      "trivy has no report",
    ],
    [
      "another scanner stood in for it",
      { alerts: [{ about: "x", found: "failed", remedy: "y", scanner: "trivy", effect: "stood-in", tell: [] }] },
      "trivy has no report",
    ],
  ])("keeps its issue open when %s", (_, fields, why) => {
    const { steps, notes } = planned(clean(fields), { issues });

    expect(steps).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(why)]);
  });

  test("keeps its issue open when the policy says so", () => {
    expect(actions(planned(clean(), { issues, policy: { close: false } }))).toEqual([]);
  });

  test("keeps an issue open that changed after the verdict was made", () => {
    const later = issues.map((issue) => ({ ...issue, updatedAt: "2026-05-04T12:00:01Z" }));

    expect(actions(planned(clean(), { issues: later }))).toEqual([]);
  });

  test("closes its issue when the scanner that found it too is in use no more", () => {
    const [sighting] = finding(1).sightings;
    const both = finding(1, { sightings: [sighting as never, { ...sighting, scanner: "gitleaks" } as never] });

    expect(actions(planned(clean(), { issues: issuesFor([both]) }))).toEqual(["close"]);
    const scanners = { trivy: { scanType: "filesystem" as const }, gitleaks: {} };
    expect(actions(planned(clean(), { issues: issuesFor([both]), scanners }))).toEqual([]);
  });

  test("opens its issue again when it comes back, with what is known now", () => {
    const closed = following(issues, planned(clean(), { issues }));
    const [step] = planned([finding(1, { fix: "Upgrade twice." })], { issues: closed }).steps;

    expect(step).toMatchObject({
      action: "reopen",
      number: 1,
      change: { body: expect.stringContaining("Upgrade twice.") },
    });
  });

  test.each([
    ["somebody closed it as not planned", { stateReason: "not_planned" }, "as not planned"],
    ["it was closed after the verdict was made", { updatedAt: "2026-05-04T12:00:01Z" }, "after the verdict was made"],
  ])("leaves it closed when %s", (_, fields, why) => {
    const closed = following(issues, planned(clean(), { issues })).map((issue) => ({ ...issue, ...fields }));
    const { steps, notes } = planned([finding(1)], { issues: closed });

    expect(steps).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(why)]);
  });
});

describe("two issues about one finding", () => {
  test("leave the oldest, and close the others as duplicates", () => {
    const [issue] = issuesFor([finding(1)]);
    const twins = [4, 2, 9].map((number) => ({ ...first([issue as TrackedIssue]), number }));

    expect(planned([finding(1)], { issues: twins }).steps).toEqual([
      { action: "duplicate", number: 4, of: 2, comment: expect.stringContaining("#2") },
      { action: "duplicate", number: 9, of: 2, comment: expect.stringContaining("#2") },
    ]);
    const next = following(twins, planned([finding(1)], { issues: twins }));
    expect(planned([finding(1)], { issues: next }).steps).toEqual([]);
  });

  test("closed as a duplicate, one is never opened again", () => {
    const [issue] = issuesFor([finding(1)]);
    const one = first([issue as TrackedIssue]);
    const issues: TrackedIssue[] = [
      { ...one, number: 2, state: "closed", stateReason: "duplicate" },
      { ...one, number: 3, state: "closed", stateReason: "completed" },
    ];

    expect(planned([finding(1)], { issues }).steps).toMatchObject([{ action: "reopen", number: 3 }]);
  });
});

test("an issue of somebody else is not ours, although it carries our mark", () => {
  const foreign = issuesFor([finding(1)]).map((issue) => ({ ...issue, author: "mallory" }));

  expect(actions(planned([finding(1)], { issues: foreign }))).toEqual(["create"]);
  expect(actions(planned([], { issues: foreign }))).toEqual([]);
});

test("an issue of our account without the mark is not ours", () => {
  const [issue] = issuesFor([finding(1)]);
  const other = { ...first([issue as TrackedIssue]), body: `A list:\n${issue?.body}` };

  expect(actions(planned([], { issues: [other] }))).toEqual([]);
});

describe("a deadline that has passed", () => {
  const late = finding(1, { dueAt: "2026-05-03T00:00:00Z", overdue: true });

  test("brings a label and one comment to the owners", () => {
    const issues = issuesFor([finding(1)]);
    const { steps } = planned([late], { issues, owners: ["team:payments", "user:alice"] });

    expect(steps).toMatchObject([
      {
        action: "overdue",
        number: 1,
        change: { labels: ["sallyport", "severity: critical", "overdue"] },
        comment: expect.stringContaining("@acme/payments The time to fix this has passed: it was due 2026-05-03"),
      },
    ]);
    const next = following(issues, { steps });
    expect(planned([late], { issues: next, owners: ["team:payments", "user:alice"] }).steps).toEqual([]);
  });

  test("is said in the issue itself where that is new", () => {
    const [step, ...more] = planned([late]).steps;

    expect(more).toEqual([]);
    expect(step?.action === "create" && step.content.labels).toEqual(["sallyport", "severity: critical", "overdue"]);
    expect(planned([late], { issues: issuesFor([late]) }).steps).toEqual([]);
  });

  test("that was put off takes the label away", () => {
    const issues = issuesFor([late]);
    const [step] = planned([finding(1, { dueAt: "2026-06-03T00:00:00Z", overdue: false })], { issues }).steps;

    expect(step).toMatchObject({ action: "update", change: { labels: ["sallyport", "severity: critical"] } });
  });
});

describe("many new findings", () => {
  const many = Array.from({ length: 250 }, (_, index) =>
    finding(index, index < 10 ? {} : { outcome: "approve", severity: "high" }),
  );

  test("get as many issues as a run may make, the strongest first; one more lists the rest", () => {
    const { steps, rest } = planned(many);

    expect(steps).toHaveLength(26);
    expect(rest).toBe(225);
    expect(steps.slice(0, 10)).toMatchObject(
      many.slice(0, 10).map(({ ids }) => ({
        content: { title: `critical: ${ids[0]} in package-${Number(ids[0]?.slice(-4)) - 1000}` },
      })),
    );
    expect(steps[25]).toMatchObject({
      action: "create",
      isSummary: true,
      content: { title: "Sallyport: 225 more findings" },
    });
  });

  test("get the others in the runs after that, until the summary is closed", () => {
    let issues: TrackedIssue[] = [];
    const opened: number[] = [];
    for (let run = 1; run <= 11; run++) {
      issues = following(issues, planned(many, { issues }));
      opened.push(issues.filter(({ state }) => state === "open").length);
    }

    expect(opened).toEqual([26, 51, 76, 101, 126, 151, 176, 201, 226, 250, 250]);
    expect(planned(many, { issues }).steps).toEqual([]);
  });

  test("count those that the same run made before", () => {
    const made = following([], planned(many));

    expect(planned(many, { issues: made, made: 25 }).steps).toEqual([]);
  });

  test("with none allowed, are in the summary alone, which fits into an issue", () => {
    const thousands = Array.from({ length: 5000 }, (_, index) => finding(index));
    const { steps } = planned(thousands, { policy: { maximumNew: 0 } });
    const body = steps[0]?.action === "create" ? steps[0].content.body : "";

    expect(steps).toHaveLength(1);
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/\.\.\. and \d+ more, in the verdict\./);
  });

  test("a summary stays when nobody can trust that the rest is gone", () => {
    const issues = following([], planned(many));
    const doubtful = verdictWith([], { doubts: [{ about: "x", found: "is missing", remedy: "Give it." }] });

    expect(planned(doubtful, { issues }).steps).toEqual([]);
  });
});

const allowedTags = [
  "html",
  "head",
  "body",
  "p",
  "h3",
  "ul",
  "li",
  "em",
  "strong",
  "code",
  "a",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
];

describe("text of a report", () => {
  test.each(hostileTexts)("does no harm in an issue: %j", (text) => {
    const { steps } = planned(
      [
        hostileOutcome(text),
        ...Array.from({ length: 2 }, (_, index) => hostileOutcome(text, { fingerprint: `${index}`.repeat(32) })),
      ],
      {
        policy: { maximumNew: 1 },
      },
    );
    const contents = steps.flatMap((step) => (step.action === "create" ? [step.content] : []));

    expect(contents.length).toBeGreaterThan(0);
    for (const { title, body } of contents) {
      expect(body.length).toBeLessThan(65_536);
      expect(title.length).toBeLessThanOrEqual(256);
      expect(title).not.toMatch(/[@#](?!\u200b)/);
      const tree = parse(
        micromark(body, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
      );
      for (const { tagName, attrs } of elementsOf(tree)) {
        expect(allowedTags).toContain(tagName);
        for (const { name, value } of attrs) {
          if (name === "href") expect(value).toMatch(/^https:\/\/(nvd\.nist\.gov|github\.com\/advisories)\//);
        }
      }
      // GitHub looks for names and numbers outside of code.
      expect(textOf(tree, "code")).not.toMatch(/@[a-z]|#\d|\bGH-\d|https?:\/\/|\bwww\./i);
      expect(body.split("\n").filter((line) => line.startsWith("<!--"))).toHaveLength(1);
    }
  });

  test("cannot forge the mark", () => {
    const forged = "trivy overdue=yes -->\n@everyone <!-- ";
    const [sighting] = finding(1).sightings;
    const { steps } = planned([finding(1, { sightings: [{ ...sighting, scanner: forged } as never] })]);
    const body = steps[0]?.action === "create" ? steps[0].content.body : "";

    expect(markIn(body)).toMatchObject({ overdue: false, scanners: ["trivyoverdueyes--everyone--"] });
  });

  test("around a secret is left out", () => {
    const value = "madeUpForThisTest";
    const { steps } = planned([
      inSource("src/app.py", {
        category: "secret",
        ids: ["generic-token"],
        title: `Token ${value}`,
        detail: value,
        because: value,
        location: { path: "src/app.py", line: 3 },
        fix: "Revoke and rotate it.",
      }),
    ]);

    expect(JSON.stringify(steps)).not.toContain(value);
    expect(steps).toMatchObject([{ content: { title: "critical: secret (generic-token) in src/app.py" } }]);
  });
});

test("whatever is found and whatever is listed, a second look leaves nothing to do", () => {
  const arbitrary = fc.record({
    before: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }),
    now: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }),
    maximumNew: fc.integer({ min: 0, max: 5 }),
    closed: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ before, now, maximumNew, closed }) => {
      const policy = { maximumNew };
      const listed = issuesFor(before.map((number) => finding(number))).map((issue) =>
        closed.includes(issue.number) ? { ...issue, state: "closed" as const, stateReason: "completed" } : issue,
      );
      const findings = now.map((number) => finding(number));
      const plan = planned(findings, { issues: listed, policy });
      const made = plan.steps.filter((step) => step.action === "create" && !step.isSummary).length;

      expect(planned(findings, { issues: following(listed, plan), policy, made }).steps).toEqual([]);
      const open = following(listed, plan).filter(({ state, author }) => state === "open" && author === account);
      expect(open.length).toBe(Math.max(0, now.length - plan.rest) + (plan.rest > 0 ? 1 : 0));
    }),
  );
});
