import { renderFindings, renderFindingsJson } from "@sallyport/gate";
import { together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { print, terminalOf } from "../output.js";
import { parseReportArguments, readReportFile } from "../report-file.js";

export interface FindingsOptions {
  json?: boolean;
}

/** `sallyport findings`: what the readers see in the reports. */
export async function findings(reports: readonly string[], options: FindingsOptions): Promise<ExitCode> {
  const read = together(...parseReportArguments(reports).map((argument) => () => readReportFile(argument)));
  await print(options.json ? `${renderFindingsJson(read)}\n` : renderFindings(read, terminalOf(process.stdout)));
  return 0;
}
