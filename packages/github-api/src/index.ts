export { type Access, accessOf } from "./access.js";
export { AccessError, type AccessProblem } from "./access-error.js";
export { apiPath, GitHubClient } from "./client.js";
export { ContentPace } from "./content-pace.js";
export * from "./delivery/index.js";
export {
  type Authorship,
  authorship,
  type CommentSign,
  generatedFile,
  isUnedited,
  replacedIn,
} from "./generated-file.js";
export { GitHubError } from "./github-error.js";
export { inParallel } from "./in-parallel.js";
export { WritePace, writePause } from "./pace.js";
export { bulkPatience, jobPatience, type Patience } from "./retry.js";
