import { posix } from "node:path";
import { generatedFile } from "@sallyport/github-api";
import { type ManifestKind, manifestKind, type RepositoryPolicy } from "@sallyport/policy";
import { stringify } from "yaml";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { type RepositoryFile, repositoryFile } from "./repository-file.js";

/** What Dependabot calls each kind of manifest. Its `docker` reads Kubernetes manifests, too. */
const ecosystems: Readonly<Record<ManifestKind, string>> = {
  npm: "npm",
  python: "pip",
  maven: "maven",
  golang: "gomod",
  docker: "docker",
  kubernetes: "docker",
};

/**
 * The file `dependabot.yml`: weekly updates of the actions, of every manifest, Dockerfile and Kubernetes folder of the
 * policy, once a version has been out for a while. The generated workflows are left out: their versions come with the policy.
 *
 * @param generated Paths of the generated workflows.
 * @see https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference
 */
export function dependabotFile({ policy, repository }: WorkflowInputs, generated: readonly string[]): RepositoryFile {
  const common = { schedule: { interval: "weekly" }, cooldown: { "default-days": policy.delivery.cooldownDays } };
  const actions = { "package-ecosystem": "github-actions", directories: ["/"], ...common };
  const updates = [
    { ...actions, ...(generated.length > 0 && { "exclude-paths": [...generated] }) },
    ...[...manifestFolders(repository)].map(([ecosystem, folders]) => ({
      "package-ecosystem": ecosystem,
      directories: [...folders].toSorted(),
      ...common,
    })),
  ];
  return repositoryFile({
    repository: repository.name,
    path: ".github/dependabot.yml",
    content: generatedFile(stringify({ version: 2, updates }, { lineWidth: 0, aliasDuplicateObjects: false })),
    purpose: "Proposes updates of the dependencies, each after a while in which a bad version would be noticed.",
    ifForeign: "keep",
    elsewhere: [".github/dependabot.yaml"],
  });
}

/** Folders by ecosystem, each ecosystem and folder once. */
function manifestFolders({ manifests, images, kubernetes }: RepositoryPolicy): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (ecosystem: string, folder: string) =>
    found.set(ecosystem, (found.get(ecosystem) ?? new Set()).add(posix.join("/", folder)));
  for (const manifest of manifests) {
    const path = typeof manifest === "string" ? manifest : manifest.path;
    const kind = typeof manifest === "string" ? manifestKind(manifest) : manifest.kind;
    if (kind !== undefined) add(ecosystemOf(path, kind), posix.dirname(path));
  }
  for (const { dockerfile } of images) add("docker", posix.dirname(dockerfile));
  for (const folder of kubernetes) add("docker", folder.replace(/\/+$/, ""));
  return found;
}

function ecosystemOf(path: string, kind: ManifestKind): string {
  return posix.basename(path) === "uv.lock" ? "uv" : ecosystems[kind];
}
