import { describe, expect, test } from "vitest";
import { reportOf, type Situation, verdictOn, vulnerability } from "../support/findings.ts";

const scanning = {
  scanners: { trivy: { scanType: "filesystem" }, zap: {} },
} satisfies Situation["scanning"];

const trivy = reportOf();
const zap = { ...reportOf(), path: "zap.json", tool: "zap" };
const runtime = { ...reportOf(), path: "runtime.json", tool: "runtimeCheck" };
const notes = ({ notes: said }: ReturnType<typeof verdictOn>) => said.map(({ message }) => message);

describe("without a choice of scanners", () => {
  test("a verdict does not wait for ZAP, which needs a deployment, and says where it is judged", () => {
    const verdict = verdictOn([trivy], { scanning });

    expect(verdict.decision).toBe("pass");
    expect(notes(verdict)).toContain("zap tests what runs: it is judged after the deployment, not here.");
  });

  test("every other required scanner is waited for", () => {
    expect(verdictOn([zap], { scanning }).doubts.map(({ about }) => about)).toEqual(["scanning.scanners.trivy"]);
  });

  test("a report of ZAP that is given counts, with its doubts", () => {
    const broken = { ...zap, health: "failed" as const };

    expect(verdictOn([trivy, broken], { scanning }).decision).toBe("undecided");
    expect(notes(verdictOn([trivy, zap], { scanning })).join()).not.toContain("judged after the deployment");
  });
});

describe("a verdict on some scanners only", () => {
  test("waits for no other, and says that nothing else was looked at", () => {
    const verdict = verdictOn([zap], { scanning, only: ["zap"] });

    expect(verdict).toMatchObject({ decision: "pass", inputs: { only: ["zap"] } });
    expect(notes(verdict)).toContain("Only zap was judged (--only); nothing else was looked at.");
  });

  test("waits for each of them, also for one that the policy does not name", () => {
    const about = (reports: Parameters<typeof verdictOn>[0]) =>
      verdictOn(reports, { scanning, only: ["zap", "runtimeCheck"] }).doubts.map(({ about: name }) => name);

    expect(about([zap, runtime])).toEqual([]);
    expect(about([zap])).toEqual(["runtimeCheck"]);
    expect(about([runtime])).toEqual(["scanning.scanners.zap"]);
    expect(about([])).toHaveLength(2);
  });

  test("waits for one that the policy does not require all the same", () => {
    const optional = { scanners: { ...scanning.scanners, zap: { required: false } } };

    expect(verdictOn([runtime], { scanning: optional, only: ["zap", "runtimeCheck"] }).decision).toBe("undecided");
  });

  test("judges their findings by the same policy", () => {
    const found = { ...reportOf(vulnerability({ Severity: "CRITICAL" })), path: "zap.json", tool: "zap" };

    expect(verdictOn([found], { scanning, only: ["zap"] }).decision).not.toBe("pass");
  });

  test("wants no canary of ZAP, which finds nothing in a folder, unless the policy says what it must find", () => {
    const canary = { ...scanning, canary: true };
    const known = { canary: true, scanners: { ...scanning.scanners, zap: { canary: ["40018"] } } };

    expect(verdictOn([zap], { scanning: canary, only: ["zap"] }).decision).toBe("pass");
    expect(verdictOn([zap], { scanning: known, only: ["zap"] }).doubts.map(({ about }) => about)).toEqual([
      "scanning.canary",
    ]);
  });
});
