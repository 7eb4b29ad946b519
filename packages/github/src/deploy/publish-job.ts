import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, Step } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { fetchImages, fetchSboms, loadLines, sbomPath } from "./image-artifact.js";
import { registry, registryAccess } from "./registry-access.js";

type Image = RepositoryPolicy["images"][number];

/**
 * The job that publishes the images that passed: pushed, signed and attested by digest. It has no checkout, no cache and runs
 * nothing of the repository, because any process in it can ask for its OIDC token. Job output `images` names what was
 * published, `NAME@sha256:...` each.
 *
 * @see https://docs.github.com/en/actions/concepts/security/artifact-attestations
 */
export function publishJob({ repository: { images } }: WorkflowInputs): Job {
  const steps: Step[] = [
    fetchImages(),
    fetchSboms(),
    ...registryAccess(),
    ...images.flatMap(imageSteps),
    script(
      {
        name: "Say what was published",
        id: "published",
        env: {
          IMAGES: images
            .map(({ name }, index) => `${name}@${expression(`steps.push-${index}.outputs.digest`)}`)
            .join(" "),
        },
      },
      ['echo "images=$IMAGES" >> "$GITHUB_OUTPUT"', 'echo "Published $IMAGES" >> "$GITHUB_STEP_SUMMARY"'],
    ),
  ];
  return {
    name: "Publish",
    needs: ["verify"],
    if: "!cancelled() && needs.verify.result == 'success'",
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps),
    "timeout-minutes": 15,
    outputs: { images: expression("steps.published.outputs.images") },
    steps,
  };
}

function imageSteps(image: Image, index: number): Step[] {
  const digest = expression(`steps.push-${index}.outputs.digest`);
  const subject = {
    "subject-name": `${registry}/${image.name}`,
    "subject-digest": digest,
    "create-storage-record": false,
  };
  return [
    pushStep(image, index),
    script({ name: `Sign ${image.name}`, env: { IMAGE: `${registry}/${image.name}@${digest}` } }, [
      'cosign sign --yes "$IMAGE"',
    ]),
    uses("actions/attest", subject, { name: `Attest the provenance of ${image.name}` }),
    uses(
      "actions/attest",
      { ...subject, "sbom-path": sbomPath(image) },
      { name: `Attest the bill of materials of ${image.name}` },
    ),
  ];
}

/**
 * The registry knows an image by the digest of its manifest, which there is only after the push; the gate judged it by its
 * id, the digest of its configuration. The manifest names that digest, so the two are held together.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
function pushStep(image: Image, index: number): Step {
  return script(
    {
      name: `Push ${image.name}`,
      id: `push-${index}`,
      env: {
        name: image.name,
        JUDGED: expression("needs.verify.outputs.judged"),
        REGISTRY: registry,
      },
    },
    [
      ...loadLines,
      'case " $JUDGED " in',
      '  *" $name@$id "*) ;;',
      '  *) echo "::error::$name is $id, which nobody judged. Judged: $JUDGED."; exit 1 ;;',
      "esac",
      "# A tag of its own for each attempt: tags of the registry never move.",
      'tag="$REGISTRY/$name:$GITHUB_SHA-$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT"',
      'docker tag "$id" "$tag"',
      'docker push "$tag"',
      `digests="$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$id")"`,
      'digest="$(sed -n "s|^$REGISTRY/$name@||p" <<< "$digests" | head -n 1)"',
      'manifest="$(docker buildx imagetools inspect --raw "$REGISTRY/$name@$digest")"',
      `config="$(node -p 'JSON.parse(process.argv[1]).config?.digest ?? ""' "$manifest")"`,
      'if [ "$id" != "$config" ] && [ "$id" != "$digest" ]; then',
      `  echo "::error::$name was judged as $id, and the registry has \${config:-nothing} under $digest."`,
      "  exit 1",
      "fi",
      'echo "digest=$digest" >> "$GITHUB_OUTPUT"',
    ],
  );
}
