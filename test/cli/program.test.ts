import { closeSync, cpSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bin, bundle, messagesOf, runCli, temporaryFolder } from "./run-cli.ts";

const commands = [
  ["plan"],
  ["gate"],
  ["record"],
  ["findings"],
  ["policy", "check"],
  ["policy", "schema"],
  ["ledger", "append"],
  ["ledger", "verify"],
  ["ledger", "export"],
  ["verify"],
];

test("prints the version of its package", async () => {
  const manifest = JSON.parse(readFileSync(join(bin, "../../package.json"), "utf8"));

  expect(await runCli(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test("lists its commands and the exit codes", async () => {
  const { code, stdout } = await runCli(["--help"]);

  expect(code).toBe(0);
  for (const name of ["plan", "gate", "record", "findings", "policy", "Exit codes:"]) expect(stdout).toContain(name);
});

test.each(commands)("explains %s %s with an example", async (...command) => {
  const { code, stdout, stderr } = await runCli([...command, "--help"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(`Example:\n  sallyport ${command.join(" ")}`);
});

test("exits 2 with its help on standard error when no command is given", async () => {
  const { code, stdout, stderr } = await runCli([]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Usage: sallyport");
});

test.each([
  { args: ["gat"], says: "unknown command 'gat' (Did you mean gate?)" },
  { args: ["gate", "--polcy", "x"], says: "unknown option '--polcy' (Did you mean --policy?)" },
  { args: ["gate", "--report"], says: "option '--report <[tool=]file>' argument missing" },
  { args: ["gate", "report.json"], says: "too many arguments for 'gate'" },
  { args: ["findings"], says: "missing required argument 'report'" },
  { args: ["record", "--tool", "trivy"], says: "required option '--report <file>' not specified" },
  { args: ["policy", "chek"], says: "unknown command 'chek' (Did you mean check?)" },
])("exits 2 with one message on bad usage: $args", async ({ args, says }) => {
  const { code, stdout, stderr } = await runCli(args);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(says)]);
});

test("says bad usage as one JSON document with --json", async () => {
  const { code, stdout, stderr } = await runCli(["gate", "--json", "--polcy", "x"]);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual(["unknown option '--polcy' (Did you mean --policy?)"]);
  expect(stderr).toContain("--polcy");
});

test("exits 2, not 1, when the bundle is not there", async () => {
  const folder = temporaryFolder();
  cpSync(bin, join(folder, "bin/sallyport.js"));
  const { code, stderr } = await runCli(["gate"], { program: join(folder, "bin/sallyport.js"), cwd: folder });

  expect(code).toBe(2);
  expect(stderr).toContain("sallyport could not start");
});

test("runs as one file without its package around it", async () => {
  const folder = temporaryFolder();
  cpSync(bundle, join(folder, "sallyport.mjs"));

  expect(await runCli(["--version"], { program: join(folder, "sallyport.mjs") })).toMatchObject({ code: 0 });
});

test("ends with the exit code of the command although nobody reads its output", async () => {
  const { code, stderr } = await runCli(["policy", "check", "--resolved"], { closeStdout: true });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

// Linux has a device that is always full; other systems do not.
test.runIf(existsSync("/dev/full"))("exits 2 when the output cannot be written", async () => {
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const { code, stderr } = await runCli(["policy", "check"], { stdout: full });

  expect(code).toBe(2);
  expect(stderr).toContain("the output cannot be written");
});
