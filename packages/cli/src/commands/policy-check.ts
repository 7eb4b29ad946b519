import { describeProblem, type Policy, readPolicy } from "@sallyport/policy";
import { stringify } from "yaml";
import type { ExitCode } from "../exit-code.js";
import { print, printError, terminalOf } from "../output.js";
import { paint } from "../paint.js";

export interface PolicyCheckOptions {
  policy: string;
  resolved?: boolean;
  json?: boolean;
}

/** `sallyport policy check`: whether a policy can be used, and on request all that it says. */
export async function policyCheck(options: PolicyCheckOptions): Promise<ExitCode> {
  const { policy, warnings } = readPolicy(options.policy);
  if (options.json) {
    const problems = warnings.map((warning) => ({ ...warning, text: describeProblem(warning) }));
    const checked = { version: 1, file: options.policy, problems, ...(options.resolved && { policy }) };
    await print(`${JSON.stringify(checked, null, 2)}\n`);
    return 0;
  }
  const color = paint(terminalOf(process.stderr));
  for (const warning of warnings) await printError(`${color("yellow", "warning:")} ${describeProblem(warning)}\n`);
  await print(options.resolved ? stringify(policy) : summary(options.policy, policy));
  return 0;
}

function summary(file: string, policy: Policy): string {
  const scanners = Object.keys(policy.scanning.scanners);
  return [
    `${file}: valid.`,
    `  extends        ${policy.extends}`,
    `  repositories   ${policy.repositories.map(({ name }) => name).join(", ")}`,
    `  scanners       ${scanners.join(", ") || "none"}`,
    `  environments   ${Object.keys(policy.environments).join(", ") || "none"}`,
    "",
  ].join("\n");
}
