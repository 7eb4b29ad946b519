import { createHash } from "node:crypto";
import { securityWorkflow } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { commit, runStep, type StepRun, scriptStep } from "./run-step.ts";
import { jobOf, sample, sampleWithTrivy } from "./sample.ts";

const versionAnswer = JSON.stringify({
  Version: "0.70.0",
  VulnerabilityDB: { UpdatedAt: "2026-05-04T00:12:08.123456789Z" },
});

/** A stand-in for Trivy: knows its version, writes a report where it is told to, and ends as asked. */
function trivy({ ends = 0, report = '{"SchemaVersion":2}', answer = versionAnswer } = {}): string {
  return `
    if [ "$1" = version ]; then printf '%s' '${answer}'; exit; fi
    while [ $# -gt 0 ]; do
      if [ "$1" = --output ] && [ -n '${report}' ]; then printf '%s' '${report}' > "$2"; fi
      shift
    done
    exit ${ends}`;
}

function scan(inputs: ReturnType<typeof sample>, program: string, npx = "exit 0"): StepRun {
  return runStep(scriptStep(securityWorkflow(inputs).jobs.trivy, "Scan"), { trivy: program, npx }, { DIGEST: "" });
}

describe("the scan", () => {
  const recordCall = (run: StepRun) => run.calls.find((call) => call.includes(" record ")) ?? "";

  test("records the version, the database, the times and the target of Trivy's run", () => {
    const run = scan(sample(), trivy());

    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(recordCall(run)).toMatch(
      new RegExp(
        "^npx --yes @sallyport/cli@[\\d.]+ record --tool trivy --tool-version 0\\.70\\.0 " +
          "--report reports/trivy-image-payments-api\\.json --exit 0 " +
          "--started \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ --ended \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ " +
          `--commit ${commit} --target image:payments-api --database-date 2026-05-04T00:12:08\\.123456789Z$`,
      ),
    );
  });

  test("records which image it was, if it was built", () => {
    const id = `sha256:${"d".repeat(64)}`;
    const step = scriptStep(securityWorkflow(sample()).jobs.trivy, "Scan");
    const recorded = (env: Record<string, string>) => recordCall(runStep(step, { trivy: trivy(), npx: "exit 0" }, env));

    expect(step.env?.DIGEST).toBe(`\${{ needs.build.outputs.image-1 }}`);
    expect(recorded({ DIGEST: id })).toContain(` --target image:payments-api@${id} `);
    expect(recorded({ DIGEST: "" })).toContain(" --target image:payments-api ");
  });

  test("scans the image that was built from this commit", () => {
    const run = scan(sample(), trivy());

    expect(run.calls[0]).toContain("trivy image --image-src docker");
    expect(run.calls[0]).toMatch(new RegExp(` payments-api:${commit}$`));
  });

  test("scans the checkout, from outside of it", () => {
    const run = scan(sampleWithTrivy({ scanType: "filesystem" }), trivy());

    expect(run.calls[0]).toMatch(/^trivy filesystem .* source$/);
    expect(recordCall(run)).toContain("--target filesystem:payments-api");
  });

  test("that crashes leaves an empty report, and a record of its exit code", () => {
    const run = scan(sample(), trivy({ ends: 1, report: "" }));

    expect(run.status).toBe(1);
    expect(run.file("reports/trivy-image-payments-api.json")).toBe("");
    expect(recordCall(run)).toContain(" --exit 1 ");
  });

  test("without Trivy leaves a record too", () => {
    const run = runStep(scriptStep(securityWorkflow(sample()).jobs.trivy, "Scan"), { npx: "exit 0" });

    expect(run.status).toBe(127);
    expect(recordCall(run)).toContain("--tool-version unknown ");
    expect(recordCall(run)).toContain(" --exit 127 ");
  });

  test("keeps the exit code that the policy gives to findings, after the record", () => {
    const run = scan(sampleWithTrivy({ exitCode: 3 }), trivy({ ends: 3 }));

    expect(run.status).toBe(3);
    expect(recordCall(run)).toContain(" --exit 3 ");
  });

  test("without a database names none", () => {
    const run = scan(sample(), trivy({ answer: '{"Version":"0.70.0"}' }));

    expect(recordCall(run)).toMatch(/--target image:payments-api$/);
  });

  test("fails when its record cannot be written", () => {
    expect(scan(sample(), trivy(), "exit 2").status).toBe(2);
  });

  test("renders another format beside the report", () => {
    const run = scan(sampleWithTrivy({ format: "sarif" }), trivy());

    expect(run.calls.at(-1)).toBe(
      "trivy convert --format sarif --output reports/trivy-image-payments-api.sarif reports/trivy-image-payments-api.json",
    );
  });

  test("renders nothing from the empty report of a crash", () => {
    const run = scan(sampleWithTrivy({ format: "sarif" }), trivy({ ends: 1, report: "" }));

    expect(run.status).toBe(1);
    expect(run.calls.join("\n")).not.toContain("convert");
  });
});

test("the image is built from the Dockerfile and the context of the policy, and handed on", () => {
  const step = scriptStep(securityWorkflow(sample()).jobs.build, "Build");

  const run = runStep(step, { docker: 'if [ "$1" = image ]; then echo sha256:abc; fi' });

  expect(run.calls).toEqual([
    `docker build --file source/docker/Dockerfile --tag payments-api:${commit} source/app`,
    `docker save --output images/payments-api.tar payments-api:${commit}`,
    `docker image inspect --format {{.Id}} payments-api:${commit}`,
  ]);
  expect(run.outputs).toBe("id=sha256:abc\n");
});

describe("the gate", () => {
  const judge = (code: number) =>
    runStep(scriptStep(securityWorkflow(sample()).jobs.gate, "Judge"), {
      npx: `mkdir -p verdict; printf 'what is asked\\n' > verdict/approval-request.jsonl; exit ${code}`,
    });
  const asked = createHash("sha256").update("what is asked\n").digest("hex");

  test.each([
    [0, "pass", 0],
    [1, "blocked", 1],
    [2, "undecided", 2],
    [127, "undecided", 127],
  ])("that ends with %i says %s, and its job ends with %i", (code, decision, status) => {
    const run = judge(code);

    expect(run.outputs).toBe(`decision=${decision}\n`);
    expect(run.status).toBe(status);
  });

  test("that needs an approval ends well, and says what it asks for", () => {
    expect(judge(3)).toMatchObject({ status: 0, outputs: `decision=approval\nrequest=${asked}\n` });
  });

  test("that cannot say what it asks for fails", () => {
    const run = runStep(scriptStep(securityWorkflow(sample()).jobs.gate, "Judge"), { npx: "exit 3" });

    expect(run.status).not.toBe(0);
    expect(run.outputs).toBe("decision=approval\n");
  });

  test("judges every report by the policy of the checkout, for this repository and commit", () => {
    const inputs = sampleWithTrivy({ scope: "all-repos" });
    const id = `sha256:${"b".repeat(64)}`;
    const step = scriptStep(securityWorkflow(inputs).jobs.gate, "Judge");
    const run = runStep(step, { npx: "exit 0" }, { DIGEST_1: id });

    expect(step.env).toHaveProperty("DIGEST_1", `\${{ needs.build.outputs.image-1 }}`);
    expect(run.calls[0]?.replace(/@[\d.]+ /, " ")).toBe(
      `npx --yes @sallyport/cli gate --policy source/sallyport.yaml --repository payments-api --commit ${commit} --source source --image payments-api@${id} ` +
        "--report trivy=reports/trivy-image-payments-api.json --report trivy=reports/trivy-filesystem.json --ledger ledger.jsonl --out verdict " +
        "--format markdown,summary,sarif,junit,html --annotations --details-url https://github.example/acme/payments-api/actions/runs/7",
    );
  });

  test("shows the summary on the page of the run, where the gate wrote one", () => {
    const step = scriptStep(securityWorkflow(sample()).jobs.gate, "Show the verdict");

    expect(step.if).toBe("always()");
    expect(step.run).toContain('cat verdict/summary.md >> "$GITHUB_STEP_SUMMARY"');
    expect(runStep(step, {}).status).toBe(0);
  });
});

describe("the approval", () => {
  const asked = "e".repeat(64);
  const step = scriptStep(securityWorkflow(sample()).jobs.approval, "Judge");

  test.each([0, 1, 2, 3])("ends as the gate ends that asks GitHub for it: with %i", (code) => {
    expect(runStep(step, { npx: `exit ${code}` }).status).toBe(code);
  });

  test("is held against what the job Gate asked for", () => {
    const run = runStep(step, { npx: "exit 0" }, { REQUEST: asked });

    expect(run.calls).toHaveLength(1);
    expect(run.calls[0]).toMatch(new RegExp(` gate .* --commit ${commit} .* --out verdict .* --approval ${asked}$`));
  });

  test("has the token in the environment of that one step, and nothing of it in the command", () => {
    const withToken = jobOf(securityWorkflow(sample()), "approval").steps.filter(({ env }) =>
      JSON.stringify(env ?? {}).includes("github.token"),
    );

    expect(withToken).toEqual([step]);
    expect(step.run).not.toContain("TOKEN");
  });
});

describe("the required check", () => {
  test.each([
    ["success", "pass", "skipped", 0],
    ["success", "approval", "success", 0],
    ["success", "approval", "failure", 3],
    ["success", "approval", "skipped", 3],
    ["success", "approval", "cancelled", 3],
    ["failure", "blocked", "skipped", 1],
    ["failure", "undecided", "skipped", 2],
    ["failure", "pass", "skipped", 2],
    ["failure", "approval", "success", 2],
    ["failure", "", "skipped", 2],
    ["cancelled", "", "skipped", 2],
    ["skipped", "", "skipped", 2],
  ])("with gate %s, decision %j and approval %s ends with %i", (gate, decision, approval, status) => {
    const step = scriptStep(securityWorkflow(sample()).jobs.sallyport, "Say the verdict");

    expect(runStep(step, {}, { GATE: gate, DECISION: decision, APPROVAL: approval }).status).toBe(status);
  });

  test.each([
    ["1", false],
    ["2", true],
  ])("on attempt %s of the run says how to get another approval: %s", (attempt, said) => {
    const step = scriptStep(securityWorkflow(sample()).jobs.sallyport, "Say the verdict");
    const env = { GATE: "success", DECISION: "approval", APPROVAL: "skipped", GITHUB_RUN_ATTEMPT: attempt };
    const { status, stdout } = runStep(step, {}, env);

    expect(status).toBe(3);
    expect(stdout.includes("close and reopen the pull request")).toBe(said);
  });
});
