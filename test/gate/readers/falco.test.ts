import { readReport, rungOfLabel } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, jsonLines, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function event(fields: Fields = {}, outputFields: Fields = {}): Fields {
  const { "k8s.pod.name": pod = "api-7d9c5b6f4d-x2x9k" } = outputFields;
  return {
    hostname: "node-1",
    output: `11:00:00.123456789: Notice A shell was started (user=root pod=${pod} container=0123456789ab)`,
    priority: "Notice",
    rule: "Terminal shell in container",
    source: "syscall",
    tags: ["container", "shell"],
    time: "2026-05-04T11:00:00.123456789Z",
    output_fields: {
      "container.id": "0123456789ab",
      "container.image.repository": "registry.example/acme/api",
      "container.name": "api",
      "evt.time": 1777892400123,
      "k8s.ns.name": "shop",
      "k8s.pod.name": pod,
      "proc.name": "bash",
      "proc.cmdline": `mysql -p${secretValue}`,
      "user.name": "root",
      ...outputFields,
    },
    ...fields,
  };
}

const started = [
  "Mon May  4 10:00:00 2026: Falco version: 0.44.1 (x86_64)",
  "Mon May  4 10:00:00 2026: Falco initialized with configuration files:",
  "Mon May  4 10:00:00 2026:    /etc/falco/falco.yaml | schema validation: ok",
  "Mon May  4 10:00:01 2026: Enabled event sources: syscall",
  "Mon May  4 10:00:01 2026: Opening 'syscall' source with modern BPF probe.",
];
const stopped = (count: number) => [
  `Events detected: ${count}`,
  "Rule counts by severity:",
  `   NOTICE: ${count}`,
  "Triggered rules by rule name:",
  `   Terminal shell in container: ${count}`,
];

function read(...lines: readonly unknown[]) {
  return readReport(jsonLines(...lines), "falco.log");
}

test("an alert among the lines of the log is an event of the runtime", () => {
  const report = read(...started, event(), ...stopped(1));

  expect(report).toMatchObject({ tool: "falco", format: "falco-jsonl", health: "ok", usesDatabase: false });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["Terminal shell in container"],
    category: "runtime",
    title: "Terminal shell in container",
    detail: "Process bash, user root, pod shop/api-7d9c5b6f4d-x2x9k, container api, image registry.example/acme/api",
    artifact: { name: "shop/api", type: "kubernetes" },
    location: { path: "shop/api", resource: "registry.example/acme/api" },
    label: "Notice",
    firstSeenAt: "2026-05-04T11:00:00.123456789Z",
    pointer: "/5",
  });
});

test("one event alone, and a list of events, are read too", () => {
  expect(read(event()).findings).toHaveLength(1);
  expect(readReport(bytes([event(), event({ rule: "Write below etc" })]), "a.json").findings).toHaveLength(2);
});

test.each([
  ["Emergency", "critical"],
  ["Alert", "critical"],
  ["Critical", "critical"],
  ["Error", "high"],
  ["Warning", "medium"],
  ["Notice", "low"],
  ["Informational", "info"],
  ["Info", "info"],
  ["Debug", "info"],
  ["Louder", "unscored"],
])("%s is %s", (priority, rung) => {
  expect(read(event({ priority })).counts[rungOfLabel("falco", priority)]).toBe(1);
  expect(rungOfLabel("falco", priority)).toBe(rung);
});

test("neither the output nor the command line is carried: they may show a password", () => {
  expect(JSON.stringify(read(event({ output: `login ${secretValue}` })))).not.toContain(secretValue);
});

test("the fingerprint survives another time, pod, container, node and image tag", () => {
  const fingerprint = (fields: Fields, outputFields: Fields = {}) =>
    read(event(fields, outputFields)).findings[0]?.fingerprint;
  const later = { time: "2026-05-05T00:00:00Z", hostname: "node-2", output: "0:00:00.1: Notice again" };
  const elsewhere = {
    "k8s.pod.name": "api-5f6b7c8d9f-bbbbb",
    "container.id": "ba9876543210",
    "container.image.repository": "registry.example/acme/api:2",
    "evt.time": 1,
  };

  expect(fingerprint(later, elsewhere)).toBe(fingerprint({}));
  expect(fingerprint({}, { "k8s.pod.name": "web-7d9c5b6f4d-x2x9k" })).not.toBe(fingerprint({}));
  expect(fingerprint({}, { "k8s.ns.name": "stock" })).not.toBe(fingerprint({}));
  expect(fingerprint({}, { "proc.name": "sh" })).not.toBe(fingerprint({}));
  expect(fingerprint({ rule: "Another" })).not.toBe(fingerprint({}));
});

test.each([
  ["of a DaemonSet", "falco-57w7q", "falco"],
  ["of a cron job", "report-29631240-xk2zd", "report"],
  ["of a StatefulSet", "db-0", "db-0"],
  ["with words only", "front-house", "front-house"],
])("a pod %s keeps its name", (_, pod, name) => {
  expect(read(event({}, { "k8s.pod.name": pod, "k8s.ns.name": null })).findings[0]?.artifact.name).toBe(name);
});

test("without fields the fingerprint is of the text, without what changes from run to run", () => {
  const fingerprint = (output: string) => read(event({ output, output_fields: null })).findings[0]?.fingerprint;
  const one = "11:00:00.123: Notice Shell (user=root pod=api-7d9c5b6f4d-x2x9k id=0123456789ab pid=41)";
  const two = "2026-05-05T01:02:03.4+0000: Notice Shell (user=root pod=api-5f6b7c8d9f-bbbbb id=ba9876543210 pid=7)";

  expect(fingerprint(two)).toBe(fingerprint(one));
  expect(fingerprint(one.replace("root", "app"))).not.toBe(fingerprint(one));
});

test("an event outside of containers is one of the host", () => {
  const outside = { "k8s.pod.name": null, "k8s.ns.name": "<NA>", "container.image.repository": null };
  const [finding] = read(event({}, { ...outside, "container.name": "host" })).findings;

  const [later] = read(event({ output: "12:00:00.1: another" }, { ...outside, "container.name": "host" })).findings;

  expect(finding?.artifact).toEqual({ name: "host", type: "host" });
  expect(later?.fingerprint).toBe(finding?.fingerprint);
});

test("the same alert again is counted, and is one finding", () => {
  const report = read(event(), event({ time: "2026-05-04T11:05:00Z" }), event({ rule: "Write below etc" }));

  expect(report.counts.low).toBe(3);
  expect(report.findings.map(({ title }) => title)).toEqual(["Terminal shell in container", "Write below etc"]);
});

test("a log without an event is clean only where it shows that Falco was watching", () => {
  expect(read(...started)).toMatchObject({ tool: "falco", health: "ok", findings: [] });
  expect(read(...started.slice(0, 3))).toMatchObject({
    health: "empty",
    healthReasons: ["it has no event, and no line says that Falco was watching"],
  });
  expect(() => read("nothing of Falco", "here")).toThrow("is not JSON but other text");
});

test.each([
  ["a failure", "Mon May  4 10:00:02 2026: Runtime error: cannot open the probe. Exiting.", "failed"],
  ["an error", "Error: could not load rules", "failed"],
  ["lost events", "Mon May  4 10:00:02 2026: Falco internal: syscall event drop. 7 system calls dropped.", "partial"],
  ["alerts as text", "11:00:00.918828894: Notice A shell was started (user=root)", "partial"],
  ["more events than there are", "Events detected: 9", "partial"],
])("a log that tells of %s is doubted", (_, line, health) => {
  expect(read(...started, event(), line).health).toBe(health);
  expect(read(...started, line, event()).counts.low).toBe(1);
});

test("lines that say the same are told once, and endless ones do no harm", () => {
  const drop = "Mon May  4 10:00:02 2026: Falco internal: syscall event drop. 7 system calls dropped.";
  const endless = "00:00:00".repeat(50_000);

  expect(read(...started, drop, drop, drop, event()).healthReasons).toEqual([
    "Falco says in line 6 that it lost events, and in 2 more",
  ]);
  expect(read(...started, endless, event({ output: endless, output_fields: null })).counts.low).toBe(1);
});

test("an event in which Falco says that it lost some is doubt; its metrics are none", () => {
  const drops = { rule: "Falco internal: syscall event drop", priority: "Debug", output_fields: { n_drops: "7" } };
  const metrics = { rule: "Falco internal: metrics snapshot", priority: "Informational" };

  expect(read(event(), drops)).toMatchObject({ health: "partial", counts: { low: 1, info: 1 } });
  expect(read(event(), drops).findings).toHaveLength(1);
  expect(read(event(), { ...metrics, output_fields: { "scap.n_drops": 0 } }).health).toBe("ok");
  expect(read(event(), { ...metrics, output_fields: { "scap.n_drops": 7 } }).health).toBe("partial");
});

test.each([
  ["the journal", "May 04 11:00:00 node-1 falco[26888]: "],
  ["kubectl", "[pod/falco-57w7q/falco] "],
  ["containerd", "2026-05-04T11:00:00.123Z stdout F "],
])("an event with what %s writes in front is an event", (_, prefix) => {
  const report = read(...started, prefix + JSON.stringify(event()));

  expect(report).toMatchObject({ health: "ok", counts: { low: 1 } });
  expect(report.findings[0]?.pointer).toBe("/5");
});

test("lines of JSON of other containers in the pod are no events", () => {
  expect(read({ level: "INFO", msg: "Artifact followed" }, event()).findings).toHaveLength(1);
});

test.each([
  ["an event that is cut off", '{"priority":"Notice","rule":"Termi', "falco.log:2:35: is cut off"],
  ["an event that lost its start", '"priority":"Notice","rule":"a"}', "falco.log:2:11: is not valid JSON here"],
  [
    "a damaged event behind a prefix",
    'node-1: {"priority":Notice","rule":"a"}',
    "falco.log:2:1: is not valid JSON here",
  ],
  ["an event without a rule", '{"priority":"Notice","output":"a"}', "falco.log:2#/rule: must be text here"],
  ["an event without a priority", '{"rule":"a","output":"a"}', "falco.log:2#/priority: must be text here"],
  ["a time that is none", JSON.stringify(event({ time: "noon" })), "falco.log:2#/time: must be a time here"],
])("%s is refused with its line", (_, line, message) => {
  expect(() => read(event(), line)).toThrow(message);
});

test("a log in UTF-16 is refused, and told how to write it", () => {
  const content = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(jsonLines(event()).toString(), "utf16le")]);

  expect(() => readReport(content, "falco.log")).toThrow("is UTF-16 text. Write it as UTF-8");
});

test("it can be named, and is the report of no other scanner", () => {
  expect(readReport(jsonLines(event()), "a", { tool: "falco" }).tool).toBe("falco");
  expect(() => readReport(jsonLines(event()), "a", { tool: "trivy" })).toThrow("is a report of falco, not of trivy");
});
