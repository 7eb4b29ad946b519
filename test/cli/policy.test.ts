import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parsePolicy, readPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { documentOf, edit, messagesOf, quickstart, runCli, temporaryFolder } from "./run-cli.ts";

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

const layers = resolve("examples/layers");
const repository = ["--policy", "payments-api/sallyport.yaml"];

test("says of each value of the complete policy where it comes from", async () => {
  const { code, stdout } = await runCli(["policy", "check", "--resolved", ...repository], { cwd: layers });
  const lines = stdout.split("\n").map((line) => line.trim());

  expect(code).toBe(0);
  expect(lines).toContain("required: 3 # team:payments, teams/payments.yaml:7:24");
  expect(lines).toContain("approvers: team:security # organization, org/sallyport.yaml:13:14");
  expect(lines).toContain("waitMinutes: 5 # repository, payments-api/sallyport.yaml:19:18");
  expect(lines).toContain("signedCommits: true # preset strict");
  expect(lines).toContain("enforcement: active # default");
  expect(lines[lines.indexOf("repositories:") - 1]).toBe("# repository, payments-api/sallyport.yaml:4:1");
  expect(parsePolicy(stdout).policy).toEqual(readPolicy(join(layers, "payments-api/sallyport.yaml")).policy);
});

test("names the files of a policy, and where each value comes from, as JSON too", async () => {
  const { stdout } = await runCli(["policy", "check", "--resolved", "--json", ...repository], { cwd: layers });

  expect(documentOf(stdout, "policy-check.json")).toMatchObject({
    files: [
      { layer: "organization", file: "org/sallyport.yaml" },
      { layer: "team:payments", file: "teams/payments.yaml" },
      { layer: "repository", file: "payments-api/sallyport.yaml" },
    ],
    sources: {
      "protection.reviews.required": { layer: "team:payments", file: "teams/payments.yaml", line: 7, column: 24 },
    },
  });
});

test("a repository that is weaker than its organisation ends with 2 and names both files", async () => {
  const cwd = temporaryFolder();
  cpSync(layers, cwd, { recursive: true });
  edit(join(cwd, "payments-api/sallyport.yaml"), "waitMinutes: 5", "waitMinutes: 4");
  const { code, stderr } = await runCli(["policy", "check", ...repository], { cwd });

  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^error: payments-api\/sallyport\.yaml:19:18: environments\.production\.waitMinutes is weaker than the organisation asks for/,
  );
  expect(stderr).toContain("the waiver at org/sallyport.yaml:26:5 does not allow this");
});
