import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { documentOf, messagesOf, quickstart, runCli, temporaryFolder } from "./run-cli.ts";

test("finds the policy of the example valid", async () => {
  const { code, stdout } = await runCli(["policy", "check"]);

  expect(code).toBe(0);
  expect(stdout).toContain("sallyport.yaml: valid.");
});

test("prints the complete policy, which means the same again", async () => {
  const { code, stdout } = await runCli(["policy", "check", "--resolved"]);
  const { policy } = parsePolicy(readFileSync(join(quickstart, "sallyport.yaml")));

  expect(code).toBe(0);
  expect(parsePolicy(stdout).policy).toEqual(policy);
});

test("prints the complete policy as JSON too", async () => {
  const { stdout, stderr } = await runCli(["policy", "check", "--resolved", "--json"]);
  const { policy } = parsePolicy(readFileSync(join(quickstart, "sallyport.yaml")));

  expect(documentOf(stdout, "policy-check.json")).toMatchObject({ file: "sallyport.yaml", problems: [], policy });
  expect(stderr).toBe("");
});

test("reports all problems at once with their places, as text and as JSON", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "sallyport.yaml"), "version: 2\norganisation: { login: acme, id: 1042 }\n");
  const text = await runCli(["policy", "check"], { cwd });
  const json = await runCli(["policy", "check", "--json"], { cwd });
  const messages = messagesOf(json.stdout);

  expect([text.code, json.code]).toEqual([2, 2]);
  expect(messages).toContainEqual(expect.stringMatching(/^sallyport\.yaml:1:10: version must be 1/));
  expect(messages).toContainEqual(expect.stringMatching(/^sallyport\.yaml:2:1: organisation .*organization/));
  expect(text.stderr).toBe(messages.map((message) => `error: ${message}\n`).join(""));
});

test("says which file it looked for", async () => {
  const { code, stderr } = await runCli(["policy", "check"], { cwd: temporaryFolder() });

  expect(code).toBe(2);
  expect(stderr).toBe("error: sallyport.yaml:1:1: there is no such file. Check the path of the policy.\n");
});

test("prints the schema of the policy file", async () => {
  const { code, stdout } = await runCli(["policy", "schema"]);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: "Sallyport policy", type: "object" });
});
