import { expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

test("repositories, images and manifests that differ are accepted", () => {
  expect(() =>
    policyWith({
      repositories: [
        { name: "api", id: 1, images: [{ name: "api" }, { name: "api-jobs" }], manifests: ["package.json"] },
        { name: "web", id: 2, images: [{ name: "web" }], manifests: [{ path: "deps.lock", kind: "npm" }] },
      ],
    }),
  ).not.toThrow();
});

test("a repository stands once, whatever the case of its name", () => {
  expect(
    conflicts({
      repositories: [
        { name: "api", id: 1 },
        { name: "web", id: 2 },
        { name: "API", id: 3 },
      ],
    }),
  ).toEqual(["repositories[2].name <-> repositories[0].name"]);
});

test("an id belongs to one repository", () => {
  expect(
    conflicts({
      repositories: [
        { name: "api", id: 1 },
        { name: "web", id: 1 },
      ],
    }),
  ).toEqual(["repositories[1].id <-> repositories[0].id"]);
});

test("an image has one name in the whole policy", () => {
  const repositories = [
    { name: "api", id: 1, images: [{ name: "shared" }, { name: "api" }] },
    { name: "web", id: 2, images: [{ name: "shared" }] },
  ];

  expect(conflicts({ repositories })).toEqual(["repositories[1].images[0].name <-> repositories[0].images[0].name"]);
});

test("a manifest whose name tells nothing must say its kind", () => {
  expect(complaints({ repositories: [{ name: "api", id: 1, manifests: ["package.json", "deps.lock"] }] })).toEqual([
    "repositories[0].manifests[1] does not tell by its name what kind of manifest it is. Write { path: deps.lock, kind: npm }, or another kind: python, maven, golang, docker, kubernetes.",
  ]);
});
