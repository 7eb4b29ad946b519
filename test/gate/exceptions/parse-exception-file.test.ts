import { ExceptionFileError, exceptionFileJsonSchema, parseExceptionFile } from "@sallyport/gate";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf, exception, fileOf, flawsIn } from "../../support/exceptions.ts";

const accepts = (fields: Record<string, unknown>) =>
  expect(() => parseExceptionFile(fileOf(exception(fields)), "e.yaml")).not.toThrow();
const one = (fields: Record<string, unknown>) => flawsIn(fileOf(exception(fields)));

test("reads every field, and knows where each exception stands", () => {
  const { file, places, sha256 } = parseExceptionFile(
    `version: 1
exceptions:
  - id: EX-1 # see the ticket
    finding: CVE-2026-1000
    scanner: trivy
    scope: { purl: pkg:npm/left-pad, versions: ">=1.0.0 <2.0.0", path: services/api/**, repository: payments-api }
    status: not_affected
    justification: vulnerable_code_not_in_execute_path
    reason: We never pad.
    owner: team:payments
    approvedBy: user:bob
    created: 2026-05-01
    expires: 2026-06-01
    endsOn: [exploited, fixReleased, severityRaised, { epss: 0.5 }]
    severity: high
`,
    "e.yaml",
  );

  expect(file.exceptions[0]).toMatchObject({
    id: "EX-1",
    scope: { versions: ">=1.0.0 <2.0.0", path: "services/api/**" },
    endsOn: ["exploited", "fixReleased", "severityRaised", { epss: 0.5 }],
    despite: [],
  });
  expect(places.get("EX-1")).toMatchObject({ file: "e.yaml", line: 3 });
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("an empty list of exceptions is a file that excuses nothing", () => {
  expect(parseExceptionFile("version: 1\nexceptions: []\n", "e.yaml").file.exceptions).toEqual([]);
});

test.each([
  ["nothing", ""],
  ["a list", "[]"],
  ["text", "none"],
  ["no version", "exceptions: []"],
  ["a later version", "version: 2\nexceptions: []"],
  ["no list", "version: 1"],
  ["something else in the list", "version: 1\nexceptions: [EX-1]"],
  ["an anchor", "version: 1\nexceptions: &all []"],
  ["two documents", "version: 1\nexceptions: []\n---\nversion: 1"],
  ["a key set twice", "version: 1\nexceptions: []\nexceptions: []"],
])("refuses a file that holds %s", (_, content) => {
  expect(flawsIn(content)).toHaveLength(1);
});

test("names every problem at once, in the order of the file, each with line and column", () => {
  const { problems, message } = errorOf(`version: 1
exceptions:
  - { id: EX-1, finding: CVE-1, scope: {}, status: accepted, reason: r, owner: user:a, approvedBy: user:b, created: 2026-05-01, expires: 2026-04-01 }
  - { id: ex-1, finding: CVE-1, scope: { purl: left-pad }, status: maybe, reason: "", owner: alice, approvedBy: team:b, created: 2026-05-01, expires: never, until: 2027 }
`);

  expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
    "3 exceptions[0].control",
    "3 exceptions[0].scope",
    "3 exceptions[0].expires",
    "4 exceptions[1].id",
    "4 exceptions[1].status",
    "4 exceptions[1].reason",
    "4 exceptions[1].owner",
    "4 exceptions[1].approvedBy",
    "4 exceptions[1].expires",
    "4 exceptions[1].until",
  ]);
  expect(message).toContain("e.yaml:4:");
});

test.each(["id", "finding", "scope", "status", "reason", "owner", "approvedBy", "created", "expires"])(
  "%s must be there",
  (field) => {
    expect(one({ [field]: undefined })).toEqual([`exceptions[0].${field} is missing`]);
  },
);

// https://github.com/snyk/policy/issues/203: there an expiry that nobody could read made the exception last for ever.
test.each(["2026-02-30", "2026-13-01", "01.06.2026", "2026-6-1", "never", "", "2026-06-01T25:00:00Z", 20260601, null])(
  "refuses the expiry %j instead of excusing for ever",
  (expires) => {
    expect(one({ expires })[0]).toMatch(/^exceptions\[0\]\.expires must be a day/);
  },
);

test("accepts the last day of February in a leap year only", () => {
  accepts({ created: "2028-02-01", expires: "2028-02-29" });
  expect(one({ created: "2026-02-01", expires: "2026-02-29" })).toHaveLength(1);
});

test("an exception may end on the day on which it begins, not before", () => {
  accepts({ created: "2026-05-01", expires: "2026-05-01" });
  expect(one({ created: "2026-05-02", expires: "2026-05-01" })).toEqual([
    "exceptions[0].expires is before the exception was created (2026-05-02)",
  ]);
});

test.each([
  [{ scope: {} }, "scope is empty, so that it would apply everywhere"],
  [{ scope: { purl: "left-pad" } }, "scope.purl is no package URL"],
  [
    { scope: { purl: "pkg:npm/left-pad@1.0.0", versions: "1.x" } },
    "scope.purl has a version, and scope.versions gives versions too",
  ],
  [{ scope: { versions: "1.x", path: "a/**" } }, "scope.versions says versions of no package"],
  [
    { scope: { purl: "pkg:npm/left-pad", versions: "old ones" } },
    "scope.versions is no range of versions of this ecosystem",
  ],
  [
    { scope: { purl: "pkg:deb/debian/zlib1g", versions: ">=1.2" } },
    "scope.versions cannot be compared for pkg:deb/debian/zlib1g",
  ],
  [{ scope: { digest: "sha256:12" } }, "scope.digest must be sha256: and 64 hex digits"],
  [{ scope: { path: "/etc/**" } }, "scope.path must begin with the name of a file or folder"],
  [{ scope: { path: "!src/**" } }, "scope.path must begin with the name of a file or folder"],
  [{ status: "not_affected", control: undefined }, "justification is missing: not_affected needs one"],
  [{ justification: "component_not_present" }, "justification does not go with status accepted"],
  [{ control: undefined }, "control is missing: an accepted risk needs something that keeps it down"],
  [{ endsOn: ["severityRaised"] }, "severity is missing: nobody knows from where severityRaised counts"],
  [{ endsOn: ["exploited"], despite: ["exploited"] }, "despite[0] says exploited, and endsOn says it too"],
  [{ endsOn: [{ epss: 2 }] }, "endsOn[0].epss must be at most 1"],
  [{ approvedBy: "team:security" }, "approvedBy must be a person, user:LOGIN: a team has no eyes"],
  [{ finding: " CVE-2026-1000" }, "finding must be the id of a finding, without space around it"],
])("refuses %j", (fields, flaw) => {
  expect(one(fields)).toEqual([`exceptions[0].${flaw}`]);
});

test("a false positive needs neither control nor justification", () => {
  accepts({ status: "false_positive", control: undefined });
});

test("two exceptions with one name, also in another case, are refused, naming both places", () => {
  const { problems } = errorOf(fileOf(exception(), exception({ id: "ex-1" })));

  expect(problems).toMatchObject([{ path: "exceptions[1].id", conflictsWith: { path: "exceptions[0].id" } }]);
});

test("whatever the content, it is read or refused with a place, and nothing else happens", () => {
  const content = fc.oneof(fc.string(), fc.json(), fc.uint8Array());
  fc.assert(
    fc.property(content, (bytes) => {
      try {
        parseExceptionFile(bytes, "e.yaml");
        return true;
      } catch (error) {
        return error instanceof ExceptionFileError && error.problems.every(({ line }) => line > 0);
      }
    }),
    { numRuns: 300 },
  );
});

test("the JSON Schema accepts what the parser accepts", () => {
  const validate = new Ajv2020({ strict: false }).compile(exceptionFileJsonSchema());

  expect(validate(JSON.parse(fileOf(exception({ endsOn: ["exploited", { epss: 0.5 }] }))))).toBe(true);
  expect(validate(JSON.parse(fileOf(exception({ expires: undefined }))))).toBe(false);
  expect(validate(JSON.parse(fileOf(exception({ scope: {} }))))).toBe(false);
  expect(validate(JSON.parse(fileOf(exception({ untill: "2026-01-01" }))))).toBe(false);
});
