export { type Access, accessOf } from "./access.js";
export { AccessError, type AccessProblem } from "./access-error.js";
export { apiPath, GitHubClient } from "./client.js";
export { GitHubError } from "./github-error.js";
export { jobPatience, type Patience } from "./retry.js";
