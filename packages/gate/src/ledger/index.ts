export {
  LedgerEntry,
  LedgerEvent,
  LedgerSubject,
  ledgerEntryJsonSchema,
  ledgerEvents,
} from "./ledger-entry.js";
export { ledgerLineDigest, maximumLedgerLineBytes, readLedgerLine } from "./ledger-line.js";
export { LedgerError, type NextEntry, nextEntry } from "./next-entry.js";
export { concerns, parseSubject, type Subject } from "./subject.js";
export { verdictEvent } from "./verdict-event.js";
export {
  type LedgerCheck,
  type LedgerHead,
  type LedgerLine,
  type LedgerProblem,
  type LedgerVerifier,
  ledgerVerifier,
  verifyLedger,
} from "./verify-ledger.js";
export { matters, type SubjectAnswer, type SubjectInputs, verifySubject } from "./verify-subject.js";
