export {
  beginningOf,
  EndingEvent,
  Exception,
  ExceptionFile,
  ExceptionScope,
  endOf,
  exceptionFileJsonSchema,
} from "./exception.js";
export {
  ExceptionFileError,
  type Exceptions,
  maximumExceptionBytes,
  parseExceptionFile,
} from "./parse-exception-file.js";
export { isInRange } from "./version-range.js";
