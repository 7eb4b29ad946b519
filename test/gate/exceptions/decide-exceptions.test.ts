import type { ExceptionFileError, Outcome, Verdict } from "@sallyport/gate";
import { expect, test } from "vitest";
import { errorOf, exception, exceptionsOf } from "../../support/exceptions.ts";
import {
  type PolicyInput,
  read,
  recorded,
  reportOf,
  result,
  type Situation,
  secret,
  trivy,
  verdictOn,
  vulnerability,
} from "../../support/findings.ts";

type Fields = Record<string, unknown>;
const kev = { date: "2026-05-04", ids: [] };
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** The verdict on one vulnerability, with purl, under these exceptions. */
function judged(entries: readonly Fields[], rest: Situation = {}, finding: Fields = {}): Verdict {
  const report = reportOf(withPurl(finding));
  return verdictOn([report], { facts: { kev }, exceptions: exceptionsOf(...entries), ...rest });
}

function withPurl(finding: Fields): Fields {
  const { PkgName = "left-pad", InstalledVersion = "1.0.0" } = finding;
  return vulnerability({ ...finding, PkgIdentifier: { PURL: `pkg:npm/${PkgName}@${InstalledVersion}` } });
}

const only = ({ findings: [first] }: Verdict): Outcome => first as Outcome;
const warningsOf = ({ notes }: Verdict) =>
  notes.filter(({ level }) => level === "warning").map(({ message }) => message);

test("a finding that blocks is logged under a good exception, which the outcome names", () => {
  const verdict = judged([exception()]);

  expect(verdict).toMatchObject({ decision: "pass", doubts: [] });
  expect(only(verdict)).toMatchObject({
    outcome: "log",
    rule: "exceptions.EX-1",
    exception: {
      id: "EX-1",
      source: "sallyport-exceptions.yaml",
      statement: "Only our own texts are padded.",
      approvedBy: "user:bob",
      ticket: "SEC-1",
      expiresAt: "2026-06-01T23:59:59.999Z",
      without: "block",
    },
  });
  expect(only(verdict).because).toContain("EX-1 (accepted, approved by user:bob) excuses it until 2026-06-01.");
});

test("without the exception the same finding blocks", () => {
  const verdict = judged([]);

  expect(verdict.decision).toBe("blocked");
  expect(only(verdict).exception).toBeUndefined();
});

test("the verdict carries the digest of the file, so that it can be replayed", () => {
  const exceptions = exceptionsOf(exception());

  expect(judged([exception()]).inputs.exceptions).toEqual({
    path: "sallyport-exceptions.yaml",
    sha256: exceptions.sha256,
    entries: 1,
  });
});

test("a file that cannot be used excuses nothing, and each of its problems is a doubt", () => {
  const broken: ExceptionFileError = errorOf("version: 1\nexceptions: [{ id: EX-1 }]");
  const low = vulnerability({ Severity: "LOW" });
  const verdict = verdictOn([reportOf(low)], { exceptions: broken });

  expect(verdict.decision).toBe("undecided");
  expect(verdict.doubts.map(({ about }) => about)).toContain("e.yaml:2:14");
  expect(verdict.doubts).toHaveLength(broken.problems.length);
});

test.each<[string, Fields]>([
  ["another vulnerability", { finding: "CVE-2026-2000" }],
  ["another package", { scope: { purl: "pkg:npm/right-pad" } }],
  ["another kind of package", { scope: { purl: "pkg:pypi/left-pad" } }],
  ["another version", { scope: { purl: "pkg:npm/left-pad@1.0.1" } }],
  ["other versions", { scope: { purl: "pkg:npm/left-pad", versions: ">=2.0.0" } }],
  ["other files", { scope: { path: "services/**" } }],
  ["an image", { scope: { digest: digest("a") } }],
  ["another scanner", { scanner: "grype" }],
  ["another repository", { scope: { purl: "pkg:npm/left-pad", repository: "web" } }],
  ["the right package in other files", { scope: { purl: "pkg:npm/left-pad", path: "services/**" } }],
])("an exception for %s excuses nothing", (_, fields) => {
  expect(judged([exception(fields)]).decision).toBe("blocked");
});

test.each<[string, Fields]>([
  ["an alias", { finding: "GHSA-aaaa-bbbb-cccc" }],
  ["the id in lower case", { finding: "cve-2026-1000" }],
  ["the exact version", { scope: { purl: "pkg:npm/left-pad@1.0.0" } }],
  ["a range of versions", { scope: { purl: "pkg:npm/left-pad", versions: "<1.0.1" } }],
  ["the file", { scope: { path: "package-lock.json" } }],
  ["the scanner", { scanner: "trivy" }],
])("an exception that names %s excuses it", (_, fields) => {
  const known = { VendorIDs: ["GHSA-aaaa-bbbb-cccc"] };

  expect(judged([exception(fields)], {}, known).decision).toBe("pass");
});

test("a version that cannot be compared is not covered by any range", () => {
  const scope = { purl: "pkg:npm/left-pad", versions: ">=0.0.0" };

  expect(judged([exception({ scope })], {}, { InstalledVersion: "1.0" }).decision).toBe("blocked");
});

test("a finding without a package URL is not covered by one", () => {
  const verdict = verdictOn([reportOf(vulnerability())], { facts: { kev }, exceptions: exceptionsOf(exception()) });

  expect(verdict.decision).toBe("blocked");
});

// https://github.com/actions/dependency-review-action/issues/618
test("one excused vulnerability does not clean the whole package", () => {
  const others = [withPurl({}), withPurl({ VulnerabilityID: "CVE-2026-1001" })];
  const verdict = verdictOn([reportOf(...others)], { facts: { kev }, exceptions: exceptionsOf(exception()) });

  expect(verdict.findings.map(({ ids: [id], outcome }) => `${id} ${outcome}`)).toEqual([
    "CVE-2026-1001 block",
    "CVE-2026-1000 log",
  ]);
});

test("a word about one of the vulnerabilities of an advisory does not excuse the advisory; its own name does", () => {
  const bundle = { VulnerabilityID: "ELSA-2026-1", VendorIDs: ["CVE-2026-1000", "CVE-2026-1001"] };

  expect(judged([exception()], {}, bundle).decision).toBe("blocked");
  expect(judged([exception({ finding: "ELSA-2026-1" })], {}, bundle).decision).toBe("pass");
});

// https://github.com/dependency-check/DependencyCheck/issues/6394
test("expired for one path, an exception stays alive for another", () => {
  const inFile = (Target: string) => result({ Target, Vulnerabilities: [withPurl({})] });
  const report = read(trivy([inFile("a/package-lock.json"), inFile("b/package-lock.json")]));
  const exceptions = exceptionsOf(
    exception({ id: "EX-A", scope: { path: "a/**" }, expires: "2026-05-03" }),
    exception({ id: "EX-B", scope: { path: "b/**" } }),
  );
  const { findings } = verdictOn([report], { facts: { kev }, exceptions });

  expect(findings.map(({ location: { path }, outcome }) => `${path} ${outcome}`)).toEqual([
    "a/package-lock.json block",
    "b/package-lock.json log",
  ]);
});

// https://github.com/conforma/cli/issues/2126
test("two exceptions for one vulnerability, each for one image, excuse it in both and in no third", () => {
  const image = (letter: string) =>
    read(
      trivy([result({ Vulnerabilities: [withPurl({})] })], {
        ArtifactName: `api-${letter}`,
        ArtifactType: "container_image",
        Metadata: { RepoDigests: [`registry.example/api-${letter}@${digest(letter)}`] },
      }),
      `${letter}.json`,
    );
  const exceptions = exceptionsOf(
    exception({ id: "EX-A", scope: { digest: digest("a") } }),
    exception({ id: "EX-B", scope: { digest: digest("b") } }),
  );
  const { findings } = verdictOn([image("a"), image("b"), image("c")], { facts: { kev }, exceptions });

  expect(findings.map(({ artifact: { name }, exception: applied }) => `${name} ${applied?.id}`)).toEqual([
    "api-c undefined",
    "api-a EX-A",
    "api-b EX-B",
  ]);
});

test("of several exceptions for one finding the one that lasts longest excuses it, and none is unused", () => {
  const verdict = judged([exception(), exception({ id: "EX-2", expires: "2026-07-01" })]);

  expect(only(verdict).exception?.id).toBe("EX-2");
  expect(warningsOf(verdict)).toEqual([]);
});

test("one more exception that expired takes nothing from one that is good", () => {
  const expired = exception({ id: "EX-0", created: "2026-01-01", expires: "2026-02-01" });
  const exceptionsPolicy = { expired: "warning" } as const;

  expect(judged([exception(), expired], { exceptionsPolicy }).decision).toBe("pass");
});

test("an exception for one scanner leaves what another says", () => {
  const grype = read(
    {
      descriptor: { name: "grype", version: "0.100.0" },
      source: { type: "directory", target: "service" },
      matches: [
        {
          vulnerability: { id: "CVE-2026-1000", severity: "High", fix: { versions: ["1.0.1"], state: "fixed" } },
          artifact: {
            name: "left-pad",
            version: "1.0.0",
            type: "npm",
            purl: "pkg:npm/left-pad@1.0.0",
            locations: [{ path: "package-lock.json" }],
          },
        },
      ],
    },
    "reports/grype.json",
  );
  const both = (...entries: Fields[]) =>
    verdictOn([reportOf(withPurl({})), grype], { facts: { kev }, exceptions: exceptionsOf(...entries) });
  const forTrivy = exception({ id: "EX-T", scanner: "trivy" });

  expect(both(forTrivy).findings).toHaveLength(1);
  expect(only(both(forTrivy))).toMatchObject({ outcome: "block" });
  expect(only(both(forTrivy, exception({ id: "EX-G", scanner: "grype" })))).toMatchObject({ outcome: "log" });
  expect(only(both(exception()))).toMatchObject({ outcome: "log", exception: { without: "block" } });
});

test("the exception is named where another scanner's word stands that asks for less", () => {
  const image = (scanner: string, Severity: string) => ({
    ...reportOf(withPurl({ Severity })),
    tool: scanner,
    path: `${scanner}.json`,
  });
  const [trivyReport, other] = [image("trivy", "MEDIUM"), image("snyk", "HIGH")];
  const snyk = { ...other, findings: other.findings.map((finding) => ({ ...finding, scanner: "snyk" })) };
  const gateOf = (any: "log" | "warn") => ({ scanners: { snyk: { any }, trivy: { medium: "block" as const } } });
  const exceptions = exceptionsOf(exception({ scanner: "trivy" }));
  const outcome = (any: "log" | "warn", more: Situation) =>
    only(verdictOn([trivyReport, snyk], { facts: { kev }, gate: gateOf(any), ...more }));
  const applied = { id: "EX-1", without: "block" };

  expect(outcome("log", { exceptions })).toMatchObject({ outcome: "log", exception: applied });
  expect(outcome("log", { exceptions }).severity).toBe(outcome("log", {}).severity);
  expect(outcome("warn", { exceptions })).toMatchObject({ outcome: "warn", exception: applied });
  expect(outcome("warn", { exceptions }).because).toContain("trivy asks for block: EX-1 (accepted");
});

test("a file that stands beside what is excused is said to be needed no more when nothing needs it", () => {
  const unused = exception({ id: "EX-2", finding: "CVE-2020-1" });

  expect(warningsOf(judged([exception(), unused]))).toEqual([
    expect.stringMatching(/^sallyport-exceptions\.yaml:\d+: EX-2 excuses nothing that was found\. Remove it/),
  ]);
  expect(judged([exception(), unused], { exceptionsPolicy: { unused: "error" } }).decision).toBe("undecided");
});

test("an exception of another repository is none of this one's business", () => {
  const foreign = exception({ id: "EX-2", created: "2025-01-01", expires: "2025-02-01", scope: { repository: "web" } });

  expect(judged([exception(), foreign])).toMatchObject({ decision: "pass", notes: [{ level: "info" }] });
});

test("what a scanner that is deferred would say may be what an unused exception is for", () => {
  const scanning: PolicyInput["scanning"] = {
    scanners: { trivy: { scanType: "filesystem" }, snyk: { fork: "defer" } },
  };
  const unused = exception({ id: "EX-2", finding: "CVE-2020-1", scanner: "snyk" });
  const noteOf = (rest: Situation) => warningsOf(judged([exception(), unused], rest)).join("\n");

  expect(noteOf({ scanning, fork: true })).not.toContain("EX-2");
  expect(noteOf({})).toContain("EX-2");
});

test("secrets cannot be accepted, but can be false positives", () => {
  const report = read(trivy([result({ Target: "src/a.js", Class: "secret", Secrets: [secret()] })]));
  const about = { finding: "generic-token", scope: { path: "src/a.js" } };
  const under = (fields: Fields) =>
    verdictOn([report], { facts: { kev }, exceptions: exceptionsOf(exception({ ...about, ...fields })) });

  expect(under({}).decision).toBe("blocked");
  expect(only(under({})).because).toContain("EX-1 does not excuse it: exceptions.never.categories has secret.");
  expect(under({ status: "false_positive" }).decision).toBe("pass");
});

test("severities that the policy names cannot be accepted", () => {
  const exceptionsPolicy = { never: { severities: ["critical" as const] } };

  expect(judged([exception()], { exceptionsPolicy }, { Severity: "CRITICAL" }).decision).toBe("blocked");
  expect(judged([exception()], { exceptionsPolicy }, { Severity: "HIGH" }).decision).toBe("pass");
});

test("an exception that ends soon is said, with whose it is", () => {
  expect(warningsOf(judged([exception({ expires: "2026-05-07" })]))).toEqual([
    "sallyport-exceptions.yaml:4: EX-1 ends in 3 days (2026-05-07T23:59:59.999Z); user:alice has to act.",
  ]);
});

test("membership of the approving team is said not to be looked up; a person who is named needs no word", () => {
  expect(judged([exception()]).notes).toMatchObject([
    { level: "info", message: expect.stringContaining("user:bob in team:security") },
  ]);
  expect(judged([exception()], { exceptionsPolicy: { approvers: ["user:Bob"] } }).notes).toEqual([]);
});

test("where the members of the approving team are given, the approver must be one of them", () => {
  const members = (...logins: string[]) => ({ teamMembers: { "team:security": logins } });

  expect(judged([exception()], members("Bob"))).toMatchObject({ decision: "pass", doubts: [], notes: [] });
  expect(judged([exception()], members("carol"))).toMatchObject({
    decision: "blocked",
    doubts: [{ found: expect.stringContaining("none of the approvers (team:security)") }],
  });
  expect(judged([exception()], members())).toMatchObject({ decision: "blocked" });
  expect(judged([exception()], members("carol", "bob")).inputs.teamMembers).toEqual({
    "team:security": ["bob", "carol"],
  });
});

test("members of another team say nothing about this one", () => {
  const teamMembers = { "team:web": ["carol"] };

  expect(judged([exception()], { teamMembers }).notes).toMatchObject([{ level: "info" }]);
});

test("without CISA's catalogue exceptions apply, and the verdict says what nobody knows", () => {
  const verdict = judged([exception()], { facts: {} });

  expect(verdict.decision).toBe("pass");
  expect(warningsOf(verdict)).toEqual([expect.stringContaining("without CISA's KEV catalogue")]);
});

test("a good verdict is the same whatever the order of the exceptions", () => {
  const entries = [exception(), exception({ id: "EX-2" }), exception({ id: "EX-3", finding: "CVE-2020-1" })];
  const findings = (list: readonly Fields[]) => judged(list).findings;

  expect(findings(entries.toReversed())).toEqual(findings(entries));
});

test("reports whose run record is missing stay doubted under an exception", () => {
  const reports = [{ report: recorded(reportOf(withPurl({}))).report }];

  expect(judged([exception()], { reports }).decision).toBe("undecided");
});
