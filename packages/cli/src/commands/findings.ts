import { findingsJsonPieces, findingsPieces } from "@sallyport/gate";
import { together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { print, printPieces, terminalOf } from "../output.js";
import { parseReportArguments, readReportFile } from "../report-file.js";

export interface FindingsOptions {
  json?: boolean;
}

/** `sallyport findings`: what the readers see in the reports. */
export async function findings(reports: readonly string[], options: FindingsOptions): Promise<ExitCode> {
  const read = together(...parseReportArguments(reports).map((argument) => () => readReportFile(argument)));
  await printPieces(options.json ? findingsJsonPieces(read) : findingsPieces(read, terminalOf(process.stdout)));
  if (options.json) await print("\n");
  return 0;
}
