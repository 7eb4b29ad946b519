import { manifestKind } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, minimal, policyWith } from "./support.ts";

const [api] = minimal.repositories;
const repository = (settings: Record<string, unknown>) => ({ repositories: [{ ...api, ...settings }] });

test.each([
  ["package.json", "npm"],
  ["web/package-lock.json", "npm"],
  ["pnpm-lock.yaml", "npm"],
  ["yarn.lock", "npm"],
  ["requirements.txt", "python"],
  ["requirements-dev.txt", "python"],
  ["api/pyproject.toml", "python"],
  ["uv.lock", "python"],
  ["Pipfile.lock", "python"],
  ["pom.xml", "maven"],
  ["go.mod", "golang"],
  ["Dockerfile", "docker"],
  ["docker/api.Dockerfile", "docker"],
  ["Dockerfile.dev", "docker"],
])("%s is a manifest of kind %s", (path, kind) => {
  expect(manifestKind(path)).toBe(kind);
});

test.each(["deploy.yaml", "mypackage.json", "go.modx", "README.md"])("%s does not tell its kind", (path) => {
  expect(manifestKind(path)).toBeUndefined();
});

test("a repository needs a name and an id; the rest has defaults", () => {
  expect(policyWith().repositories).toEqual([
    {
      name: "api",
      adopt: false,
      properties: {},
      id: 3,
      visibility: "private",
      owners: [],
      languages: [],
      manifests: [],
      images: [],
      infrastructure: [],
      kubernetes: [],
    },
  ]);
});

test("an image is built from the Dockerfile at the root unless it says otherwise", () => {
  expect(policyWith(repository({ images: [{ name: "api" }] })).repositories[0]?.images).toEqual([
    { name: "api", dockerfile: "Dockerfile", context: "." },
  ]);
});

test.each(["npm", "python", "maven", "golang", "docker", "kubernetes"])("takes manifests of kind %s", (kind) => {
  expect(() => policyWith(repository({ manifests: [{ path: "deps", kind }] }))).not.toThrow();
});

test.each([".", "..", "a/b", "", "a b", "x".repeat(101)])("refuses the repository name %j", (name) => {
  expect(complaints(repository({ name }))).toEqual([
    expect.stringContaining("repositories[0].name must be a GitHub repository name"),
  ]);
});

test.each(["/etc", "../x", "a/../b", "..", "a\\b", "a\nb", "$HOME", "-rf"])("refuses the path %j", (path) => {
  expect(complaints(repository({ infrastructure: [path] }))).toHaveLength(1);
  expect(complaints(repository({ images: [{ name: "web", dockerfile: path }] }))).toHaveLength(1);
});

test.each(["terraform/", "a/b.c/d-e_f", "@scope/pkg", "with space", "..a/b.."])("takes the path %j", (path) => {
  expect(() => policyWith(repository({ infrastructure: [path] }))).not.toThrow();
});

test.each([
  "python:3.13-slim",
  "node",
  "registry.example:5000/base/python:3.13",
  `python@sha256:${"a".repeat(64)}`,
  `python:3.13@sha256:${"0".repeat(64)}`,
])("takes the base image %s", (base) => {
  expect(() => policyWith(repository({ images: [{ name: "web", base }] }))).not.toThrow();
});

test.each(["", "Python", "python:", "python@sha256:abc", "py thon", "-python", "x".repeat(600)])(
  "refuses the base image %j",
  (base) => {
    expect(complaints(repository({ images: [{ name: "web", base }] }))).toHaveLength(1);
  },
);

test.each(["API", "-a", "a-", "a//b", "a", "x".repeat(257), ""])("refuses the image name %j", (name) => {
  expect(complaints(repository({ images: [{ name }] }))).toHaveLength(1);
});

test("the address of staging must be https", () => {
  expect(complaints(repository({ staging: { url: "http://staging.acme.example" } }))).toHaveLength(1);
  expect(() => policyWith(repository({ staging: { url: "https://staging.acme.example" } }))).not.toThrow();
});
