import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exception, fileOf } from "../support/exceptions.ts";
import {
  atTheScan,
  type CliOptions,
  copyOfExample,
  documentOf,
  edit,
  messagesOf,
  runCli,
  temporaryFolder,
  vulnerable,
} from "./run-cli.ts";

/** A finding of the example that blocks, excused at the time of the scan. */
const minimist = {
  finding: "CVE-2021-44906",
  scope: { purl: "pkg:npm/minimist" },
  created: "2026-11-20",
  expires: "2026-12-20",
};

/** A copy of the example with a file of exceptions beside the policy. */
function exampleWith(...entries: Record<string, unknown>[]): string {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), fileOf(...entries));
  return cwd;
}

const good = {
  "--finding": "CVE-2021-44906",
  "--purl": "pkg:npm/minimist",
  "--status": "accepted",
  "--reason": "Only our own flags: none.",
  "--control": "Not reachable from outside.",
  "--owner": "user:alice",
  "--approved-by": "user:bob",
  "--ticket": "SEC-1",
  "--expires": "30d",
};

function add(
  cwd: string,
  flags: Record<string, string> = {},
  { env, more = [] }: CliOptions & { more?: string[] } = {},
) {
  const args = Object.entries({ ...good, ...flags }).filter(([, value]) => value !== "");
  return runCli(["exception", "add", ...args.flat(), ...more], { cwd, ...(env && { env }) });
}

const gateJson = async (cwd: string, ...more: string[]) => {
  const { code, stdout } = await runCli(["gate", ...vulnerable, ...atTheScan, "--json", ...more], { cwd });
  return {
    code,
    verdict: documentOf(stdout, "gate.json") as { findings: Record<string, never>[]; doubts: { about: string }[] },
  };
};

test("the gate takes the exceptions beside the policy, and the verdict names file and exception", async () => {
  const { verdict } = await gateJson(exampleWith(exception(minimist)));
  const excused = verdict.findings.filter((finding) => finding.exception);

  expect(excused).toMatchObject([
    { ids: ["CVE-2021-44906"], outcome: "log", exception: { id: "EX-1", without: "block" } },
  ]);
  expect(verdict).toMatchObject({ inputs: { exceptions: { path: "sallyport-exceptions.yaml", entries: 1 } } });
});

test("people see what is excused apart from what is logged, by whom and until when", async () => {
  const { stdout } = await runCli(["gate", ...vulnerable, ...atTheScan], { cwd: exampleWith(exception(minimist)) });

  expect(stdout).toContain("Excused (1)");
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    /EX-1: .* \(approved by user:bob, .*until 2026-12-20, without it: block\)/,
  );
});

test("a file of exceptions that is broken leaves the gate undecided, naming line and column", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "gate:", "gate:\n  categories: { dependency: { critical: log, high: log } }");
  edit(join(cwd, "sallyport.yaml"), "high: approve", "high: log");
  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), "version: 1\nexceptions:\n  - id: EX-1\n");
  const { code, verdict } = await gateJson(cwd);

  expect(code).toBe(2);
  expect(verdict.doubts.map(({ about }) => about)).toContain("sallyport-exceptions.yaml:3:5");
});

test("a file that is named and not there is an error; one that nobody named need not be there", async () => {
  const { code, stdout } = await runCli(["gate", ...vulnerable, "--exceptions", "none.yaml", "--json"]);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining("none.yaml: does not exist")]);
  expect((await gateJson(copyOfExample())).verdict).not.toHaveProperty("inputs.exceptions");
});

test("an author of the change who approves it himself is found by what changed", async () => {
  const cwd = exampleWith(exception(minimist), exception({ ...minimist, id: "EX-2", finding: "CVE-2019-10744" }));
  writeFileSync(join(cwd, "base.yaml"), fileOf(exception(minimist)));
  const change = (author: string) => gateJson(cwd, "--exceptions-base", "base.yaml", "--author", author);

  expect((await change("bob")).verdict.doubts).toMatchObject([
    { about: expect.stringContaining("EX-2"), found: expect.stringContaining("the author of this change") },
  ]);
  expect((await change("carol")).verdict).toMatchObject({
    doubts: [],
    inputs: { exceptions: { change: { author: "carol", ids: ["EX-2"] } } },
  });
});

test("where there were no exceptions before, all of them are the author's", async () => {
  const cwd = exampleWith(exception(minimist));
  writeFileSync(join(cwd, "base.yaml"), "");
  const { verdict } = await gateJson(cwd, "--exceptions-base", "base.yaml", "--author", "bob");

  expect(verdict.doubts).toHaveLength(1);
});

test.each([
  [["--author", "bob"], "--exceptions-base is missing"],
  [["--exceptions-base", "sallyport-exceptions.yaml"], "--author is missing"],
  [["--exceptions-base", "sallyport-exceptions.yaml", "--author", "not a login"], '--author is "not a login"'],
])("refuses %j alone", async (flags, message) => {
  const { code, stdout } = await runCli(["gate", ...vulnerable, ...flags, "--json"], {
    cwd: exampleWith(exception(minimist)),
  });

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining(message)]);
});

test("the members of a team that are given tell who may approve", async () => {
  const cwd = exampleWith(exception(minimist));
  const under = async (members: string) => (await gateJson(cwd, "--members", members)).verdict.doubts;

  expect(await under("team:security=carol,Bob")).toEqual([]);
  expect(await under("team:security=carol")).toMatchObject([{ about: expect.stringContaining("EX-1") }]);
});

test.each(["security=bob", "user:bob=bob", "team:security", "team:security=b ob"])(
  "refuses %j as members",
  async (members) => {
    const { code, stdout } = await runCli(["exception", "list", "--members", members, "--json"], {
      cwd: exampleWith(exception(minimist)),
    });

    expect(code).toBe(2);
    expect(messagesOf(stdout)).toEqual([expect.stringContaining(`--members is ${JSON.stringify(members)}`)]);
  },
);

test("VEX of an author whom the policy trusts excuses; what cannot be read is doubt", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "gate:", 'exceptions: { vex: ["Minimist"] }\n\ngate:');
  const statement = {
    vulnerability: { name: "CVE-2021-44906" },
    products: [{ "@id": "pkg:npm/minimist@1.2.0" }],
    status: "not_affected",
    justification: "vulnerable_code_not_in_execute_path",
  };
  const document = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://vex.example/1",
    author: "Minimist",
    timestamp: "2026-11-01T00:00:00Z",
    version: 1,
    statements: [statement],
  };
  writeFileSync(join(cwd, "vex.json"), JSON.stringify(document));
  writeFileSync(join(cwd, "broken.json"), "{");
  const { verdict } = await gateJson(cwd, "--vex", "vex.json");

  expect(verdict.findings.filter((finding) => finding.exception)).toMatchObject([
    { ids: ["CVE-2021-44906"], rule: "exceptions.vex", exception: { id: "https://vex.example/1", source: "vex.json" } },
  ]);
  expect((await gateJson(cwd, "--vex", "broken.json")).verdict.doubts).toMatchObject([{ about: "broken.json:1:2" }]);
});

test("add begins the file, with a name of its own and the last day that the span of time gives", async () => {
  const cwd = copyOfExample();
  const { code, stdout } = await add(cwd, { "--created": "2026-11-20" }, { more: ["--json"] });

  expect(code).toBe(0);
  expect(documentOf(stdout, "exception-add.json")).toMatchObject({
    file: "sallyport-exceptions.yaml",
    written: true,
    exception: { id: "EX-2026-001", created: "2026-11-20", expires: "2026-12-20", scope: { purl: "pkg:npm/minimist" } },
  });
  expect((await gateJson(cwd)).verdict.findings.filter((finding) => finding.exception)).toHaveLength(1);
});

test("add keeps comments and form of what the file has, and takes the next number", async () => {
  const cwd = copyOfExample();
  const file = join(cwd, "sallyport-exceptions.yaml");
  await add(cwd, { "--created": "2026-11-20" });
  edit(file, "    ticket: SEC-1", "    # Ask Alice first.\n    ticket: SEC-1 # the old tracker");
  const before = readFileSync(file, "utf8");
  await add(cwd, { "--finding": "CVE-2019-10744", "--purl": "pkg:npm/lodash" });
  const after = readFileSync(file, "utf8");

  expect(after.startsWith(before)).toBe(true);
  expect(after.slice(before.length)).toContain("- id: EX-2026-002\n    finding: CVE-2019-10744\n");
});

test("add keeps a JSON file JSON, and the list of a file without indentation as it is", async () => {
  const cwd = exampleWith(exception(minimist));
  const file = join(cwd, "sallyport-exceptions.yaml");
  await add(cwd);

  expect(JSON.parse(readFileSync(file, "utf8")).exceptions).toHaveLength(2);

  const entry = Object.entries(exception(minimist)).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  const flat = `version: 1\nexceptions:\n- ${entry.join("\n").trimStart()}\n`;
  writeFileSync(file, flat);
  await add(cwd);

  expect(readFileSync(file, "utf8").replaceAll(/\s/g, "").startsWith(flat.replaceAll(/\s/g, ""))).toBe(true);
  expect(readFileSync(file, "utf8")).toMatch(/^- id: EX-2026-001$/m);
});

test("add keeps the line ends of Windows", async () => {
  const cwd = copyOfExample();
  const file = join(cwd, "sallyport-exceptions.yaml");
  writeFileSync(file, "# ours\r\nversion: 1\r\nexceptions: []\r\n");
  await add(cwd);

  expect(readFileSync(file, "utf8")).toMatch(/^# ours\r\nversion: 1\r\nexceptions:\r\n {2}- id: EX-/);
  expect(readFileSync(file, "utf8")).not.toMatch(/[^\r]\n/);
});

test("add writes through a link instead of replacing it", async () => {
  const cwd = copyOfExample();
  const elsewhere = join(temporaryFolder(), "exceptions.yaml");
  writeFileSync(elsewhere, "version: 1\nexceptions: []\n");
  symlinkSync(elsewhere, join(cwd, "sallyport-exceptions.yaml"));
  await add(cwd);

  expect(lstatSync(join(cwd, "sallyport-exceptions.yaml")).isSymbolicLink()).toBe(true);
  expect(readFileSync(elsewhere, "utf8")).toContain("EX-2026-001");
});

test("add with --dry-run writes nothing", async () => {
  const cwd = copyOfExample();
  const { code, stdout } = await add(cwd, {}, { more: ["--dry-run"] });

  expect(code).toBe(0);
  expect(stdout).toContain("Would add EX-2026-001");
  expect(existsSync(join(cwd, "sallyport-exceptions.yaml"))).toBe(false);
});

test.each<[string, Record<string, string>, string]>([
  ["an approval by the owner", { "--approved-by": "user:Alice" }, "is approved by user:Alice, who is its owner too"],
  ["an approval by the author", { "--author": "bob" }, "is approved by user:bob, who is its author too"],
  ["a life that is too long", { "--expires": "91d" }, "longer than exceptions.longest (90d) allows"],
  ["an end that has passed", { "--created": "2026-01-01", "--expires": "2026-01-31" }, "expired"],
  ["a scope that leaves nothing out", { "--purl": "", "--path": "**" }, "is over-broad"],
  ["no ticket", { "--ticket": "" }, "has no ticket"],
  ["no scope", { "--purl": "" }, "--purl, --path, --digest or --repository is empty"],
  ["a day that does not exist", { "--expires": "2027-02-30" }, "--expires must be a day that exists"],
  ["an owner who is nobody", { "--owner": "alice" }, "--owner must be team:SLUG or user:LOGIN"],
  ["a name that is taken", { "--id": "ex-1" }, "--id is the name of another exception too"],
  [
    "versions that cannot be compared",
    { "--purl": "pkg:deb/debian/zlib1g", "--versions": "<2" },
    "--versions cannot be compared",
  ],
  ["an event that does not exist", { "--ends-on": "fixed" }, "--ends-on must be one of exploited, fixReleased"],
  ["a probability above one", { "--ends-on": "epss=2" }, '--ends-on is "epss=2"'],
])("add refuses %s and leaves the file as it is", async (_, flags, message) => {
  const cwd = exampleWith(exception(minimist));
  const file = join(cwd, "sallyport-exceptions.yaml");
  const before = readFileSync(file, "utf8");
  const { code, stdout } = await add(cwd, flags, { more: ["--json"] });

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining(message)]);
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("add takes whoever runs the workflow for the author", async () => {
  const cwd = copyOfExample();

  expect((await add(cwd, {}, { env: { GITHUB_ACTOR: "bob" } })).stderr).toContain("who is its author too");
  expect((await add(cwd, {}, { env: { GITHUB_ACTOR: "carol" } })).code).toBe(0);
  expect(readFileSync(join(cwd, "sallyport-exceptions.yaml"), "utf8")).toContain("author: user:carol");
});

test("add names every flag that is wrong at once, and does not touch a file that is broken already", async () => {
  const cwd = copyOfExample();
  const { stdout } = await add(
    cwd,
    { "--owner": "alice", "--status": "fine", "--expires": "soon" },
    { more: ["--json"] },
  );

  expect(messagesOf(stdout)).toHaveLength(3);

  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), "version: 1\nexceptions: nothing\n");
  expect((await add(cwd)).stderr).toContain("sallyport-exceptions.yaml:2:13");
});

const list = async (cwd: string, ...flags: string[]) => {
  const { code, stdout } = await runCli(["exception", "list", ...atTheScan, "--json", ...flags], { cwd });
  const document = documentOf(stdout, "exception-list.json") as {
    exceptions: { id: string; state: string; daysLeft: number; needed?: boolean; problems: { kind: string }[] }[];
    problems: unknown[];
  };
  return { code, ...document };
};

test("list shows what each exception is worth, and ends with 1 when one cannot stay as it is", async () => {
  const ok = exception(minimist);
  const expired = exception({ ...minimist, id: "EX-2", created: "2026-10-01", expires: "2026-11-21" });
  const pending = exception({ ...minimist, id: "EX-3", created: "2026-12-01" });

  expect(await list(exampleWith(ok, pending))).toMatchObject({
    code: 0,
    exceptions: [
      { id: "EX-1", state: "active", excuses: true, daysLeft: 28, until: "2026-12-20T23:59:59.999Z", line: 4 },
      { id: "EX-3", state: "pending", excuses: false },
    ],
  });
  expect(await list(exampleWith(ok, expired))).toMatchObject({
    code: 1,
    exceptions: [{ problems: [] }, { state: "expired", daysLeft: -1, problems: [{ kind: "expired", level: "error" }] }],
  });
});

test("list under a policy that only warns ends with 0", async () => {
  const cwd = exampleWith(exception({ ...minimist, created: "2026-10-01", expires: "2026-11-21" }));
  edit(join(cwd, "sallyport.yaml"), "gate:", "exceptions: { expired: warning }\n\ngate:");

  expect(await list(cwd)).toMatchObject({
    code: 0,
    exceptions: [{ state: "expired", problems: [{ level: "warning" }] }],
  });
});

test("list with reports shows which exceptions are needed, and which an event ended", async () => {
  const unused = exception({ ...minimist, id: "EX-2", finding: "CVE-2000-1" });
  const fixed = exception({ ...minimist, id: "EX-3", endsOn: ["fixReleased"] });
  const { code, exceptions } = await list(
    exampleWith(exception(minimist), unused, fixed),
    "--report",
    "reports/trivy.json",
  );

  expect(exceptions).toMatchObject([
    { id: "EX-1", state: "active", needed: true, problems: [] },
    { id: "EX-2", state: "active", needed: false, problems: [{ kind: "unused", level: "warning" }] },
    { id: "EX-3", state: "ended", needed: true, problems: [{ kind: "expired", level: "error" }] },
  ]);
  expect(code).toBe(1);
});

test("list with facts shows what ended without any report", async () => {
  const cwd = exampleWith(exception({ ...minimist, endsOn: ["exploited", { epss: 0.5 }] }));
  const facts = (ids: string[], score: number) => {
    const kev = { date: "2026-11-22", ids };
    writeFileSync(
      join(cwd, "facts.json"),
      JSON.stringify({ kev, epss: { date: "2026-11-22", scores: { "CVE-2021-44906": score } } }),
    );
    return list(cwd, "--facts", "facts.json");
  };

  expect(await facts([], 0.1)).toMatchObject({ code: 0, exceptions: [{ state: "active" }] });
  expect(await facts(["CVE-2021-44906"], 0.1)).toMatchObject({ code: 1, exceptions: [{ state: "ended" }] });
  expect(await facts([], 0.9)).toMatchObject({ code: 1, exceptions: [{ state: "ended" }] });
});

test("list says what is wrong with a file that cannot be used, and ends with 1", async () => {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), "version: 1\nexceptions: [{}]\n");
  const { code, exceptions, problems } = await list(cwd);

  expect(code).toBe(1);
  expect(exceptions).toEqual([]);
  expect(problems.length).toBeGreaterThan(5);
});

test("list for people names state, owner, approver and place", async () => {
  const cwd = exampleWith(exception(minimist), exception({ ...minimist, id: "EX-2", owner: "user:bob" }));
  const { code, stdout } = await runCli(["exception", "list", ...atTheScan], { cwd });

  expect(code).toBe(1);
  expect(stdout).toContain("EX-1  CVE-2021-44906  active, 28 days left (2026-12-20)");
  expect(stdout).toContain("user:alice, approved by user:bob, SEC-1; sallyport-exceptions.yaml:4");
  expect(stdout).toContain("error: is approved by user:bob, who is its owner too.");
});

test("schema prints the JSON Schema that ships", async () => {
  const { code, stdout } = await runCli(["exception", "schema"]);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync("packages/cli/schema/exceptions.json", "utf8")));
});
