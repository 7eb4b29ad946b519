export { changedExceptions } from "./changed-exceptions.js";
export {
  type Compilation,
  type CompileInputs,
  compileExceptions,
  compileTargets,
} from "./compile/compile-exceptions.js";
export type { CompiledFile, LeftOut } from "./compile/compile-target.js";
export { suppressInSarif } from "./compile/sarif.js";
export {
  beginningOf,
  EndingEvent,
  Exception,
  ExceptionFile,
  ExceptionScope,
  endOf,
  exceptionFileJsonSchema,
} from "./exception.js";
export { approversOf, type ExceptionChange } from "./live-exception.js";
export {
  ExceptionFileError,
  type Exceptions,
  maximumExceptionBytes,
  parseExceptionFile,
} from "./parse-exception-file.js";
export { type ExceptionReview, reviewExceptions } from "./review-exceptions.js";
export { type ExceptionProblem, lastDay, type Standing, standingOf, type TeamMembers } from "./standing.js";
export { isInRange } from "./version-range.js";
export type { VexInput } from "./vex-desk.js";
