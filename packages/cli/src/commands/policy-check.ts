import { describeProblem, type ParsedPolicy, readPolicy } from "@sallyport/policy";
import type { ExitCode } from "../exit-code.js";
import { print, printError, terminalOf } from "../output.js";
import { paint } from "../paint.js";
import { renderResolved } from "../render-resolved.js";

export interface PolicyCheckOptions {
  policy: string;
  resolved?: boolean;
  json?: boolean;
}

/** `sallyport policy check`: whether a policy can be used, and on request all that it says. */
export async function policyCheck(options: PolicyCheckOptions): Promise<ExitCode> {
  const read = readPolicy(options.policy);
  const { policy, warnings, files, sources } = read;
  if (options.json) {
    const problems = warnings.map((warning) => ({ ...warning, text: describeProblem(warning) }));
    const checked = { version: 1, file: options.policy, files, problems, ...(options.resolved && { policy, sources }) };
    await print(`${JSON.stringify(checked, null, 2)}\n`);
    return 0;
  }
  const color = paint(terminalOf(process.stderr));
  for (const warning of warnings) await printError(`${color("yellow", "warning:")} ${describeProblem(warning)}\n`);
  await print(options.resolved ? renderResolved(read) : summary(options.policy, read));
  return 0;
}

function summary(file: string, { policy, files }: ParsedPolicy): string {
  const scanners = Object.keys(policy.scanning.scanners);
  const above = files.slice(0, -1).map((part) => `${part.file} (${part.layer})`);
  return [
    `${file}: valid.`,
    ...(above.length > 0 ? [`  below          ${above.join(", ")}`] : []),
    `  extends        ${policy.extends}`,
    `  repositories   ${policy.repositories.map(({ name }) => name).join(", ")}`,
    `  scanners       ${scanners.join(", ") || "none"}`,
    `  environments   ${Object.keys(policy.environments).join(", ") || "none"}`,
    "",
  ].join("\n");
}
