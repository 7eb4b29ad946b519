export { restsOnPattern } from "./coverage.js";
export {
  type EnforcementAnswer,
  type EnforcementFinding,
  type Expectation,
  type ExpectedFile,
  fileKey,
} from "./expectation.js";
export { judgeEnforcement } from "./judge-enforcement.js";
export type {
  LiveBypass,
  LiveEnvironment,
  LiveFile,
  LiveRepository,
  LiveRule,
  LiveRuleset,
} from "./live-repository.js";
export { areDisjoint, isWildcard, matchesRef } from "./ref-pattern.js";
export { type Findings, rulesetFindings } from "./ruleset-findings.js";
