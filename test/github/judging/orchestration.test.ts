import { type Job, orchestrate, type ScanStage } from "@sallyport/github";
import { describe, expect, test } from "vitest";

const scanner = (name: string, more: Partial<Job> = {}): Job => ({
  name,
  "runs-on": "ubuntu-24.04",
  permissions: { contents: "read" },
  "timeout-minutes": 5,
  steps: [{ name: "Scan", shell: "bash", run: name }],
  ...more,
});

const jobs = { trivy: scanner("Trivy"), gitleaks: scanner("Gitleaks"), bandit: scanner("Bandit") };
const stages: Record<string, ScanStage> = { gitleaks: "pre-scan", trivy: "scan" };
/** What each job waits for, in the order of the jobs. */
const waits = (ordered: Record<string, Job>) =>
  Object.entries(ordered).map(([id, { needs = [] }]) => `${id}: ${needs.join(" ")}`);

describe("sequential", () => {
  test("lets each scanner wait for the one before", () => {
    expect(waits(orchestrate(jobs, "sequential"))).toEqual(["trivy: ", "gitleaks: trivy", "bandit: gitleaks"]);
  });

  test("begins with the cheap ones", () => {
    expect(waits(orchestrate(jobs, "sequential", stages))).toEqual(["gitleaks: ", "trivy: gitleaks", "bandit: trivy"]);
  });

  test("runs a scanner also after one that failed or was skipped", () => {
    const { trivy, gitleaks, bandit } = orchestrate(jobs, "sequential");

    expect(trivy).not.toHaveProperty("if");
    expect([gitleaks?.if, bandit?.if]).toEqual(["!cancelled()", "!cancelled()"]);
  });

  test("asks for success of what a job itself needs, and of nothing else", () => {
    const built = { build: scanner("Build"), ...jobs, scout: scanner("Scout", { needs: ["build"] }) };

    expect(orchestrate(built, "sequential").scout).toMatchObject({
      needs: ["build", "bandit"],
      if: "!cancelled() && needs.build.result == 'success'",
    });
  });

  test("leaves it to a job that says itself how what it needs must have ended", () => {
    const built = {
      build: scanner("Build"),
      ...jobs,
      scout: scanner("Scout", { needs: ["build"], if: "!cancelled()" }),
    };

    expect(orchestrate(built, "sequential").scout).toMatchObject({
      needs: ["build", "bandit"],
      if: "!cancelled()",
    });
  });

  test("puts a job after what it needs, wherever it stands", () => {
    const built = { scout: scanner("Scout", { needs: ["build"] }), build: scanner("Build") };

    expect(waits(orchestrate(built, "sequential"))).toEqual(["build: ", "scout: build"]);
  });

  test("keeps the condition that a job has itself", () => {
    const conditional = { ...jobs, zap: scanner("ZAP", { if: "github.event_name == 'push' || always()" }) };

    expect(orchestrate(conditional, "sequential").zap?.if).toBe(
      "!cancelled() && (github.event_name == 'push' || always())",
    );
  });
});

describe("parallel", () => {
  test("lets no scanner wait for another", () => {
    expect(orchestrate(jobs, "parallel")).toEqual(jobs);
  });

  test("leaves what a job needs itself", () => {
    const built = { build: scanner("Build"), scout: scanner("Scout", { needs: ["build"] }) };

    expect(orchestrate(built, "parallel")).toEqual(built);
  });
});

describe("staged", () => {
  test("lets the second stage wait for all of the first, and nobody within a stage", () => {
    const first = { ...stages, bandit: "pre-scan" as const };

    expect(waits(orchestrate(jobs, "staged", first))).toEqual(["gitleaks: ", "bandit: ", "trivy: gitleaks bandit"]);
  });

  test("goes on to the second stage when the first failed", () => {
    expect(orchestrate(jobs, "staged", stages).trivy?.if).toBe("!cancelled()");
  });

  test("takes a job without a stage for the second one", () => {
    expect(waits(orchestrate(jobs, "staged", stages))).toContain("bandit: gitleaks");
  });

  test("counts what the first stage needs to the first stage", () => {
    const built = { build: scanner("Build"), ...jobs, lint: scanner("Lint", { needs: ["build"] }) };

    expect(waits(orchestrate(built, "staged", { lint: "pre-scan" }))).toEqual([
      "build: ",
      "lint: build",
      "trivy: build lint",
      "gitleaks: build lint",
      "bandit: build lint",
    ]);
  });
});

test.each(["sequential", "parallel", "staged"] as const)(
  "%s loses no job and changes nothing but the order",
  (order) => {
    const ordered = orchestrate(jobs, order, stages);

    expect(Object.keys(ordered).toSorted()).toEqual(Object.keys(jobs).toSorted());
    for (const [id, { needs: _, if: __, ...job }] of Object.entries(ordered)) {
      expect(job).toEqual(jobs[id as keyof typeof jobs]);
    }
  },
);

test("jobs that need each other come out as they are, for the check of the workflow to refuse", () => {
  const circle = { one: scanner("One", { needs: ["two"] }), two: scanner("Two", { needs: ["one"] }) };

  expect(Object.keys(orchestrate(circle, "sequential"))).toEqual(["one", "two"]);
});
