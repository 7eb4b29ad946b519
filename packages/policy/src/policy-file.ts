import * as z from "zod";
import { Policy } from "./policy.js";
import { Waiver } from "./waiver.js";

/** Path of a policy file, relative to the file that names it. Neither absolute nor a URL: both would leave the checkout. */
const LayerPath = z
  .string()
  .max(1000)
  .regex(/^\.{1,2}\/(?!\/)[^\\:]*\.(?:ya?ml|json)$/, {
    error: "must be baseline, strict or regulated, or the path of a policy above, such as ../org/sallyport.yaml",
  })
  .meta({
    id: "layerPath",
    title: "path of a policy file",
    description: "Path of the policy file above, relative to this one: `../org/sallyport.yaml`.",
  });

const layerError = "must be organization, team:SLUG or repository";

/** Whose rules a file holds. */
export const LayerName = z
  .string({ error: layerError })
  .regex(/^(?:organization|repository|team:[a-z0-9][a-z0-9_.-]{0,99})$/, { error: layerError });

/** What a file may say: the policy, and how it stands to the files above and below it. */
export const PolicyFile = Policy.extend({
  layer: LayerName.default("repository").describe(
    "Whose rules this file holds: `organization`, `team:SLUG` or `repository`. Files extend each other in this order.",
  ),
  extends: z
    .union([Policy.shape.extends.unwrap(), LayerPath])
    .default("baseline")
    .describe("Preset that fills what this file leaves out, or the policy file above, which this one cannot weaken."),
  waivers: z.array(Waiver).max(1000).default([]).describe("What layers below may weaken all the same, and until when."),
});
export type PolicyFile = z.infer<typeof PolicyFile>;
