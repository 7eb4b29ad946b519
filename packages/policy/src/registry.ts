import * as z from "zod";
import { Duration } from "./duration.js";

/** Resource names in AWS allow 128 characters and two wildcards in an exclusion filter. */
const exclusionFilter = z.string().regex(/^(?=.{1,128}$)[\w.\-/]*(?:\*[\w.\-/]*){0,2}$/, {
  error: "must be a tag pattern of at most 128 characters with at most two *",
});

/** The `registry` section: where images are kept, and in what state. */
export const RegistryPolicy = z
  .strictObject({
    scanOnPush: z.boolean().default(true).describe("ECR scans every image as it arrives.").meta({ stronger: "true" }),
    scanType: z
      .enum(["basic", "enhanced"])
      .default("basic")
      .describe("ECR's own scanner, or Amazon Inspector (set for the whole registry).")
      .meta({ stronger: ["basic", "enhanced"] }),
    immutableTags: z
      .boolean()
      .default(true)
      .describe("A tag, once pushed, always names the same image.")
      .meta({ stronger: "true" }),
    mutableTags: z
      .array(exclusionFilter)
      .max(5)
      .default([])
      .describe("Tag patterns that may move all the same (ECR allows five).")
      .meta({ stronger: "subset" }),
    keepImages: z
      .int()
      .min(1)
      .default(50)
      .describe("Tagged images kept; older ones are deleted.")
      .meta({ stronger: "free" }),
    expireUntagged: Duration.default("14d")
      .describe("Age at which images without a tag are deleted.")
      .meta({ stronger: "free" }),
    encryption: z
      .strictObject({
        keyRotation: Duration.default("365d")
          .describe("How often KMS replaces the key material (90 to 2560 days).")
          .meta({ stronger: "shorter" }),
        deletionWindow: Duration.default("30d")
          .describe("Time between the deletion of a key and its end (7 to 30 days).")
          .meta({ stronger: "longer" }),
      })
      .prefault({})
      .describe("The KMS key that encrypts images."),
    replication: z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "must be an AWS region" }))
      .default([])
      .describe("Regions that images are copied to.")
      .meta({ stronger: "superset" }),
    pullThrough: z
      .array(
        z.strictObject({
          prefix: z
            .string()
            .regex(/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/, { error: "must be an ECR prefix" })
            .describe("Prefix of the copies in ECR."),
          upstream: z.string().min(1).describe("Registry that they come from."),
        }),
      )
      .default([])
      .describe("Registries whose images are copied on first use.")
      .meta({ stronger: "subset" }),
    baseImages: z
      .strictObject({
        approved: z
          .array(z.string().min(1))
          .default([])
          .describe("Base images in use, with a tag (`python:3.13-slim`) or any tag (`python`); empty means any.")
          .meta({ stronger: "subset", none: "weakest" }),
        maxAge: Duration.default("30d").describe("Oldest base image accepted.").meta({ stronger: "shorter" }),
        maxMegabytes: z
          .int()
          .min(1)
          .default(200)
          .describe("Largest base of what is shipped, compressed: what is not in it cannot be attacked.")
          .meta({ stronger: "lower" }),
        review: Duration.default("90d").describe("How often the list is reviewed.").meta({ stronger: "shorter" }),
        updates: z
          .boolean()
          .default(true)
          .describe("Open a pull request when a newer base fixes something.")
          .meta({ stronger: "true" }),
      })
      .prefault({})
      .describe("What a base image must be."),
  })
  .prefault({})
  .describe("Container registry (Amazon ECR).");
export type RegistryPolicy = z.infer<typeof RegistryPolicy>;
