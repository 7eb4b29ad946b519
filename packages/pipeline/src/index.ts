export type { ApiBudget, ApiSaving } from "@sallyport/github";
export { ClosureError, closureProblems } from "./closure/closure.js";
export { type EnforcementSource, enforcementSource, isUnedited } from "./enforcement-source.js";
export { PipelineFoundation, type PipelineFoundationArgs } from "./pipeline-foundation.js";
export {
  type Plan,
  type Plane,
  type PlanNote,
  type PlannedFile,
  type PlannedResource,
  type PlanOptions,
  plan,
  planDeliveries,
} from "./plan.js";
export { RecordingError, type RecordOptions, record } from "./recorder.js";
export { type RecordedResource, unknownInput } from "./recording.js";
export { SecurePipeline, type SecurePipelineArgs } from "./secure-pipeline.js";
