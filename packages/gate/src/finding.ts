import { FindingCategory } from "@sallyport/policy";
import * as z from "zod";

/** A CVSS score and who gave it. */
export const Score = z.strictObject({
  source: z.string().describe("Who scored it, in the report's words: nvd, ghsa, redhat, ..."),
  version: z.enum(["2", "3", "4"]).describe("Major version of CVSS."),
  score: z.number().min(0).max(10).describe("Base score."),
  vector: z.string().optional().describe("CVSS vector, as the report has it."),
  computed: z
    .number()
    .min(0)
    .max(10)
    .optional()
    .describe("Base score that the vector gives, where the report says something else; the higher one counts."),
});
export type Score = z.infer<typeof Score>;

/** What was scanned. */
export const Artifact = z.strictObject({
  name: z.string().describe("Name as the scanner has it: an image reference, a folder, a cluster."),
  type: z
    .string()
    .describe(
      "container_image, filesystem, repository, project, kubernetes, ...; `unknown` where the report does not say.",
    ),
  digest: z.string().optional().describe("Digest of the image, `sha256:...`."),
  commit: z.string().optional().describe("Commit that was scanned."),
});
export type Artifact = z.infer<typeof Artifact>;

/** One weakness in one place, as one report lists it. */
export const Finding = z.strictObject({
  fingerprint: z
    .string()
    .describe("Names the weakness across runs: the same after lines moved, entries changed order or a package rose."),
  ids: z.array(z.string()).min(1).describe("The scanner's id first, then its aliases."),
  category: FindingCategory,
  title: z.string(),
  detail: z.string().optional().describe("What is wrong in this very place."),
  package: z
    .strictObject({
      name: z.string(),
      version: z.string().optional(),
      purl: z.string().optional(),
      path: z.string().optional().describe("File that holds the package, where the scanner says it."),
    })
    .optional(),
  fixedVersions: z.array(z.string()).describe("Versions without the weakness; empty: none is known."),
  remedy: z.string().optional().describe("What the scanner advises."),
  location: z.strictObject({
    path: z.string(),
    line: z.int().optional(),
    resource: z.string().optional().describe("Resource inside the file, such as aws_s3_bucket.logs."),
  }),
  artifact: Artifact,
  label: z.string().optional().describe("Severity in the scanner's own word; absent where it gave none."),
  labelSource: z.string().optional().describe("Whose severity the scanner repeats."),
  scores: z.array(Score).describe("Every CVSS score that the report has for this weakness."),
  cwes: z.array(z.string()).optional().describe("Kinds of weakness, `CWE-79`."),
  dependencyPath: z
    .array(z.string())
    .optional()
    .describe("From the project's own root to the package, `name@version` each, where the scanner says it."),
  layer: z
    .strictObject({
      digest: z.string().optional().describe("Digest of the image layer, `sha256:...`."),
      instruction: z.string().optional().describe("Instruction of the Dockerfile that made it."),
      origin: z.enum(["base", "application"]).optional().describe("Whose layer it is; absent where nobody says."),
      baseImage: z.string().optional().describe("The base image in use."),
      newerBase: z
        .string()
        .optional()
        .describe("Base image that is without the weakness, where the scanner names one."),
    })
    .optional()
    .describe("Where in the image it came from."),
  firstSeenAt: z.string().optional().describe("When the scanner first saw it (RFC 3339), where it keeps that."),
  status: z.string().optional().describe("State of a fix in the scanner's words: fixed, affected, will_not_fix, ..."),
  publishedAt: z.string().optional().describe("When the weakness was published (RFC 3339)."),
  links: z.array(z.string()),
  scanner: z.string().describe("Scanner that found it."),
  pointer: z.string().describe("Where it stands in the report (RFC 6901)."),
  suppression: z
    .strictObject({
      status: z.string().describe("Why the scanner leaves it out: ignored, not_affected, ..."),
      statement: z.string().optional(),
      source: z.string().optional().describe("File that says so."),
    })
    .optional()
    .describe("Present on a finding that the scanner itself was told to leave out."),
});
export type Finding = z.infer<typeof Finding>;
