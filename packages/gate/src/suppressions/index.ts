export { shadowsOf } from "./shadow-remarks.js";
export type { SourceSuppressions, Suppression } from "./suppression.js";
export { suppressionsIn, unreadableIgnoreFile } from "./suppressions-in.js";
