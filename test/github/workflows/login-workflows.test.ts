import { loginWorkflows, workflowFiles } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sampleWith } from "../sample.ts";

const environments = { staging: { deploy: { script: "deploy.sh" } }, production: {} };
const central = { delivery: { mode: "central", central: { repository: "pipelines", id: 5 } } };
const modes = [
  ["in the repository", {}],
  ["in the central repository", central],
] as const;

describe.each(modes)("with the files %s, those whose jobs run in an environment", (_, delivery) => {
  const inputs = sampleWith({ snyk: {} }, { environments, ...delivery });

  /** Files of which a job names the environment, as they are generated. */
  const using = (environment: string) =>
    workflowFiles(inputs)
      .filter(({ path }) => path.startsWith(".github/workflows/"))
      .filter(({ content }) => {
        const jobs: Record<string, { environment?: string }> = parse(content).jobs;
        return Object.values(jobs).some((job) => job.environment === environment);
      })
      .map(({ repository, path }) => `${repository}/${path}`);
  const named = (environment: string) =>
    loginWorkflows(inputs, environment)?.map(({ repository, path }) => `${repository}/${path}`);

  test.each(["staging", "security-scan"])("are just those of which a job names it: %s", (environment) => {
    expect(named(environment)?.toSorted()).toEqual(using(environment).toSorted());
    expect(named(environment)).not.toEqual([]);
  });

  test("are none of ours where nothing is deployed", () => {
    expect(using("production")).toEqual([]);
    expect(named("production")).toBeUndefined();
  });
});
