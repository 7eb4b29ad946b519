import { type CompileInputs, compileExceptions, compileTargets } from "@sallyport/gate";
import { ExceptionsPolicy, GatePolicy } from "@sallyport/policy";
import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { exception, exceptionsOf } from "../../support/exceptions.ts";
import { now } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

/** What comes of exceptions that differ from a good one in these fields. */
function compile(target: string, entries: readonly Fields[], inputs: Partial<CompileInputs> = {}) {
  const all = entries.map((fields, index) => exception({ id: `EX-${index + 1}`, ...fields }));
  return compileExceptions([target], {
    exceptions: exceptionsOf(...all),
    gate: GatePolicy.parse({}),
    policy: ExceptionsPolicy.parse({}),
    author: "acme",
    now,
    ...inputs,
  });
}

/** The only file that comes of one exception. */
function fileOf(target: string, fields: Fields): string {
  const { files, leftOut } = compile(target, [fields]);
  expect(leftOut).toEqual([]);
  return files[0]?.content ?? "";
}

/** Why an exception is left out; undefined when it is not. */
function whyNot(target: string, fields: Fields, inputs: Partial<CompileInputs> = {}): string | undefined {
  return compile(target, [fields], inputs).leftOut[0]?.why;
}

const statement = "EX-1 (accepted, approved by user:bob, SEC-1): Only our own texts are padded.";
const last = "2026-06-01T23:59:59.999Z";
const scope = { purl: "pkg:npm/left-pad", path: "app/**" };

test("Trivy gets id, files, packages, last moment and reason", () => {
  expect(parseYaml(fileOf("trivy", { scope }))).toEqual({
    vulnerabilities: [
      { id: "CVE-2026-1000", paths: ["app/**"], purls: ["pkg:npm/left-pad"], expired_at: last, statement },
    ],
  });
});

test("Trivy reads the last moment as a time: it has no quotes", () => {
  expect(fileOf("trivy", {})).toContain(`expired_at: ${last}\n`);
});

test.each([
  ["DS-0002", "misconfigurations"],
  ["AVD-AWS-0086", "misconfigurations"],
  ["KSV001", "misconfigurations"],
  ["GPL-3.0", "licenses"],
])("Trivy gets the rule %s among its %s", (finding, list) => {
  expect(Object.keys(parseYaml(fileOf("trivy", { finding, scope: { path: "app/x" } })))).toEqual([list]);
});

test("Trivy gets a secret that is none, and no secret that is accepted", () => {
  const secret = { finding: "github-pat", scope: { path: "test/token.txt" } };

  expect(parseYaml(fileOf("trivy", { ...secret, status: "false_positive" }))).toHaveProperty("secrets");
  expect(whyNot("trivy", secret)).toContain("nobody may accept");
});

test("Grype gets id, package, type and places as an image and as a folder have them", () => {
  const { ignore } = parseYaml(fileOf("grype", { scope: { ...scope, purl: "pkg:npm/%40acme/socket.io@1.2.3" } }));

  const named = { name: "@acme/socket\\.io", type: "npm", version: "1.2.3" };
  expect(ignore).toEqual([
    { vulnerability: "CVE-2026-1000", reason: statement, package: { ...named, location: "app/**" } },
    { vulnerability: "CVE-2026-1000", reason: statement, package: { ...named, location: "/app/**" } },
  ]);
});

test("Grype alone knows whether there is a fix", () => {
  const { ignore } = parseYaml(fileOf("grype", { endsOn: ["fixReleased"] }));

  expect(ignore).toMatchObject([{ "fix-state": "not-fixed" }, { "fix-state": "wont-fix" }]);
  const others = compileTargets.filter((name) => name !== "grype");
  expect(others.map((name) => compile(name, [{ endsOn: ["fixReleased"] }]).leftOut)).not.toContainEqual([]);
});

test("Snyk gets its own ids, from the first day to the last", () => {
  const finding = "SNYK-JS-LEFTPAD-1000";

  expect(parseYaml(fileOf("snyk", { finding }))).toEqual({
    version: "v1.25.0",
    ignore: { [finding]: [{ "*": { reason: statement, expires: last, created: "2026-05-01T00:00:00.000Z" } }] },
    patch: {},
  });
  expect(whyNot("snyk", {})).toContain("Snyk's own id");
  expect(whyNot("snyk", { finding, scope: { purl: "pkg:npm/right-pad" } })).toContain("a package that the id does not");
  expect(whyNot("snyk", { finding, scope: { purl: "pkg:pypi/leftpad" } })).toContain("a package that the id does not");
  expect(whyNot("snyk", { finding, scope })).toContain("by their path");
});

test("Dependency-Check gets a pattern of the package URL and the day after the last one", () => {
  const xml = fileOf("dependency-check", {
    scope: { purl: "pkg:maven/org.acme/left-pad" },
    reason: "<b> & ]]>",
  });
  const [, pattern = ""] = /<packageUrl regex="true" caseSensitive="true">(.*)<\/packageUrl>/.exec(xml) ?? [];
  const matches = (purl: string) => new RegExp(pattern).test(purl);

  expect(xml).toContain('<suppress until="2026-06-02Z">');
  expect(xml).toContain("<cve>CVE-2026-1000</cve>");
  expect(xml).toContain("&lt;b&gt; &amp; ]]&gt;</notes>");
  expect(matches("pkg:maven/org.acme/left-pad@1.0.0")).toBe(true);
  expect(matches("pkg:maven/org.acme/left-pad@1.0.0?type=jar")).toBe(true);
  expect(matches("pkg:maven/org.acme/left-pad-too@1.0.0")).toBe(false);
  expect(matches("pkg:maven/orgxacme/left-pad@1.0.0")).toBe(false);
  expect(matches("xpkg:maven/org.acme/left-pad@1.0.0")).toBe(false);
});

test("Dependency-Check gets exact versions as alternatives", () => {
  const xml = fileOf("dependency-check", { scope: { purl: "pkg:npm/left-pad", versions: "1.0.0 || =1.0.1" } });

  expect(xml).toContain("^pkg:npm/left\\-pad@(1\\.0\\.0|1\\.0\\.1)([?#].*)?$");
});

test("OSV-Scanner gets a file in each folder, with the entry that lasts longest", () => {
  const { files } = compile("osv-scanner", [
    { finding: "ghsa-aaaa-BBBB-cccc", scope: { path: "app/*" }, reason: 'a "b"\n# c' },
    { finding: "GHSA-aaaa-bbbb-cccc", scope: { path: "app/**" }, expires: "2026-06-10" },
    { scope: { path: "app/api/*" } },
  ]);

  expect(files.map(({ path }) => path)).toEqual(["app/osv-scanner.toml", "app/api/osv-scanner.toml"]);
  expect(parseToml(files[0]?.content ?? "").IgnoredVulns).toEqual([
    expect.objectContaining({ id: "GHSA-aaaa-bbbb-cccc", reason: expect.stringContaining("EX-2") }),
  ]);
  expect(files[1]?.content).toContain(`ignoreUntil = ${last}\n`);
});

test("OSV-Scanner would leave out more than one package, or more than one file: it gets neither", () => {
  expect(whyNot("osv-scanner", {})).toContain("all packages");
  expect(whyNot("osv-scanner", { scope: { path: "app/package-lock.json" } })).toContain("no folder");
  expect(whyNot("osv-scanner", { scope: { path: "*/x/*" } })).toContain("no folder");
});

test("VEX says not affected with its reason, and affected where the risk is only accepted", () => {
  const { statements, author } = JSON.parse(
    compile("openvex", [
      { status: "not_affected", justification: "component_not_present", control: undefined },
      { finding: "CVE-2026-2000", scope: { digest: `sha256:${"a".repeat(64)}`, purl: "pkg:npm/left-pad" } },
    ]).files[0]?.content ?? "",
  );

  expect(author).toBe("acme");
  expect(statements).toMatchObject([
    {
      vulnerability: { name: "CVE-2026-2000" },
      products: [{ hashes: { "sha-256": "a".repeat(64) }, subcomponents: [{ "@id": "pkg:npm/left-pad" }] }],
      status: "affected",
      action_statement: "The service is not reachable from outside.",
    },
    { vulnerability: { name: "CVE-2026-1000" }, status: "not_affected", justification: "component_not_present" },
  ]);
});

/** Parts of an exception that a tool cannot say: without them it would leave out more. */
const tooMuch: [target: string, fields: Fields, why: string][] = [
  ["trivy", { scope: { digest: `sha256:${"a".repeat(64)}` } }, "image"],
  ["trivy", { scope: { ...scope, path: "app/@(a|b)/**" } }, "path"],
  ["trivy", { scope: { ...scope, path: "*" } }, "packages without a file"],
  ["trivy", { scanner: "grype" }, "grype says"],
  ["grype", { scope: { digest: `sha256:${"a".repeat(64)}` } }, "image"],
  ["grype", { scope: { ...scope, path: "app/[ab]" } }, "path"],
  ["grype", { scope: { purl: "pkg:maven/org.acme/left-pad" } }, "group"],
  ["grype", { scope: { purl: "pkg:deb/debian/openssl" } }, "distribution"],
  ["grype", { scope: { purl: "pkg:npm/left-pad?arch=x86" } }, "qualifiers"],
  ["grype", { finding: "B101", scope: { path: "app/**" } }, "no vulnerability"],
  ["dependency-check", { scope }, "files"],
  ["dependency-check", { scope: { purl: "pkg:npm/left-pad?arch=x86" } }, "qualifiers"],
  ["openvex", { scope }, "path"],
  ["openvex", { scanner: "trivy" }, "everybody"],
];

test.each(tooMuch)("%s gets no entry for %j", (target, fields, why) => {
  const { files, leftOut } = compile(target, [fields]);

  expect(leftOut).toEqual([{ target, exception: "EX-1", why: expect.stringContaining(why) }]);
  expect(files.map(({ content }) => content).join("")).not.toContain("EX-1");
});

test.each(compileTargets)(
  "%s gets no exception that is not in force, for another repository or open-ended",
  (target) => {
    const entries: [fields: Fields, why: string][] = [
      [{ expires: "2026-05-03" }, "expired"],
      [{ created: "2026-05-10" }, "not in force yet"],
      [{ approvedBy: "user:alice" }, "owner"],
      [{ scope: { ...scope, repository: "other" } }, "repository other"],
      [{ scope: { purl: "pkg:npm/left-pad", versions: ">=1.0.0" } }, "range"],
      [{ scope: { purl: "pkg:pypi/left-pad", versions: "==1.0" } }, "range"],
      [{ endsOn: ["exploited"] }, "KEV"],
      [{ endsOn: [{ epss: 0.5 }] }, "EPSS"],
      [{ endsOn: ["severityRaised"], severity: "high" }, "severityRaised"],
    ];
    const { leftOut } = compile(
      target,
      entries.map(([fields]) => fields),
      { repository: "api" },
    );

    expect(leftOut.map(({ why }) => why)).toEqual(entries.map(([, why]) => expect.stringContaining(why)));
  },
);

test("what CISA lists is left out, and what is not listed is compiled", () => {
  const kev = (ids: string[]) => ({
    facts: { kev: { date: "2026-05-04", ids }, epss: { date: "2026-05-04", scores: {} } },
  });

  expect(whyNot("trivy", {}, kev(["CVE-2026-1000"]))).toContain("CISA lists it as exploited");
  expect(whyNot("trivy", { endsOn: ["exploited"] }, kev(["CVE-2026-1000"]))).toContain("no longer excuses");
  expect(whyNot("trivy", { endsOn: ["exploited", { epss: 0.5 }] }, kev([]))).toBeUndefined();
  const despite = { despite: ["exploited"], status: "false_positive", control: undefined };
  expect(whyNot("trivy", despite, kev(["CVE-2026-1000"]))).toBeUndefined();
});

test("says that nobody knows what is exploited when the catalogue is not given", () => {
  expect(compile("trivy", [{}]).notes).toContainEqual(expect.stringContaining("without CISA's KEV catalogue"));
  const facts = { kev: { date: "2026-05-04", ids: [] } };
  expect(compile("trivy", [{}], { facts }).notes).not.toContainEqual(expect.stringContaining("without CISA's"));
});

test("an accepted risk is left out where the policy has severities that nobody may accept", () => {
  const policy = ExceptionsPolicy.parse({ never: { severities: ["critical"] } });

  expect(whyNot("trivy", {}, { policy })).toContain("never.severities");
  expect(whyNot("trivy", { status: "false_positive" }, { policy })).toBeUndefined();
});

test("an exception of somebody who is known to be in no team of approvers is left out", () => {
  expect(whyNot("trivy", {}, { members: { "team:security": ["bob"] } })).toBeUndefined();
  expect(whyNot("trivy", {}, { members: { "team:security": ["carol"] } })).toContain("none of the approvers");
});

test("an exception for one repository is in the files of that repository", () => {
  expect(whyNot("trivy", { scope: { ...scope, repository: "api" } }, { repository: "api" })).toBeUndefined();
});

test.each(compileTargets)("%s: every file says that it is made, and from what", (target) => {
  const exceptions = exceptionsOf(
    exception({ scope: { path: "app/*" } }),
    exception({ id: "EX-2" }),
    exception({ id: "EX-3", finding: "SNYK-JS-LEFTPAD-1" }),
  );
  const { files } = compile(target, [], { exceptions });

  expect(files.length).toBeGreaterThan(0);
  for (const { content } of files) {
    expect(content).toContain("`sallyport exception compile` from sallyport-exceptions.yaml");
    expect(content).toContain(`sha256:${exceptions.sha256}`);
  }
});

test.each(compileTargets)("%s: the order of the exceptions does not show", (target) => {
  const one = exception({ scope: { path: "app/*" } });
  const two = exception({ id: "EX-2", finding: "CVE-2026-2" });
  const { sha256 } = exceptionsOf(one, two);
  const forwards = compile(target, [], { exceptions: exceptionsOf(one, two) });
  const backwards = compile(target, [], { exceptions: { ...exceptionsOf(two, one), sha256 } });

  expect(backwards).toEqual(forwards);
});
