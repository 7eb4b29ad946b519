import { posix } from "node:path";
import { loginName, type SecretsPolicy, scanEnvironment } from "@sallyport/policy";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Environment, Step } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";

/** A secret in Vault, and which of its fields a job reads. */
export interface SecretRequest {
  /** Last part of its path: `snyk` for `kv/data/payments-api/security-scan/snyk`. */
  name: string;
  fields: readonly string[];
}

const stepId = "vault";

/**
 * The value of a secret, for the `env` or `with` of the one step that needs it: it exists nowhere else, neither in the
 * environment of the job nor in its log.
 */
export function secretValue({ name }: SecretRequest, field: string): string {
  return expression(`steps.${stepId}.outputs.${outputName(name, field)}`);
}

function outputName(name: string, field: string): string {
  return `${name}-${field}`;
}

/**
 * Steps that read secrets from Vault with the identity of the job. GitHub says in a signed token which repository and
 * environment the job is of; Vault answers with a token that lives for some minutes and reads the secrets of these alone.
 *
 * Each value is masked in the log before anything else happens to it. No value is an argument of a program, because
 * arguments are there for every process to see.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-hashicorp-vault
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#jwt-login
 */
export function vaultSecrets(inputs: WorkflowInputs, requests: readonly SecretRequest[]): Step[] {
  const { secrets } = inputs.policy;
  if (requests.length === 0 || !secrets) return [];
  return [
    script(
      {
        name: "Read the secrets from Vault",
        id: stepId,
        env: {
          ...server(secrets),
          AUDIENCE: secrets.auth.jwt.audience ?? secrets.vault.address,
          LOGIN: `auth/${secrets.auth.jwt.path}/login`,
          VAULT_ROLE: loginName({ repository: inputs.repository, environment: scanEnvironment }),
          ...secretPaths(inputs, secrets, requests),
        },
      },
      [
        ...requestFunction,
        ...outputFunction,
        'audience="$(jq --null-input --raw-output --arg text "$AUDIENCE" \'$text | @uri\')"',
        'identity="$(printf \'header = "Authorization: bearer %s"\\n\' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |',
        '  request --config - "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$audience" | jq --raw-output --exit-status .value)"',
        'echo "::add-mask::$identity"',
        'token="$(printf %s "$identity" | jq --raw-input --slurp --arg role "$VAULT_ROLE" \'{ role: $role, jwt: . }\' |',
        '  vault --data @- "$LOGIN" | jq --raw-output --exit-status .auth.client_token)"',
        'output token "$token"',
        ...requests.flatMap(readLines),
      ],
    ),
  ];
}

/** Where each secret is, by the variable that holds it: what a job reads can be held against the policies of its role. */
function secretPaths(
  { repository }: WorkflowInputs,
  { engines }: SecretsPolicy,
  requests: readonly SecretRequest[],
): Environment {
  const folder = `${engines.kv.path}/data/${repository.name}/${scanEnvironment}`;
  return Object.fromEntries(requests.map(({ name }, index) => [pathVariable(index), `${folder}/${name}`]));
}

function pathVariable(index: number): string {
  return `VAULT_SECRET_${index + 1}`;
}

function readLines({ name, fields }: SecretRequest, index: number): string[] {
  const path = `$${pathVariable(index)}`;
  return [
    "",
    `answer="$(printf 'header = "X-Vault-Token: %s"\\n' "$token" | vault --config - "${path}")"`,
    ...fields.flatMap((field) => [
      `value="$(printf %s "$answer" | jq --raw-output --exit-status '.data.data["${field}"] | strings')" ||`,
      `  { echo "::error title=Secret missing::Vault has no ${field} in ${path}. Write it there."; exit 1; }`,
      `output ${outputName(name, field)} "$value"`,
    ]),
  ];
}

/** The step that ends the token, whatever happened before. Goes last. */
export function revokeVaultToken({ policy }: WorkflowInputs, requests: readonly SecretRequest[]): Step[] {
  if (requests.length === 0 || !policy.secrets) return [];
  return [
    script(
      {
        name: "End the login to Vault",
        if: `always() && steps.${stepId}.outputs.token != ''`,
        env: { ...server(policy.secrets), VAULT_TOKEN: expression(`steps.${stepId}.outputs.token`) },
      },
      [
        ...requestFunction,
        'printf \'header = "X-Vault-Token: %s"\\n\' "$VAULT_TOKEN" |',
        "  vault --config - --request POST auth/token/revoke-self > /dev/null",
      ],
    ),
  ];
}

/** Where Vault is, by the names that its own client has for it. */
function server({ vault }: SecretsPolicy): Environment {
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
