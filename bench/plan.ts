import * as ecr from "@pulumi/aws/ecr/index.js";
import * as kms from "@pulumi/aws/kms/index.js";
import * as s3 from "@pulumi/aws/s3/index.js";
import * as github from "@pulumi/github";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { PipelineFoundation, type RecordedResource, record, SecurePipeline } from "@sallyport/pipeline";
import { median, printTable } from "./measure.ts";

const rounds = 15;
const policyFile = "examples/quickstart/sallyport.yaml";
const target = 0.3;

type ResourceClass = new (name: string, args: never, opts: pulumi.CustomResourceOptions) => pulumi.Resource;

/** The classes of the SDK, found by the type token of what was recorded. */
const classes = new Map<string, ResourceClass>(
  [ecr, kms, s3, github, vault, vault.jwt, vault.kv, kubernetes.core.v1, kubernetes.networking.v1, kubernetes.helm.v3]
    .flatMap((namespace) => Object.values(namespace as Record<string, unknown>))
    .filter(
      (value): value is ResourceClass & { __pulumiType: string } =>
        typeof value === "function" && "__pulumiType" in value,
    )
    .map((resource) => [resource.__pulumiType, resource]),
);

/** The same resources with the same inputs and parents, written by hand on the bare SDK. */
function bareProgram(resources: readonly RecordedResource[]): () => void {
  return () => {
    const made = new Map<string, pulumi.Resource>();
    for (const resource of parentsFirst(resources)) {
      const parent = made.get(resource.parent);
      const opts = parent ? { parent } : {};
      const Class = classes.get(resource.type);
      if (resource.custom && !Class) throw new Error(`bench/plan.ts knows no class for ${resource.type}`);
      made.set(
        resource.urn,
        Class
          ? new Class(resource.name, structuredClone(resource.inputs) as never, opts)
          : new pulumi.ComponentResource(resource.type, resource.name, {}, opts),
      );
    }
  };
}

function parentsFirst(resources: readonly RecordedResource[]): RecordedResource[] {
  const depth = (resource: RecordedResource): number => {
    const parent = resources.find(({ urn }) => urn === resource.parent);
    return parent ? 1 + depth(parent) : 0;
  };
  return resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").toSorted((a, b) => depth(a) - depth(b));
}

/** Registration of one repository's pipeline on the recording monitor, beside the bare SDK with as many resources. */
export async function benchPlan(): Promise<void> {
  const ours = () => {
    const foundation = new PipelineFoundation("foundation", { policyFile });
    new SecurePipeline("payments-api", { policyFile, repository: "payments-api" }, { dependsOn: foundation });
  };
  const resources = await record(ours);
  const bare = bareProgram(resources);
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    for (const [name, program] of Object.entries({ ours, bare })) {
      const started = performance.now();
      await record(program);
      if (round > 0) times[name as keyof typeof times].push(performance.now() - started);
    }
  }
  const [oursMs, bareMs] = [median(times.ours), median(times.bare)];
  const added = (oursMs - bareMs) / resources.length;
  printTable(
    `Plan of one repository, ${resources.length} resources, in process and warm (median of ${rounds})`,
    ["program", "ms", "ms/resource", "ratio", "target"],
    [
      ["bare SDK", bareMs.toFixed(1), (bareMs / resources.length).toFixed(2), "x1.00", ""],
      [
        "Sallyport",
        oursMs.toFixed(1),
        (oursMs / resources.length).toFixed(2),
        `x${(oursMs / bareMs).toFixed(2)}`,
        `adds <= ${target} ms/resource: ${added.toFixed(2)} ${added <= target ? "met" : "MISSED"}`,
      ],
    ],
  );
}
