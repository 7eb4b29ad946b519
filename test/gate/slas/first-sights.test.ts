import { FirstSights, firstSightsAfter, type Report, readReport, renderFirstSights } from "@sallyport/gate";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bytes,
  misconfiguration,
  read,
  result,
  secret,
  trivy,
  verdictOn,
  vulnerability,
} from "../../support/findings.ts";

const none: FirstSights = { version: 1, sights: [] };
const start = Date.parse("2026-05-04T12:00:00Z");
const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString();

/** What the gate says now, and what it will remember. */
function run(reports: readonly Report[], seen: FirstSights, now: string) {
  const verdict = verdictOn(reports, { seen, now });
  return { findings: verdict.findings, seen: firstSightsAfter(seen, verdict) };
}

/** One vulnerability as two scanners and two layouts of the repository show it. */
interface Look {
  tool: "trivy" | "grype";
  file: string;
  version: string;
  id: "CVE-2026-1000" | "GHSA-aaaa-bbbb-cccc";
}

function reportLike({ tool, file, version, id }: Look): Report {
  return tool === "grype" ? grype(id, file, version) : trivyOf(id, file, version);
}

function trivyOf(id: Look["id"], file: string, version: string): Report {
  const VendorIDs = id === "CVE-2026-1000" ? ["GHSA-aaaa-bbbb-cccc"] : ["CVE-2026-1000"];
  const fields = { VulnerabilityID: id, VendorIDs, InstalledVersion: version };
  return read(trivy([result({ Target: file, Vulnerabilities: [vulnerability(fields)] })]));
}

function grype(id: Look["id"], file: string, version: string): Report {
  const document = {
    matches: [
      {
        vulnerability: { id, severity: "High", fix: { versions: ["1.9.0"], state: "fixed" } },
        relatedVulnerabilities: [{ id: "CVE-2026-1000" }],
        artifact: {
          name: "left-pad",
          version,
          type: "npm",
          locations: [{ path: file }],
          purl: `pkg:npm/left-pad@${version}`,
        },
      },
    ],
    source: { type: "directory", target: "." },
    descriptor: { name: "grype", version: "0.100.0" },
  };
  return readReport(bytes(document), "reports/grype.json");
}

const look: fc.Arbitrary<Look> = fc.record({
  tool: fc.constantFrom("trivy", "grype"),
  file: fc.constantFrom("package-lock.json", "web/package-lock.json", "app/yarn.lock"),
  version: fc.constantFrom("1.0.0", "1.0.1"),
  id: fc.constantFrom("CVE-2026-1000", "GHSA-aaaa-bbbb-cccc"),
});

test("no rescan, rename, new version, other scanner or run without a report starts the clock of a vulnerability anew", () => {
  const event = fc.record({ hours: fc.integer({ min: 1, max: 200 }), looks: fc.array(look, { maxLength: 2 }) });
  fc.assert(
    fc.property(look, fc.array(event, { minLength: 1, maxLength: 6 }), (first, events) => {
      let { seen } = run([reportLike(first)], none, at(0));
      let hours = 0;
      for (const { hours: passed, looks } of events) {
        hours += passed;
        const reports = looks.map((one, index) => ({ ...reportLike(one), path: `reports/${index}.json` }));
        const result = run(reports, seen, at(hours));
        seen = result.seen;
        for (const { firstSeenAt } of result.findings) expect(firstSeenAt).toBe(at(0));
      }
    }),
    { numRuns: 60 },
  );
});

const secretIn = (file: string, RuleID = "generic-token", StartLine = 7) =>
  read(trivy([{ Target: file, Class: "secret", Secrets: [secret({ RuleID, StartLine })] }]));

test("a secret keeps its clock when its file is renamed, its line moves or another rule finds it", () => {
  const ways = fc.record({
    file: fc.constantFrom("a.env", "config/a.env", "b.env"),
    rule: fc.constantFrom("generic-token", "other-token"),
    line: fc.integer({ min: 1, max: 90 }),
  });
  // Of file and rule one stays: of a secret that changes both at once nobody can say that it is the same.
  fc.assert(
    fc.property(fc.array(ways, { minLength: 1, maxLength: 6 }), fc.array(fc.boolean()), (moves, keepsRule) => {
      let place = { file: "a.env", rule: "generic-token" };
      let { seen } = run([secretIn(place.file, place.rule)], none, at(0));
      for (const [index, { file, rule, line }] of moves.entries()) {
        place = keepsRule[index] ? { ...place, file } : { ...place, rule };
        const result = run([secretIn(place.file, place.rule, line)], seen, at(24 * (index + 1)));
        seen = result.seen;
        expect(result.findings.map(({ firstSeenAt }) => firstSeenAt)).toEqual([at(0)]);
      }
    }),
    { numRuns: 40 },
  );
});

test("several that move together all keep the earliest of their clocks", () => {
  const inFile = (file: string, ...lines: number[]) =>
    read(trivy([{ Target: file, Class: "secret", Secrets: lines.map((StartLine) => secret({ StartLine })) }]));
  const one = run([inFile("a.env", 1)], none, at(0));
  const two = run([inFile("a.env", 1, 2)], one.seen, at(24));
  const moved = run([inFile("b.env", 1, 2)], two.seen, at(48));

  expect(moved.findings.map(({ firstSeenAt }) => firstSeenAt)).toEqual([at(0), at(0)]);
});

test("a new weakness beside one that is still there has a clock of its own", () => {
  const one = run([secretIn("a.env")], none, at(0));
  const both = run([secretIn("a.env"), { ...secretIn("b.env"), path: "b.json" }], one.seen, at(24));

  expect(both.findings.map(({ location, firstSeenAt }) => [location.path, firstSeenAt])).toEqual([
    ["a.env", at(0)],
    ["b.env", at(24)],
  ]);
});

test("a clock that went on to a moved weakness does not go on to a third", () => {
  const one = run([secretIn("a.env")], none, at(0));
  const moved = run([secretIn("b.env")], one.seen, at(24));
  const third = run([secretIn("b.env"), { ...secretIn("c.env"), path: "c.json" }], moved.seen, at(48));

  expect(third.findings.map(({ location, firstSeenAt }) => [location.path, firstSeenAt])).toEqual([
    ["b.env", at(0)],
    ["c.env", at(48)],
  ]);
});

test("what was fixed long ago lends its clock to nobody else, and still has it when it comes back", () => {
  const one = run([secretIn("a.env")], none, at(0));
  const later = at(24 * 60);

  expect(run([secretIn("b.env")], one.seen, later).findings[0]?.firstSeenAt).toBe(later);
  expect(run([secretIn("a.env")], one.seen, later).findings[0]?.firstSeenAt).toBe(at(0));
});

test("two weaknesses that turn out to be one have the earlier clock from then on", () => {
  const wrong = misconfiguration();
  const of = (path: string) => read(trivy([{ Target: "Dockerfile", Misconfigurations: [wrong] }]), path);
  const early: FirstSights = {
    version: 1,
    sights: [{ firstSeenAt: at(-48), lastSeenAt: at(-24), keys: [of("a").findings[0]?.fingerprint ?? ""], traces: [] }],
  };

  expect(run([of("a.json")], early, at(0)).seen.sights).toMatchObject([{ firstSeenAt: at(-48), lastSeenAt: at(0) }]);
});

test("what is written can be read again, and is the same for the same sights in another order", () => {
  const { seen } = run([secretIn("a.env"), { ...trivyOf("CVE-2026-1000", "x", "1"), path: "b.json" }], none, at(0));
  const text = renderFirstSights(seen);

  expect(FirstSights.parse(JSON.parse(text))).toEqual(seen);
  const reversed = { ...seen, sights: seen.sights.toReversed() };
  const quiet = verdictOn([], { now: at(1) });
  expect(firstSightsAfter(reversed, quiet)).toEqual(firstSightsAfter(seen, quiet));
});

test("first sights after last sights are refused", () => {
  const sights = [{ firstSeenAt: at(1), lastSeenAt: at(0), keys: ["a"], traces: [] }];

  expect(FirstSights.safeParse({ version: 1, sights }).success).toBe(false);
});
