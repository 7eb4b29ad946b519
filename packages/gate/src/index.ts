export * from "./approval/index.js";
export { canaryFiles, canaryIds } from "./canary/fixture.js";
export { canonicalJson } from "./canonical-json.js";
export { correlate } from "./correlation/correlate.js";
export { FindingIndex, indexOf } from "./correlation/finding-index.js";
export type { Sighting, Weakness } from "./correlation/sighting.js";
export { decide, decideLarge } from "./decide.js";
export type { DecisionInputs, ReportInput } from "./decision-inputs.js";
export type { Expectations } from "./doubts/check.js";
export { doubtsAbout } from "./doubts/index.js";
export * from "./enforcement/index.js";
export { EpssTable } from "./epss-table.js";
export * from "./exceptions/index.js";
export type { EpssFacts, Facts, KevFacts } from "./facts.js";
export { type EpssScores, readEpssScores } from "./facts-sources/epss.js";
export { FactsError } from "./facts-sources/facts-error.js";
export { readKevCatalogue } from "./facts-sources/kev.js";
export { Artifact, Finding, Score } from "./finding.js";
export { namesImage } from "./image-name.js";
export * from "./issues/index.js";
export { type LargeReadOptions, readLargeReport } from "./large/read-large-report.js";
export type { ReportSource } from "./large/report-source.js";
export * from "./ledger/index.js";
export { type GrowingList, inMemory, type List, type Storage } from "./list.js";
export { judgedAsOf } from "./notes.js";
export { plainText } from "./plain-text.js";
export * from "./pull-comment/index.js";
export { readableTools } from "./readers/index.js";
export type { ReportHealth } from "./readers/reader.js";
export { markdownCode, markdownText } from "./render/markdown-text.js";
export { type Upgrade, type UpgradeList, upgradesIn } from "./render/upgrades.js";
export { renderAnnotations } from "./render-annotations.js";
export {
  findingsJsonPieces,
  findingsJsonSchema,
  findingsPieces,
  renderFindings,
  renderFindingsJson,
} from "./render-findings.js";
export { renderHtml } from "./render-html.js";
export { jsonPieces, renderJson, verdictJsonSchema } from "./render-json.js";
export { renderJunit } from "./render-junit.js";
export { commentMarker, type MarkdownOptions, renderComment, renderSummary } from "./render-markdown.js";
export { renderSarif, type SarifLog, type SarifOptions } from "./render-sarif.js";
export { renderTerminal, type TerminalOptions } from "./render-terminal.js";
export { type Replay, replay } from "./replay/replay.js";
export type { StoredInputs } from "./replay/stored-inputs.js";
export { type LargeReport, type ReadOptions, type Report, type ReportCounts, readReport } from "./report.js";
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
export {
  FirstSights,
  firstSightsAfter,
  firstSightsJsonSchema,
  renderFirstSights,
} from "./slas/first-sights.js";
export * from "./suppressions/index.js";
export { maximumReportBytes } from "./text-file.js";
export {
  Alert,
  Decision,
  Doubt,
  exitCode,
  type LargeVerdict,
  Note,
  Outcome,
  type OutcomeList,
  StandIn,
  Verdict,
} from "./verdict.js";
export { inputDigests } from "./verdict-inputs.js";
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
