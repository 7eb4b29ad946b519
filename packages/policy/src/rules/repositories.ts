import { manifestKind } from "../repositories.js";
import { duplicates, type Rule } from "./rule.js";

export const repositoriesAreDistinct: Rule = {
  sections: ["repositories"],
  check: ({ repositories }) => [
    ...duplicates(repositories.map(({ name }) => name.toLowerCase())).map(([first, second]) => ({
      path: ["repositories", second, "name"],
      message: "names a repository twice",
      remedy: "Keep one entry for each repository",
      conflictsWith: ["repositories", first, "name"],
    })),
    ...duplicates(repositories.map(({ id }) => id)).map(([first, second]) => ({
      path: ["repositories", second, "id"],
      message: "is the id of another repository too",
      remedy: "Ask GitHub for the right one: `gh api repos/OWNER/NAME --jq .id`",
      conflictsWith: ["repositories", first, "id"],
    })),
  ],
};

export const imagesAreDistinct: Rule = {
  sections: ["repositories"],
  check: ({ repositories }) => {
    const images = repositories.flatMap((repository, index) =>
      repository.images.map(({ name }, position) => ({
        name,
        path: ["repositories", index, "images", position, "name"],
      })),
    );
    return duplicates(images.map(({ name }) => name)).map(([first, second]) => ({
      path: images[second]?.path ?? [],
      message: "is the name of another image too",
      remedy: "Every image has an ECR repository of its own: give it a name of its own",
      conflictsWith: images[first]?.path ?? [],
    }));
  },
};

export const manifestsHaveAKind: Rule = {
  sections: ["repositories"],
  check: ({ repositories }) =>
    repositories.flatMap(({ manifests }, index) =>
      manifests.flatMap((manifest, position) =>
        typeof manifest === "string" && manifestKind(manifest) === undefined
          ? [
              {
                path: ["repositories", index, "manifests", position],
                message: "does not tell by its name what kind of manifest it is",
                remedy: `Write { path: ${manifest}, kind: npm }, or another kind: python, maven, golang, docker, kubernetes`,
              },
            ]
          : [],
      ),
    ),
};
