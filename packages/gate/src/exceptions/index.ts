export { changedExceptions } from "./changed-exceptions.js";
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
export { type ExceptionProblem, lastDay, type Standing, standingOf } from "./standing.js";
export { isInRange } from "./version-range.js";
export type { VexInput } from "./vex-desk.js";
