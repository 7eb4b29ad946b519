import { workflowNotes } from "@sallyport/github";
import { expect, test } from "vitest";
import { repositories, sample } from "../sample.ts";

const script = { script: "deploy/ship.sh" };
const staging = { url: "https://staging.example" };
const scanning = { scanners: { zap: {} } };

const notes = (about: string, settings: Record<string, unknown> = {}) =>
  workflowNotes(sample(settings)).filter(({ message }) => message.startsWith(about));

test("a workflow that deploys says which variables it reads, and one that does not says nothing", () => {
  const environments = { staging: { deploy: script } };

  expect(notes("environments: the deploy workflow", { environments })).toMatchObject([
    { level: "info", message: expect.stringMatching(/SALLYPORT_AWS_ROLE.*SALLYPORT_REGISTRY/) },
  ]);
  expect(notes("environments")).toEqual([]);
});

test("provenance of a repository that is not public is warned of", () => {
  const environments = { staging: { deploy: script } };

  expect(notes("environments: payments-api is not public", { environments })).toMatchObject([{ level: "warning" }]);
  expect(
    notes("environments: payments-api is not public", { environments, ...repositories({ visibility: "public" }) }),
  ).toEqual([]);
});

test.each([
  ["without a deployment to staging", {}, "warning", "does not run"],
  ["after a deployment", { environments: { staging: { deploy: script } } }, "info", "after each deployment to staging"],
])("ZAP %s is told of", (_, settings, level, says) => {
  expect(notes("scanning.scanners.zap:", { scanning, ...repositories({ staging }), ...settings })).toMatchObject([
    { level, message: expect.stringContaining(says) },
  ]);
});

test("a scan that attacks says so", () => {
  const environments = { staging: { deploy: script } };
  const full = { scanning: { scanners: { zap: { scan: "full" } } }, ...repositories({ staging }), environments };

  expect(notes("scanning.scanners.zap:", full)[0]?.message).toContain("attacks it");
});

test("an automatic rollback that waits for reviewers again is warned of", () => {
  const about = "environments.staging.rollback";
  const environment = { deploy: script, rollback: "automatic" };
  const withStaging = (more: object) => ({
    ...repositories({ staging }),
    environments: { staging: { ...environment, ...more } },
  });

  expect(notes(about, withStaging({ reviewers: ["team:security"] }))).toMatchObject([{ level: "warning" }]);
  expect(notes(about, withStaging({}))).toEqual([]);
  expect(notes(about, withStaging({ reviewers: ["team:security"], rollback: "manual" }))).toEqual([]);
});
