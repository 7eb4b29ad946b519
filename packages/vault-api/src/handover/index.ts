export { bootstrapVariable, hiding, withoutSecret } from "./bootstrap-secret.js";
export { claimed } from "./claim.js";
export { type ForeseenHandover, foreseeHandover } from "./foresee-handover.js";
export { type DatabaseHandover, type HandedOver, type HandoverOptions, handOver } from "./hand-over.js";
export { handOverOidc, type OidcHandover, type OidcHandoverOptions } from "./hand-over-oidc.js";
export { HandoverError } from "./handover-error.js";
export { type Handover, handoversOf } from "./handovers.js";
export { keepingVerification, type LoginProof, proveLogin } from "./login-proof.js";
export { type HandoverPlan, type HandoverState, planHandover } from "./plan-handover.js";
