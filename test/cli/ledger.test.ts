import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atTheScan, copyOfExample, edit, fixed, messagesOf, runCli, temporaryFolder, vulnerable } from "./run-cli.ts";

const digest = `sha256:${"a".repeat(64)}`;
const image = `payments-api@${digest}`;
const commit = "1".repeat(40);
const genesis = ["ledger", "append", "--file", "ledger.jsonl", "--event", "genesis", "--set", "ledger=acme/payments"];
const check = ["ledger", "verify", "--file", "ledger.jsonl"];
const note = (text: string) => [
  "ledger",
  "append",
  "--file",
  "ledger.jsonl",
  "--event",
  "note",
  "--set",
  `text=${text}`,
];
const read = (cwd: string) => readFileSync(join(cwd, "ledger.jsonl"), "utf8");

async function newLedger(cwd = temporaryFolder()): Promise<string> {
  expect(await runCli(genesis, { cwd })).toMatchObject({ code: 0, stderr: "" });
  return cwd;
}

test("keeps every entry of several processes that append at once, in one whole chain", async () => {
  const cwd = await newLedger();
  const texts = Array.from({ length: 8 }, (_, index) => `note ${index}`);
  const ended = await Promise.all(texts.map((text) => runCli(note(text), { cwd })));

  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(texts.map(() => ({ code: 0, stderr: "" })));
  for (const text of texts) expect(read(cwd)).toContain(JSON.stringify(text));
  expect(await runCli(check, { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("9 entries is whole"),
  });
  expect(readdirSync(cwd)).toEqual(["ledger.jsonl"]);
});

test("moves a line that was cut off in mid-write aside, says so in the chain, and goes on", async () => {
  const cwd = await newLedger();
  appendFileSync(join(cwd, "ledger.jsonl"), '{"event":"no');
  expect(await runCli(check, { cwd })).toMatchObject({ code: 2, stdout: expect.stringContaining("mid-write") });

  expect(await runCli(note("after the crash"), { cwd })).toMatchObject({ code: 0 });
  const torn = readdirSync(cwd).filter((name) => name.includes(".torn-"));

  expect(torn.map((name) => readFileSync(join(cwd, name), "utf8"))).toEqual(['{"event":"no']);
  const { code, stdout } = await runCli(check, { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain(`12 bytes cut off in mid-write were moved to ${torn[0]}`);
});

test("takes over the lock of a process that is gone", async () => {
  const cwd = await newLedger();
  const script = `import { hostname } from "node:os"; console.log(process.pid + " " + hostname());`;
  writeFileSync(join(cwd, "holder.mjs"), script);
  const { stdout } = await runCli([], { cwd, program: join(cwd, "holder.mjs") });
  writeFileSync(join(cwd, "ledger.jsonl.lock"), stdout.trim());

  expect(await runCli(note("after a kill"), { cwd })).toMatchObject({ code: 0 });
});

test("names an entry that was edited, and ends with 1", async () => {
  const cwd = await newLedger();
  await runCli(note("one"), { cwd });
  await runCli(note("two"), { cwd });
  edit(join(cwd, "ledger.jsonl"), '"one"', '"eins"');
  const { code, stdout } = await runCli(check, { cwd });

  expect(code).toBe(1);
  expect(stdout).toContain("ledger.jsonl:2 (entry 1): Entry 1 was edited");
});

test("sees a removed end by the head that the append printed, and says what it cannot see without", async () => {
  const cwd = await newLedger();
  const before = read(cwd);
  const { stdout } = await runCli([...note("one"), "--json"], { cwd });
  writeFileSync(join(cwd, "ledger.jsonl"), before);
  const { head } = JSON.parse(stdout) as { head: string };

  expect(await runCli(check, { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining("Without --head") });
  expect(await runCli([...check, "--head", head], { cwd })).toMatchObject({ code: 1 });
});

test("does not begin a second ledger, nor a first one without saying so", async () => {
  const cwd = temporaryFolder();

  expect(await runCli(note("one"), { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("does not exist"),
  });
  await newLedger(cwd);
  expect(await runCli(genesis, { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("has begun already"),
  });
});

test.each([
  { args: ["--event", "nothing"], says: "--event is" },
  { args: ["--event", "approval", "--set", "verdict=1"], says: "approver" },
  { args: ["--event", "note", "--set", "text=x", "--image", "api:1"], says: "--image is" },
])("refuses an event that is not valid: $args", async ({ args, says }) => {
  const cwd = await newLedger();
  const before = read(cwd);
  const { code, stderr } = await runCli(["ledger", "append", "--file", "ledger.jsonl", ...args], { cwd });

  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(read(cwd)).toBe(before);
});

test("says why a ledger cannot be written, and decides nothing", async () => {
  const { code, stdout } = await runCli(["gate", ...fixed, ...atTheScan, "--ledger", "reports", "--json"]);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining("reports: is a folder")]);
});

const gateIn = (cwd: string, ...more: string[]) => runCli(["gate", ...more, "--ledger", "ledger.jsonl"], { cwd });
const ask = (cwd: string, subject: string, ...more: string[]) =>
  runCli(["verify", subject, "--ledger", "ledger.jsonl", "--max-age", "9999w", ...more], { cwd });

/** The example with a ledger; its reports are of its image, built from the commit. */
async function exampleOfAnImage(): Promise<string> {
  const cwd = await newLedger(copyOfExample());
  edit(join(cwd, "sallyport.yaml"), "{ scanType: filesystem }", "{ scanType: image }");
  for (const name of ["trivy", "trivy-fixed"]) {
    const path = join(cwd, `reports/${name}.json`);
    const report = JSON.parse(readFileSync(path, "utf8"));
    const content = JSON.stringify({ ...report, ArtifactName: "payments-api:1.2", ArtifactType: "container_image" });
    writeFileSync(path, content);
    const record = JSON.parse(readFileSync(`${path}.run.json`, "utf8"));
    record.target = { kind: "image", name: "payments-api:1.2", commit, digest };
    record.report.sha256 = createHash("sha256").update(content).digest("hex");
    record.report.bytes = Buffer.byteLength(content);
    writeFileSync(`${path}.run.json`, JSON.stringify(record));
  }
  return cwd;
}

test("records a block, and answers with it for that image only", async () => {
  const cwd = await exampleOfAnImage();
  const { code, stderr } = await gateIn(cwd, ...vulnerable, ...atTheScan, "--image", image);

  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("Recorded as entry 1 of ledger.jsonl") });
  expect(await ask(cwd, digest)).toMatchObject({ code: 1, stdout: expect.stringContaining("Entry 1 says blocked") });
  const { code: unknown, stdout } = await ask(cwd, `sha256:${"b".repeat(64)}`, "--json");
  expect(unknown).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ decision: "undecided", reasons: ["The ledger holds no verdict on it."] });
});

test.each([digest, image, commit])(
  "passes %s with its verdict, until it is revoked or the policy changes",
  async (subject) => {
    const cwd = await exampleOfAnImage();
    const more = ["--image", image, "--commit", commit, "--out", "verdict"];
    expect(await gateIn(cwd, ...fixed, ...atTheScan, ...more)).toMatchObject({ code: 0 });
    expect(await ask(cwd, subject, "--verdict", "verdict/verdict.json")).toMatchObject({ code: 0, stderr: "" });
    expect(await ask(cwd, subject, "--max-age", "1s")).toMatchObject({ code: 2 });
    expect(await ask(cwd, subject, "--verdict", "sallyport.yaml")).toMatchObject({ code: 2 });

    const revoke = ["ledger", "append", "--file", "ledger.jsonl", "--event", "revocation", "--set", "reason=worm"];
    await runCli([...revoke, "--commit", commit, "--image", image], { cwd });
    expect(await ask(cwd, subject)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("Revoked in entry 2: worm"),
    });

    edit(join(cwd, "sallyport.yaml"), "gate:", "gate:\n  newOnly: true");
    expect((await ask(cwd, subject)).stdout).toContain("another policy");
  },
);

test.each([
  { name: "payment-api", says: "Did you mean payments-api?" },
  { name: "payments-api", says: "is judged, and no run record names it" },
])("judges no image that nobody scanned: $says", async ({ name, says }) => {
  const { code, stdout, stderr } = await runCli(["gate", ...fixed, ...atTheScan, "--image", `${name}@${digest}`]);

  expect(code).toBe(2);
  expect(stdout + stderr).toContain(says);
});

test("does not decide on an image when another digest of it was scanned", async () => {
  const cwd = await exampleOfAnImage();
  const other = `payments-api@sha256:${"c".repeat(64)}`;

  expect(await gateIn(cwd, ...fixed, ...atTheScan, "--image", other)).toMatchObject({ code: 2 });
});

test.each([
  { args: ["api:1.2"], says: "subject is" },
  { args: [digest, "--max-age", "soon"], says: "--max-age is" },
  { args: [digest, "--head", "abc"], says: "--head is" },
])("refuses a question that is not clear: $args", async ({ args, says }) => {
  const { code, stderr } = await runCli(["verify", ...args, "--ledger", "ledger.jsonl"]);

  expect(code).toBe(2);
  expect(stderr).toContain(says);
});

test("exports the entries that match, as one array or line by line", async () => {
  const cwd = await newLedger();
  await runCli([...note("about the image"), "--image", image], { cwd });
  await runCli(note("about nothing"), { cwd });
  const exported = (...more: string[]) => runCli(["ledger", "export", "--file", "ledger.jsonl", ...more], { cwd });

  expect((await exported()).stdout).toBe(read(cwd));
  const about = JSON.parse((await exported("--event", "note", "--subject", digest, "--json")).stdout);
  expect(about).toMatchObject([{ sequence: 1, payload: { text: "about the image" } }]);
  expect(JSON.parse((await exported("--event", "note", "--json")).stdout)).toHaveLength(2);
  expect(await exported("--until", "2020-01-01T00:00:00Z", "--json")).toMatchObject({ code: 0, stdout: "[]\n" });
});

test("says that a chain is broken when it exports it", async () => {
  const cwd = await newLedger();
  await runCli(note("one"), { cwd });
  edit(join(cwd, "ledger.jsonl"), "acme/payments", "acme/other");
  const { code, stderr } = await runCli(["ledger", "export", "--file", "ledger.jsonl", "--json"], { cwd });

  expect(code).toBe(1);
  expect(stderr).toContain("Entry 0 was edited");
});
