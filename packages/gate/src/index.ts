export { canonicalJson } from "./canonical-json.js";
export { correlate } from "./correlation/correlate.js";
export type { Sighting, Weakness } from "./correlation/sighting.js";
export { decide } from "./decide.js";
export type { DecisionInputs, ReportInput } from "./decision-inputs.js";
export type { Expectations } from "./doubts/check.js";
export { doubtsAbout } from "./doubts/index.js";
export type { EpssFacts, Facts, KevFacts } from "./facts.js";
export { Artifact, Finding, Score } from "./finding.js";
export { namesImage } from "./image-name.js";
export * from "./ledger/index.js";
export { readableTools } from "./readers/index.js";
export type { ReportHealth } from "./readers/reader.js";
export { type Upgrade, type UpgradeList, upgradesIn } from "./render/upgrades.js";
export { renderAnnotations } from "./render-annotations.js";
export { findingsJsonSchema, renderFindings, renderFindingsJson } from "./render-findings.js";
export { renderHtml } from "./render-html.js";
export { renderJson, verdictJsonSchema } from "./render-json.js";
export { renderJunit } from "./render-junit.js";
export { commentMarker, type MarkdownOptions, renderComment, renderSummary } from "./render-markdown.js";
export { renderSarif, type SarifLog, type SarifOptions } from "./render-sarif.js";
export { renderTerminal, type TerminalOptions } from "./render-terminal.js";
export { type ReadOptions, type Report, type ReportCounts, readReport } from "./report.js";
export { missingReport, ReportError, type ReportPlace, type ReportProblem } from "./report-error.js";
export {
  createRunRecord,
  parseRunRecord,
  type RunFacts,
  RunRecord,
  renderRunRecord,
  runRecordJsonSchema,
  runRecordPath,
} from "./run-record.js";
export { Rung } from "./rung.js";
export { type Rating, rate, rungOfLabel, rungOfScore } from "./severity.js";
export { maximumReportBytes } from "./text-file.js";
export { Decision, Doubt, exitCode, type LargeVerdict, Note, Outcome, type OutcomeList, Verdict } from "./verdict.js";
export type {
  ReadVexStatement,
  VexDocument,
  VexJustification,
  VexProduct,
  VexStatement,
  VexStatus,
} from "./vex/document.js";
export { readVex } from "./vex/read-vex.js";
export { type OpenVexHeader, renderOpenVex } from "./vex/render-openvex.js";
export { type AppliedStatement, statementFor } from "./vex/statement-for.js";
