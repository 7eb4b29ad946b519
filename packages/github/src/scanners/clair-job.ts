import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { script } from "../document/script-step.js";
import type { ScriptStep } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { builtImage, builtImages } from "./image-steps.js";
import { type SecretRequest, secretValue } from "./scan-secrets.js";
import { scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { imageSeconds } from "./time-limit.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["clair"]>;
type Image = RepositoryPolicy["images"][number];

const account: SecretRequest = { name: "clair-registry", fields: ["username", "password"] };

/**
 * Clair: the images. Clair fetches their layers from a registry, so the job pushes each image to the one that the policy
 * names for this, under its commit, and asks Clair for what it finds. Clair may fetch with the token that the registry
 * gives for these layers alone.
 *
 * @see https://quay.github.io/clair/reference/api.html
 */
export function clairJob(inputs: WorkflowInputs, options: Options & { registry: string }): ScannerJob {
  const { images } = inputs.repository;
  return scannerJob(inputs, {
    id: "clair",
    name: "Clair",
    stage: "scan",
    tool: "clair",
    reports: images.map(({ name }) => reportPath("clair", "image", name)),
    images: true,
    secrets: [account],
    steps: [
      loginStep(options),
      ...images.flatMap((image) => [pushStep(options, image), askStep(inputs, options, image)]),
    ],
  });
}

function registryHost({ registry }: { registry: string }): string {
  return registry.split("/", 1)[0] ?? registry;
}

function loginStep(options: Options & { registry: string }): ScriptStep {
  return script(
    {
      name: "Log in to the registry of Clair",
      env: {
        REGISTRY: registryHost(options),
        REGISTRY_USERNAME: secretValue(account, "username"),
        REGISTRY_PASSWORD: secretValue(account, "password"),
      },
    },
    ['printf %s "$REGISTRY_PASSWORD" | docker login "$REGISTRY" --username "$REGISTRY_USERNAME" --password-stdin'],
  );
}

function pushStep({ registry }: { registry: string }, { name }: Image): ScriptStep {
  return script(
    { name: `Push ${name} for Clair`, if: "!cancelled()", env: { IMAGE: name, REMOTE: `${registry}/${name}` } },
    [`docker tag ${builtImage} "$REMOTE:$GITHUB_SHA"`, 'docker push --quiet "$REMOTE:$GITHUB_SHA"'],
  );
}

function askStep(inputs: WorkflowInputs, options: Options & { registry: string }, { name }: Image): ScriptStep {
  const [host = "", ...path] = `${options.registry}/${name}`.split("/");
  return scanStep(inputs, {
    name: `Scan ${name}`,
    tool: "clair",
    report: reportPath("clair", "image", name),
    target: `image:${name}`,
    digest: builtImages(inputs.repository)[name],
    version: "4",
    env: {
      CLAIR: options.url.replace(/\/+$/, ""),
      REGISTRY: host,
      REPOSITORY: path.join("/"),
      LIMIT: String(imageSeconds(inputs, options.timeout)),
      REGISTRY_USERNAME: secretValue(account, "username"),
      REGISTRY_PASSWORD: secretValue(account, "password"),
    },
    command: clairLines,
    facts: ['database="$(cat clair-database 2> /dev/null)" || database=""'],
  });
}

/**
 * Asks the registry for the manifest of the image and for a token for its layers, hands both to Clair, and keeps Clair's
 * answer, with the date of its newest data. `set -e` has no effect beside `||`, hence the detour for `status`.
 */
const clairLines = [
  "set +e",
  "(",
  "  set -euo pipefail",
  '  request() { curl --silent --show-error --fail --max-time "$((LIMIT > SECONDS ? LIMIT - SECONDS : 1))" "$@"; }',
  `  blobs="\${REGISTRY_URL:-https://$REGISTRY}/v2/$REPOSITORY"`,
  '  folder="$(mktemp -d)"',
  "  trap 'rm -rf \"$folder\"' EXIT",
  '  basic="$(printf %s:%s "$REGISTRY_USERNAME" "$REGISTRY_PASSWORD" | base64 --wrap 0)"',
  '  echo "::add-mask::$basic"',
  '  curl --silent --show-error --max-time 20 --output /dev/null --dump-header "$folder/challenge" "$blobs/tags/list"',
  '  field() { sed -n "s/^www-authenticate: *bearer .*$1=\\"\\([^\\"]*\\)\\".*/\\1/Ip" "$folder/challenge" | tr -d \'\\r\'; }',
  '  authorization="Basic $basic"',
  '  if [ -n "$(field realm)" ]; then',
  '    token="$(printf \'header = "Authorization: Basic %s"\\n\' "$basic" | request --config - --get \\',
  '      --data-urlencode "service=$(field service)" --data-urlencode "scope=repository:$REPOSITORY:pull" "$(field realm)" |',
  "      jq --raw-output --exit-status '.token // .access_token')\"",
  '    echo "::add-mask::$token"',
  '    authorization="Bearer $token"',
  "  fi",
  '  printf \'header = "Authorization: %s"\\n\' "$authorization" | request --config - \\',
  "    --header 'Accept: application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json' \\",
  '    "$blobs/manifests/$GITHUB_SHA" > "$folder/manifest"',
  // Clair reads the layers that it is given; by this name it keeps what it found.
  `  digest="\${DIGEST:-sha256:$(sha256sum "$folder/manifest" | cut -d " " -f 1)}"`,
  '  printf %s "$authorization" | jq --raw-input --slurp --arg digest "$digest" --arg blobs "$blobs/blobs" \\',
  '    --slurpfile manifest "$folder/manifest" \'. as $authorization | { hash: $digest, layers: [$manifest[0].layers[]',
  '      | { hash: .digest, uri: "\\($blobs)/\\(.digest)", headers: { Authorization: [$authorization] } }] }\' > "$folder/layers"',
  '  request --header "Content-Type: application/json" --data "@$folder/layers" "$CLAIR/indexer/api/v1/index_report" |',
  "    jq --exit-status '.success' > /dev/null",
  '  request "$CLAIR/matcher/api/v1/internal/update_operation?latest=true" |',
  "    jq --raw-output '[.[][]?.date | select(test(\"Z$\"))] | max // empty' > clair-database",
  '  request "$CLAIR/matcher/api/v1/vulnerability_report/$digest" > "$folder/report"',
  '  mv "$folder/report" "$REPORT"',
  ")",
  "status=$?",
  "set -e",
];
