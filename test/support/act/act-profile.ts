/**
 * Scopes of the token that GitHub knows and act v0.2.89 does not: its schema refuses them, and it hands out no token anyway.
 *
 * @see https://github.com/nektos/act/blob/v0.2.89/pkg/schema/workflow_schema.json
 */
const unknownToAct = ["artifact-metadata", "code-quality", "copilot-requests", "vulnerability-alerts"];

/** A workflow file as act can read it: the same text, without the lines that it refuses. */
export function actProfile(content: string): string {
  const refused = new RegExp(`^ +(?:${unknownToAct.join("|")}): (?:read|write)(?: #.*)?$\\n`, "gm");
  return content.replace(refused, "");
}
