import type { LargeVerdict, Outcome, Verdict } from "@sallyport/gate";
import { commit, now } from "./findings.ts";

/** One finding of a verdict: an npm package that blocks, unless the fields say otherwise. */
export function outcome(fields: Partial<Outcome> = {}): Outcome {
  return {
    fingerprint: "f".repeat(32),
    ids: ["CVE-2026-1000"],
    category: "dependency",
    title: "left-pad pads the wrong side",
    package: { name: "left-pad", version: "1.0.0", purl: "pkg:npm/left-pad@1.0.0" },
    location: { path: "package-lock.json" },
    artifact: { name: ".", type: "filesystem" },
    scores: [],
    links: [],
    sightings: [
      {
        scanner: "trivy",
        report: "trivy.json",
        pointer: "/Results/0",
        id: "CVE-2026-1000",
        severity: "critical",
        fingerprint: "f".repeat(32),
      },
    ],
    missedBy: [],
    severity: "critical",
    rating: { decidedBy: "score", score: { source: "nvd", version: "3", score: 9.8 } },
    outcome: "block",
    rule: "gate.ladder.critical",
    because: "CVSS 9.8 (nvd) is critical.",
    fix: "Upgrade left-pad from 1.0.0 to 1.0.1.",
    fixedVersions: ["1.0.1"],
    ...fields,
  };
}

/** The verdict with these findings, which stand in its order. */
export function verdictWith(findings: readonly Outcome[], fields: Partial<Verdict> = {}): Verdict {
  const of = (action: Outcome["outcome"]) => findings.filter((finding) => finding.outcome === action).length;
  const rated = (rung: Outcome["severity"]) => findings.filter(({ severity }) => severity === rung).length;
  const doubts = fields.doubts ?? [];
  const decision =
    of("block") > 0 ? "blocked" : doubts.length > 0 ? "undecided" : of("approve") > 0 ? "approval" : "pass";
  return {
    version: 1,
    decision,
    findings: [...findings],
    doubts,
    notes: [],
    counts: {
      outcomes: { block: of("block"), approve: of("approve"), warn: of("warn"), log: of("log") },
      severities: {
        critical: rated("critical"),
        high: rated("high"),
        medium: rated("medium"),
        low: rated("low"),
        info: rated("info"),
        unscored: rated("unscored"),
      },
      suppressed: 0,
      doubts: doubts.length,
    },
    deferred: [],
    standIns: [],
    alerts: [],
    approvers: "team:security",
    inputs: {
      policy: { sha256: "0".repeat(64) },
      reports: [
        { path: "trivy.json", sha256: "1".repeat(64), bytes: 1, tool: "trivy", format: "trivy 2", health: "ok" },
      ],
      unreadable: [],
      repository: "acme/service",
      commit,
      now,
    },
    tool: { name: "sallyport", version: "0.1.0" },
    ...fields,
  };
}

/** A verdict whose findings are made while they are read, as those on a disk are. */
export function largeVerdict(length: number, make: (index: number) => Outcome): LargeVerdict {
  const sample = verdictWith([make(0)]);
  const { outcome: action, severity } = make(0);
  const counts = {
    ...sample.counts,
    outcomes: { ...sample.counts.outcomes, [action]: length },
    severities: { ...sample.counts.severities, [severity]: length },
  };
  const findings = {
    length,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index += 1) yield make(index);
    },
  };
  return { ...sample, counts, findings };
}

/** One finding of each outcome, one excused, one in an image, and a doubt. */
export function mixedVerdict(): Verdict {
  const exception = {
    id: "EX-1",
    source: "exceptions.yaml",
    statement: "Not reachable",
    approvedBy: "alice",
    expiresAt: "2026-12-31T00:00:00Z",
    without: "block",
  } as const;
  const image = { name: "api:1", type: "container_image" };
  return verdictWith(
    [
      outcome({ dueAt: "2026-05-01T00:00:00Z", overdue: true }),
      outcome({
        ids: ["CVE-2026-2000"],
        category: "image",
        artifact: image,
        location: { path: "api:1 (debian 12)" },
        fixedVersions: ["1.0.2"],
        fingerprint: "e".repeat(32),
      }),
      outcome({
        ids: ["weak-hash"],
        category: "code",
        outcome: "approve",
        severity: "high",
        rating: { decidedBy: "label", label: "ERROR" },
        location: { path: "src/app.py", line: 7 },
        cwes: ["CWE-327"],
        fingerprint: "d".repeat(32),
      }),
      outcome({ ids: ["GHSA-aaaa-bbbb-cccc"], outcome: "warn", severity: "medium", fingerprint: "c".repeat(32) }),
      outcome({ ids: ["CVE-2026-3000"], outcome: "log", severity: "low", exception, fingerprint: "b".repeat(32) }),
    ],
    {
      doubts: [{ about: "b.json", found: "does not exist", remedy: "Run the scanner again." }],
      notes: [{ level: "warning", message: "KEV is old." }],
    },
  );
}

const escapeCharacter = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** Texts that a report may hold to do harm where they are shown. */
export const hostileTexts: readonly string[] = [
  `${escapeCharacter}[31mred${escapeCharacter}[2J${escapeCharacter}[1;1H`,
  `${escapeCharacter}]8;;https://evil.example${bell}click${escapeCharacter}]8;;${bell}`,
  "\u009b31m eight bits \u009d0;title\u009c",
  "left \u202e\u2066 right \u200b\u200d\ufeff",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "\"><svg/onload=alert(1)> ' onclick='alert(1)",
  "</style></title></textarea></code></details><!-- x --> ]]> <![CDATA[ <?xml ?>",
  "&lt;b&gt; &amp; &#64;acme/security &copy;",
  "[click](https://evil.example) ![pixel](https://evil.example/p.png) [x]: https://evil.example",
  "<https://evil.example> https://evil.example www.evil.example mailto:a@evil.example a@evil.example",
  "@acme/security @alice #123 GH-123 acme/service#123 1f0c5e2d1f0c5e2d1f0c5e2d1f0c5e2d1f0c5e2d :tada:",
  "a | b || c \\| d \\\\| e",
  "`code` ``` fence ~~~ \n```\n# heading\n- [ ] task\n> quote\n1. one\n---\n===",
  "- [ ] task",
  "1. one",
  "# heading *bold* _it_ **b** __b__ ~~gone~~ $x$ $$y$$ [^1] ==",
  "::error::x",
  "\n::set-output name=a::b\r\n::add-mask::x\n##[add-mask]y ##vso[task.setvariable]z",
  "\ufeff::stop-commands::x",
  "%0A::error::x %25 a:b,c",
  "nul \u0000 bell \u0007 \u000b \ufffe \uffff \u0085 \u2028 \u2029",
  "\ud800 lone \udfff",
  "../../etc/passwd",
  "{0} {{1}} [a](1) \\[b\\](2)",
  "__proto__",
  "x".repeat(1_000_000),
  "@|`<".repeat(250_000),
];

/** A finding that has this text wherever a report may put text. */
export function hostileOutcome(text: string, fields: Partial<Outcome> = {}): Outcome {
  return outcome({
    ids: [text || "x", text],
    title: text,
    detail: text,
    package: { name: text, version: text, purl: text, path: text },
    location: { path: text, line: 3, resource: text },
    artifact: { name: text, type: "filesystem" },
    cwes: [text],
    links: [text],
    missedBy: [text],
    rating: {
      decidedBy: "score",
      label: text,
      disputed: text,
      score: { source: text, version: "3", score: 9.8, vector: text },
    },
    rule: text,
    because: text,
    fix: text,
    fixedVersions: [text, `${text}2`],
    dueAt: text,
    exception: {
      id: text,
      source: text,
      statement: text,
      approvedBy: text,
      ticket: text,
      expiresAt: text,
      without: "block",
    },
    ...fields,
  });
}

/** A verdict that has this text wherever something from outside may put text. */
export function hostileVerdict(text: string): Verdict {
  return verdictWith(
    (["block", "approve", "warn", "log"] as const).map((action) => hostileOutcome(text, { outcome: action })),
    {
      doubts: [{ about: text, found: text, remedy: text }],
      notes: [{ level: "warning", message: text }],
      approvers: text,
    },
  );
}
