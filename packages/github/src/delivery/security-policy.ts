import { generatedFile } from "@sallyport/github-api";
import { principalParts } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { type RepositoryFile, repositoryFile } from "./repository-file.js";

/**
 * The file `SECURITY.md`: how to report a vulnerability without telling everybody, and by when it is fixed.
 *
 * @see https://docs.github.com/en/code-security/getting-started/adding-a-security-policy-to-your-repository
 */
export function securityPolicyFile({ policy, repository }: WorkflowInputs): RepositoryFile {
  const { gate, organization, protection, slas } = policy;
  const { name: team } = principalParts(gate.approvers);
  const advisories = `https://github.com/${organization.login}/${repository.name}/security/advisories/new`;
  const channel =
    repository.visibility === "public"
      ? `Report it privately: <${advisories}>.`
      : `Tell ${team} of ${organization.login} directly.`;
  const body = `# Security policy

## Reporting a vulnerability

${channel} Please open no issue and no pull request, which others can read before there is a fix.

Say what happens, how to make it happen, and which version has it.

## What is maintained

The branches ${protection.branches.map((branch) => `\`${branch}\``).join(", ")}.

## Time to fix

| severity | time to fix |
| --- | --- |
| critical | ${slas.critical} |
| high | ${slas.high} |
| medium | ${slas.medium} |
| low | ${slas.low} |
`;
  return repositoryFile({
    repository: repository.name,
    path: ".github/SECURITY.md",
    content: generatedFile(body, "<!--"),
    purpose: "Says how to report a vulnerability, and by when it is fixed.",
    ifForeign: "keep",
    elsewhere: ["SECURITY.md", "docs/SECURITY.md"],
  });
}
