import { dependabotFile } from "@sallyport/github";
import { authorship } from "@sallyport/github-api";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repositories, sample } from "../sample.ts";

interface Update {
  "package-ecosystem": string;
  directories: string[];
  schedule: { interval: string };
  cooldown: { "default-days": number };
  "exclude-paths"?: string[];
}

function updatesOf(settings: Record<string, unknown>, generated: string[] = []): Update[] {
  const { version, updates } = parse(dependabotFile(sample(settings), generated).content);
  expect(version).toBe(2);
  return updates;
}
const foldersOf = (settings: Record<string, unknown>) =>
  Object.fromEntries(updatesOf(settings).map((update) => [update["package-ecosystem"], update.directories]));

test("updates actions, manifests and Dockerfiles, each ecosystem and folder once", () => {
  const manifests = [
    "package.json",
    "package-lock.json",
    "web/package.json",
    "requirements.txt",
    "tools/uv.lock",
    "api/pom.xml",
    "go.mod",
    { path: "deps.lock", kind: "npm" },
    { path: "build/Containerfile", kind: "docker" },
  ];

  expect(foldersOf(repositories({ manifests, kubernetes: ["deploy/", "ops"] }))).toEqual({
    "github-actions": ["/"],
    npm: ["/", "/web"],
    pip: ["/"],
    uv: ["/tools"],
    maven: ["/api"],
    gomod: ["/"],
    docker: ["/build", "/deploy", "/docker", "/ops"],
  });
});

test("updates the actions alone where there is nothing else", () => {
  expect(
    foldersOf({ ...repositories({ images: [] }), scanning: { scanners: { trivy: { scanType: "filesystem" } } } }),
  ).toEqual({
    "github-actions": ["/"],
  });
});

test("waits with a new version as long as the policy says", () => {
  expect(updatesOf({}).map((update) => update.cooldown)).toEqual([{ "default-days": 7 }, { "default-days": 7 }]);
  expect(updatesOf({ delivery: { cooldownDays: 21 } })[0]?.cooldown).toEqual({ "default-days": 21 });
});

test("leaves the generated workflows alone, whose versions come with the policy", () => {
  const [actions, docker] = updatesOf({}, [".github/workflows/sallyport.yml"]);

  expect(actions?.["exclude-paths"]).toEqual([".github/workflows/sallyport.yml"]);
  expect(docker).not.toHaveProperty("exclude-paths");
});

test("never takes the place of somebody else's file", () => {
  const file = dependabotFile(sample(), []);

  expect(file).toMatchObject({
    path: ".github/dependabot.yml",
    ifForeign: "keep",
    elsewhere: [".github/dependabot.yaml"],
  });
  expect(authorship(file.content)).toBe("ours");
  expect(file.content).not.toMatch(/&a\d|\*a\d/); // an alias, which Dependabot refuses
});
