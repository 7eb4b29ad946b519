import type { Policy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { expression } from "../document/expression.js";
import type { Step } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { noteStart, recordStep } from "./action-scan.js";
import { builtImages } from "./image-steps.js";
import { type SecretRequest, secretValue } from "./scan-secrets.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { imageSeconds } from "./time-limit.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["dockerScout"]>;

const account: SecretRequest = { name: "docker-hub", fields: ["username", "password"] };

/**
 * Docker Scout: the images. It needs an account of Docker Hub; what it reads of an image goes to Docker's service. VEX
 * statements of the repository do not count: it runs beside the checkout.
 *
 * @see https://docs.docker.com/reference/cli/docker/scout/cves
 */
export function dockerScoutJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const images = inputs.repository.images.map(({ name }) => ({ name, report: reportOf(name) }));
  return scannerJob(inputs, {
    id: "docker-scout",
    name: "Docker Scout",
    stage: "scan",
    tool: "dockerScout",
    reports: images.map(({ report }) => report),
    images: true,
    secrets: [account],
    steps: images.flatMap(({ name, report }, index) => scanSteps(inputs, options, { name, report, index })),
  });
}

function reportOf(image: string): string {
  return reportPath("docker-scout", "image", image, "sarif");
}

function scanSteps(
  inputs: WorkflowInputs,
  { onlyFixed, timeout }: Options,
  { name, report, index }: { name: string; report: string; index: number },
): Step[] {
  const id = `scan-${index + 1}`;
  return [
    noteStart(`start-${index + 1}`),
    uses(
      "docker/scout-action",
      {
        command: "cves",
        image: `local://${name}:${expression("github.sha")}`,
        "sarif-file": report,
        ...(onlyFixed && { "only-fixed": true }),
        "exit-code": false,
        summary: false,
        "write-comment": false,
        "dockerhub-user": secretValue(account, "username"),
        "dockerhub-password": secretValue(account, "password"),
      },
      {
        name: `Scan ${name}`,
        id,
        if: "!cancelled()",
        "timeout-minutes": Math.ceil(imageSeconds(inputs, timeout) / 60),
      },
    ),
    recordStep(inputs, {
      name: `Record the scan of ${name}`,
      tool: "dockerScout",
      report,
      target: `image:${name}`,
      digest: builtImages(inputs.repository)[name],
      start: `start-${index + 1}`,
      scan: id,
      version: toolVersions.dockerScout,
    }),
  ];
}
