import {
  createRunRecord,
  parseRunRecord,
  type RunFacts,
  renderRunRecord,
  runRecordJsonSchema,
  runRecordPath,
} from "@sallyport/gate";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { commit } from "../support/findings.ts";

const facts: RunFacts = {
  reportPath: "out/reports/trivy.json",
  report: Buffer.from("{}"),
  tool: { name: "trivy", version: "0.76.0" },
  database: { updatedAt: "2026-05-04T06:00:00Z" },
  exitCode: 0,
  startedAt: "2026-05-04T11:00:00Z",
  endedAt: "2026-05-04T11:01:00.250Z",
  target: { kind: "image", name: "acme/api:1", commit, digest: `sha256:${"a".repeat(64)}` },
};

test("a run record names the report by its base name, size and SHA-256", () => {
  expect(createRunRecord(facts).report).toEqual({
    file: "trivy.json",
    sha256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    bytes: 2,
  });
});

test("it stands beside its report", () => {
  expect(runRecordPath("out/trivy.json")).toBe("out/trivy.json.run.json");
});

test("what is written can be read again", () => {
  const record = createRunRecord(facts);

  expect(parseRunRecord(Buffer.from(renderRunRecord(record)), "trivy.json.run.json")).toEqual(record);
});

test("the published schema accepts what is written", () => {
  const validate = new Ajv2020({ validateFormats: false }).compile(runRecordJsonSchema());

  expect(validate(createRunRecord(facts))).toBe(true);
  expect(validate({ ...createRunRecord(facts), exitCode: 256 })).toBe(false);
});

test("all wrong facts are named at once", () => {
  const wrong = {
    ...facts,
    exitCode: -1,
    startedAt: "yesterday",
    endedAt: "2026-05-04T11:01:00+02:00",
    target: { ...facts.target, commit: "main" },
  };

  expect(() => createRunRecord(wrong)).toThrow(
    /exitCode: .*startedAt: must be a time in UTC.*endedAt: must be a time in UTC.*target.commit: must be a full commit id/,
  );
});

const record = createRunRecord(facts);

test.each([
  ["nothing", "", "trivy.json.run.json: is empty (0 bytes)"],
  ["half a record", '{"version": 1,', "trivy.json.run.json:1:15: is cut off"],
  ["a list", "[]", "is not a valid run record: it: "],
  ["a later version", JSON.stringify({ ...record, version: 2 }), "is not a valid run record: version: "],
  ["an unknown key", JSON.stringify({ ...record, extra: true }), 'Unrecognized key: "extra"'],
  ["no database key", JSON.stringify({ ...record, database: undefined }), "is not a valid run record: database: "],
  [
    "a report in a folder",
    JSON.stringify({ ...record, report: { ...record.report, file: "../trivy.json" } }),
    "report.file: must be a file name without folders",
  ],
])("%s is no run record", (_, content, message) => {
  expect(() => parseRunRecord(Buffer.from(content), "trivy.json.run.json")).toThrow(message);
});
