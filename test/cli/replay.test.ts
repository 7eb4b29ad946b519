import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atTheScan, copyOfExample, documentOf, edit, fixed, runCli, vulnerable } from "./run-cli.ts";

const facts = '{"kev": {"date": "2026-11-20", "ids": ["CVE-2021-44906"]}}';

/** Two verdicts of the example, with all that they were made of in one folder under other names. */
async function evidence(): Promise<string> {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "facts.json"), facts);
  writeFileSync(join(cwd, "seen.json"), '{"version": 1, "sights": []}');
  await runCli(["gate", ...vulnerable, ...atTheScan, "--facts", "facts.json", "--seen", "seen.json", "--out", "one"], {
    cwd,
  });
  await runCli(["gate", ...fixed, ...atTheScan, "--baseline", "one/verdict.json", "--out", "two"], { cwd });
  mkdirSync(join(cwd, "evidence"));
  cpSync(join(cwd, "sallyport.yaml"), join(cwd, "evidence/policy-of-that-day.yaml"));
  cpSync(join(cwd, "reports"), join(cwd, "evidence/reports"), { recursive: true });
  cpSync(join(cwd, "facts.json"), join(cwd, "evidence/f.json"));
  cpSync(join(cwd, "seen.json"), join(cwd, "evidence/s.json"));
  cpSync(join(cwd, "one/verdict.json"), join(cwd, "evidence/base.json"));
  return cwd;
}

const verdicts = ["one/verdict.json", "two/verdict.json"];
const replay = (cwd: string, ...args: string[]) =>
  runCli(["replay", ...verdicts, "--reports", "evidence", ...args], { cwd });

test("stored verdicts are decided anew from files of any name, without a difference", async () => {
  const { code, stdout } = await replay(await evidence(), "--json");

  expect(documentOf(stdout, "replay.json")).toMatchObject({ counts: { same: 2, different: 0, missing: 0 } });
  expect(code).toBe(0);
});

test("a manipulated verdict ends with 1 and the first place that differs", async () => {
  const cwd = await evidence();
  edit(join(cwd, "one/verdict.json"), '"decision":"blocked"', '"decision":"pass"');
  const { code, stdout } = await replay(cwd);

  expect(code).toBe(1);
  expect(stdout).toContain("one/verdict.json: DIFFERENT: /decision is not what these inputs lead to");
  expect(stdout).toContain("2 verdicts replayed: 1 the same, 1 different, 0 without all inputs.");
});

test("a missing input ends with 2 and its digest, an input that was changed is missing", async () => {
  const cwd = await evidence();
  rmSync(join(cwd, "evidence/f.json"));
  edit(join(cwd, "evidence/reports/trivy-fixed.json"), "{", "{ ");
  const { code, stdout } = await replay(cwd);

  expect(code).toBe(2);
  expect(stdout).toMatch(/one\/verdict.json: CANNOT BE REPLAYED: missing the KEV catalogue \(SHA-256 [0-9a-f]{64}\)/);
  expect(stdout).toMatch(/two\/verdict.json: CANNOT BE REPLAYED: missing the report reports\/trivy-fixed.json/);
});

test("a folder that is not there is refused", async () => {
  const cwd = await evidence();
  rmSync(join(cwd, "evidence"), { recursive: true });

  expect((await replay(cwd)).stderr).toContain("evidence: does not exist");
  expect(readFileSync(join(cwd, "one/verdict.json"), "utf8")).toContain('"decision":"blocked"');
});

test("exceptions, VEX and what the source leaves out are found again, and a word changed in one of them is missed", async () => {
  const cwd = await evidence();
  mkdirSync(join(cwd, "source"));
  writeFileSync(join(cwd, "source/app.py"), "run(command)  # nosec B602\n");
  writeFileSync(
    join(cwd, "sallyport-exceptions.yaml"),
    `version: 1
exceptions:
  - id: EX-1
    finding: CVE-2021-44906
    scope: { purl: pkg:npm/minimist }
    status: accepted
    reason: Not reachable.
    control: Behind the proxy.
    owner: user:alice
    approvedBy: user:bob
    ticket: SEC-1
    created: 2026-11-01
    expires: 2026-12-20
`,
  );
  writeFileSync(
    join(cwd, "vex.json"),
    JSON.stringify({
      "@context": "https://openvex.dev/ns/v0.2.0",
      "@id": "https://acme.example/vex/1",
      author: "Acme",
      timestamp: "2026-11-01T00:00:00Z",
      version: 1,
      statements: [
        {
          vulnerability: { name: "CVE-2020-8203" },
          products: [{ "@id": "pkg:npm/lodash" }],
          status: "not_affected",
          justification: "vulnerable_code_not_present",
        },
      ],
    }),
  );
  const given = ["--vex", "vex.json", "--source", "source", "--members", "team:security=bob"];
  await runCli(["gate", ...vulnerable, ...atTheScan, ...given, "--out", "three"], { cwd });
  for (const file of ["sallyport-exceptions.yaml", "vex.json"]) cpSync(join(cwd, file), join(cwd, "evidence", file));
  cpSync(join(cwd, "three/suppressions.json"), join(cwd, "evidence/left-out.json"));
  const again = () => runCli(["replay", "three/verdict.json", "--reports", "evidence"], { cwd });
  const before = await again();
  edit(join(cwd, "evidence/sallyport-exceptions.yaml"), "Not reachable.", "Because.");
  const after = await again();

  expect(before.stdout).toContain("1 verdicts replayed: 1 the same, 0 different, 0 without all inputs.");
  expect(before.code).toBe(0);
  expect(after.stdout).toMatch(/missing the exceptions \(SHA-256 [0-9a-f]{64}\)/);
  expect(after.code).toBe(2);
});

test("a policy of several files is found again where they lie as they did, waivers judged by the time of the verdict", async () => {
  const cwd = copyOfExample();
  const waiver = { path: "gate.newOnly", for: "repository:payments-api", to: true, reason: "x", expires: "2026-11-30" };
  const waivers = [{ ...waiver, approvedBy: "team:security" }];
  mkdirSync(join(cwd, "evidence"));
  writeFileSync(join(cwd, "evidence/org.json"), JSON.stringify({ version: 1, layer: "organization", waivers }));
  const policy = readFileSync(join(cwd, "sallyport.yaml"), "utf8");
  writeFileSync(join(cwd, "evidence/policy.yaml"), policy.replace("extends: baseline", "extends: ./org.json"));
  cpSync(join(cwd, "reports"), join(cwd, "evidence/reports"), { recursive: true });
  await runCli(["gate", "--policy", "evidence/policy.yaml", ...vulnerable, ...atTheScan, "--out", "one"], { cwd });
  const again = () => runCli(["replay", "one/verdict.json", "--reports", "evidence", "--json"], { cwd });

  expect(documentOf((await again()).stdout, "replay.json")).toMatchObject({ counts: { same: 1, missing: 0 } });
  edit(join(cwd, "evidence/org.json"), "2026-11-30", "2026-11-29");
  expect(documentOf((await again()).stdout, "replay.json")).toMatchObject({ counts: { same: 0, missing: 1 } });
});
