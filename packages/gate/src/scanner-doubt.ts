import type { Doubt } from "./verdict.js";

/** A doubt, and the scanner that it is about; undefined where nobody knows. */
export interface ScannerDoubt {
  tool: string | undefined;
  doubt: Doubt;
}
