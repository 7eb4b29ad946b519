import { rotationEnvironment } from "@sallyport/policy";
import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, Step } from "../document/workflow.js";
import { loggedIn, loginRights, vaultLogin, vaultLogout, vaultServer, vaultToken } from "../vault/vault-secrets.js";
import { policyFile, preparation, sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import type { RotatedSecrets } from "./rotated-secrets.js";
import { accessVariables, rotationAccess, rotationReads } from "./rotation-access.js";

/**
 * The job that changes what is due, then says how old everything is. It runs in the environment `secret-rotation`, whose
 * role in Vault may write the secrets that have a rotator, and reads no secret of another job. The report comes also after a
 * rotation that failed, because it is what tells people.
 */
export function rotationJob(inputs: WorkflowInputs, rotated: RotatedSecrets): Job {
  const env = {
    ...vaultServer(rotated.policy),
    VAULT_TOKEN: vaultToken,
    POLICY: policyFile(inputs),
    REPOSITORY: inputs.repository.name,
  };
  const steps: Step[] = [
    ...preparation(inputs),
    ...vaultLogin({ ...inputs, environment: rotationEnvironment }, rotationReads(inputs, rotated)),
    ...rotationAccess(inputs, rotated),
    script({ name: "Change what is due", env: { ...env, ...accessVariables(rotated) } }, [
      `${sallyport(inputs)} secrets rotate --policy "$POLICY" --repository "$REPOSITORY"`,
    ]),
    script({ name: "Say how old every secret is", if: `!cancelled() && ${loggedIn}`, env }, [
      `${sallyport(inputs)} secrets report --policy "$POLICY" --repository "$REPOSITORY"`,
    ]),
    ...vaultLogout(inputs),
  ];
  return {
    name: "Rotation",
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps, rotated.usesAws ? rightsWithAws : loginRights),
    environment: rotationEnvironment,
    "timeout-minutes": 15,
    steps,
  };
}

const rightsWithAws = {
  "id-token": { access: "write", why: "proves to Vault and to AWS which job changes secrets" },
} as const;

/** The job that tells people: it opens one issue, and writes into it as long as nobody closes it. */
export function rotationAlertJob({ repository }: WorkflowInputs): Job {
  return {
    name: "Alert",
    needs: ["rotation"],
    if: "failure()",
    "runs-on": "ubuntu-24.04",
    permissions: { issues: { access: "write", why: "opens an issue about secrets that somebody must look after" } },
    "timeout-minutes": 5,
    steps: [
      script(
        {
          name: "Open an issue, or write into the open one",
          env: {
            GH_TOKEN: expression("github.token"),
            TITLE: `Secrets of ${repository.name} are overdue, or could not be rotated`,
          },
        },
        [
          "{",
          '  echo "The run says which, and what to do: $GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
          "  echo",
          '  echo "Close this issue when a later run is green. Until then each red run is added here."',
          "} > issue.md",
          'cat issue.md >> "$GITHUB_STEP_SUMMARY"',
          'set -- --repo "$GITHUB_REPOSITORY"',
          'open="$(gh issue list "$@" --author app/github-actions --state open --limit 1000 --json number,title --jq \'map(select(.title == env.TITLE)) | first | .number // empty\')"',
          'if [ -n "$open" ]; then',
          '  gh issue comment "$open" "$@" --body-file issue.md',
          "else",
          '  gh issue create "$@" --title "$TITLE" --body-file issue.md',
          "fi",
        ],
      ),
    ],
  };
}
