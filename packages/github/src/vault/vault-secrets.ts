import { posix } from "node:path";
import { loginName, type SecretsPolicy } from "@sallyport/policy";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Environment, Step } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";

/** Something that a job reads from Vault. */
export interface VaultRead {
  /** `kv/data/payments-api/production/stripe`, `database/creds/orders-write`. */
  path: string;
  /** Where its fields stand in the answer; kv-v2 has them one deeper, beside the version. */
  in: ".data" | ".data.data";
  /** The field that each output of the step gets. */
  outputs: Readonly<Record<string, string>>;
}

/** Who logs in to Vault: the jobs of a repository in an environment. */
export interface VaultLoginInputs extends WorkflowInputs {
  environment: string;
}

const stepId = "vault";

/** What a job needs to be let in. */
export const loginRights = {
  "id-token": { access: "write", why: "proves to Vault which job asks for its secrets" },
} as const;

/** The condition that the job is logged in. */
export const loggedIn = `steps.${stepId}.outputs.token != ''`;

/** The token of the login, for a step that asks Vault itself. */
export const vaultToken = vaultOutput("token");

/**
 * What was read, for the `env` or `with` of the one step that needs it: it exists nowhere else, neither in the environment
 * of the job nor in its log.
 */
export function vaultOutput(name: string): string {
  return expression(`steps.${stepId}.outputs.${name}`);
}

/**
 * A step that logs in to Vault with the identity of the job, and reads what it is told to. GitHub says in a signed token
 * which repository and environment the job is of; Vault answers with a token that lives for some minutes and may do what the
 * role of these two may.
 *
 * Each value is masked in the log before anything else happens to it. No value is an argument of a program, because
 * arguments are there for every process to see.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-hashicorp-vault
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#jwt-login
 */
export function vaultLogin(inputs: VaultLoginInputs, reads: readonly VaultRead[]): Step[] {
  const { secrets } = inputs.policy;
  if (!secrets) return [];
  return [
    script(
      {
        name: reads.length > 0 ? "Read the secrets from Vault" : "Log in to Vault",
        id: stepId,
        env: {
          ...vaultServer(secrets),
          AUDIENCE: secrets.auth.jwt.audience ?? secrets.vault.address,
          LOGIN: `auth/${secrets.auth.jwt.path}/login`,
          VAULT_ROLE: loginName(inputs),
          ...Object.fromEntries(reads.map(({ path }, index) => [pathVariable(index), path])),
        },
      },
      [
        ...requestFunction,
        ...outputFunction,
        'audience="$(jq --null-input --raw-output --arg text "$AUDIENCE" \'$text | @uri\')"',
        'identity="$(printf \'header = "Authorization: bearer %s"\\n\' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |',
        '  request --config - "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$audience" | jq --raw-output --exit-status .value)" ||',
        '  { echo "::error title=No identity::GitHub gave this job no token. Without one Vault lets nobody in."; exit 1; }',
        'echo "::add-mask::$identity"',
        'token="$(printf %s "$identity" | jq --raw-input --slurp --arg role "$VAULT_ROLE" \'{ role: $role, jwt: . }\' |',
        '  vault --data @- "$LOGIN" | jq --raw-output --exit-status .auth.client_token)" ||',
        '  { echo "::error title=No login::Vault at $VAULT_ADDR did not let this job in as $VAULT_ROLE. The log says why: 400 or 403 is a refusal, 503 a sealed server."; exit 1; }',
        'output token "$token"',
        ...reads.flatMap(readLines),
      ],
    ),
  ];
}

/** As {@link vaultLogin}; no step where there is nothing to read. */
export function vaultSecrets(inputs: VaultLoginInputs, reads: readonly VaultRead[]): Step[] {
  return reads.length > 0 ? vaultLogin(inputs, reads) : [];
}

/** Holds the path, where the plan holds it against the policies of the role. */
function pathVariable(index: number): string {
  return `VAULT_SECRET_${index + 1}`;
}

/** Asked once for all its fields: a database makes another user each time. */
function readLines({ in: place, outputs }: VaultRead, index: number): string[] {
  const path = `$${pathVariable(index)}`;
  return [
    "",
    `answer="$(printf 'header = "X-Vault-Token: %s"\\n' "$token" | vault --config - "${path}")" ||`,
    `  { echo "::error title=Secret not read::Vault did not give ${path} to $VAULT_ROLE. 403: its policy does not open it, 404: nobody wrote it."; exit 1; }`,
    ...Object.entries(outputs).flatMap(([output, field]) => [
      `value="$(printf %s "$answer" | jq --raw-output --exit-status '${place}["${field}"] | strings')" ||`,
      `  { echo "::error title=Secret missing::Vault has no ${field} in ${path}. Write it there."; exit 1; }`,
      `output ${output} "$value"`,
    ]),
  ];
}

/**
 * The step that ends the login and every database user that it was given, whatever happened before. Goes last. Batch tokens
 * cannot be ended: they expire (`secrets.auth.jwt.tokenTtl`).
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/tokens#token-type-comparison
 */
export function vaultLogout({ policy: { secrets } }: Pick<WorkflowInputs, "policy">): Step[] {
  if (!secrets || secrets.auth.jwt.tokenType === "batch") return [];
  return [
    script(
      {
        name: "End the login to Vault",
        if: `always() && ${loggedIn}`,
        env: { ...vaultServer(secrets), VAULT_TOKEN: vaultToken },
      },
      [
        ...requestFunction,
        'printf \'header = "X-Vault-Token: %s"\\n\' "$VAULT_TOKEN" |',
        "  vault --config - --request POST auth/token/revoke-self > /dev/null",
      ],
    ),
  ];
}

/** As {@link vaultLogout}; no step where there was nothing to read. */
export function revokeVaultToken(inputs: Pick<WorkflowInputs, "policy">, reads: readonly VaultRead[]): Step[] {
  return reads.length > 0 ? vaultLogout(inputs) : [];
}

/** Where Vault is, by the names that its own client has for it. */
export function vaultServer({ vault }: SecretsPolicy): Environment {
  return {
    VAULT_ADDR: vault.address.replace(/\/+$/, ""),
    ...(vault.namespace !== undefined && { VAULT_NAMESPACE: vault.namespace }),
    ...(vault.caCertificate !== undefined && { VAULT_CACERT: posix.join(checkoutFolder, vault.caCertificate) }),
  };
}

/** `request` asks GitHub, `vault` asks Vault; both fail on any answer but a good one, and print nothing of it. */
const requestFunction = [
  'request() { curl --silent --show-error --fail --max-time 20 --retry 3 --retry-connrefused "$@"; }',
  "vault() {",
  `  local path="\${*: -1}"`,
  `  set -- "\${@:1:$#-1}"`,
  `  if [ -n "\${VAULT_CACERT:-}" ]; then set -- "$@" --cacert "$VAULT_CACERT"; fi`,
  `  if [ -n "\${VAULT_NAMESPACE:-}" ]; then set -- "$@" --header "X-Vault-Namespace: $VAULT_NAMESPACE"; fi`,
  '  request "$@" "$VAULT_ADDR/v1/$path"',
  "}",
];

/** `output NAME VALUE` masks every line of a value, then hands it on. */
const outputFunction = [
  "output() {",
  '  while IFS= read -r line || [ -n "$line" ]; do',
  `    line="\${line//%/%25}"`,
  `    line="\${line//$'\\r'/%0D}"`,
  '    if [ -n "$line" ]; then echo "::add-mask::$line"; fi',
  '  done <<< "$2"',
  '  local end="end-of-$RANDOM-$RANDOM-$RANDOM"',
  '  printf \'%s<<%s\\n%s\\n%s\\n\' "$1" "$end" "$2" "$end" >> "$GITHUB_OUTPUT"',
  "}",
];
