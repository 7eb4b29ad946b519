import { canaryFiles, canaryIds } from "@sallyport/gate";
import type { ExitCode } from "../exit-code.js";
import { writeOutFolder } from "../out-folder.js";
import { print } from "../output.js";

/** `sallyport canary`: the fixture in which each scanner has to find something. */
export async function canary(folder: string, options: { json?: boolean }): Promise<ExitCode> {
  await writeOutFolder(
    folder,
    [...canaryFiles].map(([path, content]) => ({ path, content })),
  );
  await print(options.json ? renderJson(folder) : renderText(folder));
  return 0;
}

function renderJson(folder: string): string {
  return `${JSON.stringify({ version: 1, folder, files: [...canaryFiles.keys()], mustFind: canaryIds }, null, 2)}\n`;
}

function renderText(folder: string): string {
  const rows = Object.entries(canaryIds).map(([tool, ids]) => `  ${tool.padEnd(16)} ${ids?.join(", ")}`);
  return [
    `Wrote ${canaryFiles.size} files to ${folder}. Scan them with the tools that scan the project; one of these must be found:`,
    ...rows,
    "Then: sallyport gate --canary TOOL=REPORT ..., with the run record beside each report.",
    "",
  ].join("\n");
}
