export { falcoChart } from "./falco-chart.js";
export { alertLabel, alertPriority, responseValues } from "./falco-response.js";
export { type FalcoPriority, type FalcoRule, falcoPriorities, falcoRules, publishedTags } from "./falco-rules.js";
export { falcoValues, memoryLimit, reportedPriority, ruleSelection, rulesFile } from "./falco-values.js";
export { type NetworkPolicySpec, networkPolicies, sameNamespaceOnly } from "./network-policies.js";
export { notProvided } from "./not-provided.js";
export { podSecurityLabels } from "./pod-security.js";
export { RuntimeDetection, type RuntimeDetectionArgs } from "./runtime-detection.js";
export { SecureNamespace, type SecureNamespaceArgs } from "./secure-namespace.js";
