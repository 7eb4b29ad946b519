import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes the part of GitHub's own OpenAPI description that the API server of the tests answers by. The npm package that
 * carries the whole has 470 MB, so it is no dependency: `pnpm github-description` gets it, checks its digest and
 * keeps the structure of the paths and events below, without prose and examples. A new route needs its path here first.
 */
const paths = [
  "/orgs/{org}",
  "/orgs/{org}/actions/permissions",
  "/orgs/{org}/actions/permissions/selected-actions",
  "/orgs/{org}/actions/permissions/workflow",
  "/orgs/{org}/properties/schema",
  "/orgs/{org}/properties/schema/{custom_property_name}",
  "/orgs/{org}/properties/values",
  "/orgs/{org}/repos",
  "/orgs/{org}/rulesets",
  "/orgs/{org}/rulesets/{ruleset_id}",
  "/orgs/{org}/security-managers",
  "/orgs/{org}/teams",
  "/orgs/{org}/teams/{team_slug}",
  "/orgs/{org}/teams/{team_slug}/memberships/{username}",
  "/rate_limit",
  "/repos/{owner}/{repo}",
  "/repos/{owner}/{repo}/actions/oidc/customization/sub",
  "/repos/{owner}/{repo}/actions/permissions",
  "/repos/{owner}/{repo}/actions/permissions/access",
  "/repos/{owner}/{repo}/actions/permissions/selected-actions",
  "/repos/{owner}/{repo}/actions/permissions/workflow",
  "/repos/{owner}/{repo}/actions/runs",
  "/repos/{owner}/{repo}/actions/runs/{run_id}",
  "/repos/{owner}/{repo}/actions/runs/{run_id}/approvals",
  "/repos/{owner}/{repo}/actions/variables",
  "/repos/{owner}/{repo}/actions/variables/{name}",
  "/repos/{owner}/{repo}/automated-security-fixes",
  "/repos/{owner}/{repo}/commits/{ref}/check-runs",
  "/repos/{owner}/{repo}/contents/{path}",
  "/repos/{owner}/{repo}/deployments",
  "/repos/{owner}/{repo}/deployments/{deployment_id}",
  "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
  "/repos/{owner}/{repo}/environments",
  "/repos/{owner}/{repo}/environments/{environment_name}",
  "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
  "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies/{branch_policy_id}",
  "/repos/{owner}/{repo}/environments/{environment_name}/variables",
  "/repos/{owner}/{repo}/environments/{environment_name}/variables/{name}",
  "/repos/{owner}/{repo}/git/blobs",
  "/repos/{owner}/{repo}/git/blobs/{file_sha}",
  "/repos/{owner}/{repo}/git/commits",
  "/repos/{owner}/{repo}/git/commits/{commit_sha}",
  "/repos/{owner}/{repo}/git/ref/{ref}",
  "/repos/{owner}/{repo}/git/refs",
  "/repos/{owner}/{repo}/git/refs/{ref}",
  "/repos/{owner}/{repo}/git/trees",
  "/repos/{owner}/{repo}/git/trees/{tree_sha}",
  "/repos/{owner}/{repo}/issues",
  "/repos/{owner}/{repo}/issues/comments/{comment_id}",
  "/repos/{owner}/{repo}/issues/{issue_number}",
  "/repos/{owner}/{repo}/issues/{issue_number}/comments",
  "/repos/{owner}/{repo}/issues/{issue_number}/labels",
  "/repos/{owner}/{repo}/keys",
  "/repos/{owner}/{repo}/keys/{key_id}",
  "/repos/{owner}/{repo}/labels",
  "/repos/{owner}/{repo}/labels/{name}",
  "/repos/{owner}/{repo}/properties/values",
  "/repos/{owner}/{repo}/pulls",
  "/repos/{owner}/{repo}/pulls/{pull_number}",
  "/repos/{owner}/{repo}/rules/branches/{branch}",
  "/repos/{owner}/{repo}/rulesets",
  "/repos/{owner}/{repo}/rulesets/{ruleset_id}",
  "/repos/{owner}/{repo}/vulnerability-alerts",
];

/** The events that workflows start on, as the runner gets them. */
const webhooks = ["merge-group-checks-requested", "pull-request-synchronize", "push"];

const source = {
  package: "@octokit/openapi@23.0.2",
  integrity: "sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
  file: "package/generated/api.github.com.json",
  license: "package/LICENSE",
};

/** Keys that say nothing about structure. */
const prose = ["description", "example", "examples", "externalDocs", "summary", "tags", "title"];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };

const { description, license } = fetchWhole();
const components: Record<string, JsonMap> = {};
const kept = Object.fromEntries(
  paths.map((path) => [path, keep((description.paths as JsonMap)[path] ?? missing(path))]),
);
const events = Object.fromEntries(
  webhooks.map((name) => [name, keep((description["x-webhooks"] as JsonMap)[name] ?? missing(`webhook ${name}`))]),
);
const { openapi } = description;
const result = { source: source.package, license, openapi, paths: kept, webhooks: events, components };
writeFileSync("test/support/github-api/description.json", `${JSON.stringify(result, null, 1)}\n`);

function fetchWhole(): { description: JsonMap; license: string } {
  const folder = mkdtempSync(join(tmpdir(), "github-description-"));
  try {
    run("npm", ["pack", "--silent", source.package], folder);
    const [archive = ""] = readdirSync(folder);
    const found = `sha512-${createHash("sha512")
      .update(readFileSync(join(folder, archive)))
      .digest("base64")}`;
    if (found !== source.integrity)
      throw new Error(`${source.package} has the digest ${found}, not ${source.integrity}`);
    run("tar", ["xzf", archive, source.file, source.license], folder);
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    return { description: JSON.parse(read(source.file)), license: read(source.license) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}

function missing(path: string): never {
  throw new Error(`${source.package} has no ${path}`);
}

/** A value without prose; what it refers to is kept too. Names of properties are data, not keys of a schema. */
function keep(value: Json, isMapOfNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => keep(item));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.$ref === "string") keepReferred(value.$ref);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isMapOfNames || !(prose.includes(key) || key.startsWith("x-")))
      .map(([key, item]) => [key, keep(item, !isMapOfNames && key === "properties")]),
  );
}

function keepReferred(reference: string): void {
  const [, , kind = "", name = ""] = reference.split("/");
  const group = components[kind] ?? {};
  components[kind] = group;
  if (name in group) return;
  group[name] = null; // It may refer to itself.
  group[name] = keep(((description.components as JsonMap)[kind] as JsonMap)[name] ?? missing(reference));
}
