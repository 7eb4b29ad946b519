import * as z from "zod";
import { MissionImpact } from "./gate.js";
import { PropertyName } from "./governance.js";
import { HttpsUrl } from "./https-url.js";
import { Principal } from "./principal.js";
import { RepositoryName } from "./repository-name.js";
import { RepositoryPath as path } from "./repository-path.js";

const imageName = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";

/** https://pkg.go.dev/github.com/distribution/reference (Grammar) */
const imageReference = z
  .string()
  .max(512)
  .regex(
    new RegExp(
      `^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?/)?${imageName}(?:/${imageName})*(?::\\w[\\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$`,
    ),
    { error: "must be an image reference such as python:3.13-slim or registry.example/python@sha256:..." },
  );

/** The manifest kinds that dependency scanners understand. */
export const ManifestKind = z.enum(["npm", "python", "maven", "golang", "docker", "kubernetes"]);
export type ManifestKind = z.infer<typeof ManifestKind>;

const Manifest = z.strictObject({
  path: path.describe("Path of the manifest in the repository."),
  kind: ManifestKind.describe("What the file is."),
});

const Image = z.strictObject({
  name: z
    .string()
    .regex(/^(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*$/, {
      error: "must be an image name: 2 to 256 lower-case letters, digits, . _ / -",
    })
    .describe("Name of the image, and of its ECR repository."),
  dockerfile: path.default("Dockerfile").describe("Dockerfile that builds it."),
  context: path.default(".").describe("Build context."),
  base: imageReference.optional().describe("Base image, judged and updated by the `registry` section."),
});

const Repository = z.strictObject({
  name: RepositoryName.describe("Name of the repository, without the owner."),
  id: z.int().min(1).describe("Numeric id of the repository (`gh api repos/OWNER/NAME --jq .id`)."),
  visibility: z
    .enum(["private", "internal", "public"])
    .default("private")
    .describe("Visibility on GitHub. Push rulesets (locked paths) do not exist for public repositories."),
  adopt: z
    .boolean()
    .default(false)
    .describe(
      "Takes the repository itself under management, for settings that GitHub keeps there (secret scanning, push protection): it is imported, never deleted, and what the policy does not speak of stays as it is.",
    ),
  properties: z
    .record(PropertyName, z.array(z.string().min(1)).min(1))
    .default({})
    .describe("Values of the custom properties under `organization.governance.properties`."),
  owners: z.array(Principal).default([]).describe("Teams and users who own the code."),
  languages: z
    .array(
      z.enum([
        "c",
        "cpp",
        "csharp",
        "go",
        "java",
        "javascript",
        "kotlin",
        "php",
        "python",
        "ruby",
        "rust",
        "swift",
        "typescript",
      ]),
    )
    .default([])
    .describe("Programming languages; static analysis follows from them."),
  manifests: z
    .array(z.union([path, Manifest]))
    .default([])
    .describe("Dependency manifests: a path whose kind its name tells (`package.json`), or `{ path, kind }`."),
  images: z.array(Image).default([]).describe("Container images built from this repository."),
  infrastructure: z.array(path).default([]).describe("Folders with infrastructure as code."),
  kubernetes: z.array(path).default([]).describe("Folders with Kubernetes manifests."),
  staging: z
    .strictObject({
      url: HttpsUrl.describe("Where staging answers; dynamic tests go there."),
      openapi: z
        .string()
        .regex(/^\/[\w./~%@+-]*$/, { error: "must be a path on that server, such as /openapi.json" })
        .default("/openapi.json")
        .describe("Path of its OpenAPI description, for `scanning.scanners.zap.scan: api`."),
    })
    .optional()
    .describe("The staging deployment."),
  missionImpact: MissionImpact.optional().describe(
    "How much of the mission and of people's well-being hangs on it (SSVC); without it `gate.ssvc.missionImpact`.",
  ),
});

/** The `repositories` section: what each repository holds, which decides the scanners that apply to it. */
export const RepositoriesPolicy = z
  .array(Repository)
  .min(1)
  .describe("The repositories under this policy, and what is in them.")
  .meta({ stronger: "same" });
export type RepositoryPolicy = z.infer<typeof Repository>;

const kindOfName: ReadonlyArray<readonly [RegExp, z.infer<typeof ManifestKind>]> = [
  [/(^|\/)(package(-lock)?\.json|pnpm-lock\.yaml|yarn\.lock)$/, "npm"],
  [/(^|\/)(requirements[\w.-]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(\.lock)?|setup\.py)$/, "python"],
  [/(^|\/)pom\.xml$/, "maven"],
  [/(^|\/)go\.(mod|sum)$/, "golang"],
  [/(^|\/)([\w.-]+\.)?Dockerfile([.-][\w.-]+)?$/, "docker"],
];

/** Kind of a manifest given by its path alone; undefined when the name does not tell. */
export function manifestKind(manifestPath: string): z.infer<typeof ManifestKind> | undefined {
  return kindOfName.find(([pattern]) => pattern.test(manifestPath))?.[1];
}
