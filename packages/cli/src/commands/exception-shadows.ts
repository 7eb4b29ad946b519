import { plainText, type Suppression, shadowsOf } from "@sallyport/gate";
import { readPolicy } from "@sallyport/policy";
import { together } from "../command-error.js";
import { readExceptions, usableExceptions } from "../exceptions-file.js";
import type { ExitCode } from "../exit-code.js";
import { parseInstant } from "../flags.js";
import { print } from "../output.js";
import { chooseRepository } from "../repository-flag.js";
import { readSuppressions } from "../source-tree.js";
import { parseMembers } from "../team-members.js";

export interface ExceptionShadowsOptions {
  policy: string;
  file?: string;
  repository?: string;
  members?: readonly string[];
  at?: string;
  json?: boolean;
}

/** `sallyport exception shadows`: suppressions in the source that no exception in force stands behind. */
export async function exceptionShadows(folder: string, options: ExceptionShadowsOptions): Promise<ExitCode> {
  const [{ policy, exceptions, repository }, now, suppressions, teamMembers] = together(
    () => {
      const { policy: whole } = readPolicy(options.policy, options.policy, options.at);
      const [chosen, usable] = together(
        () => chooseRepository(whole, options.repository),
        () => usableExceptions(readExceptions(options.file, options.policy, whole)),
      );
      return { policy: whole, exceptions: usable, repository: chosen };
    },
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => readSuppressions(folder),
    () => parseMembers(options.members),
  );
  const shadows = shadowsOf({ policy, exceptions, repository, suppressions, teamMembers, now });
  const level = policy.exceptions.shadow;
  const known = suppressions.found.length - shadows.length;
  const document = { version: 1, folder, at: now, level, known, shadows, unsearched: suppressions.unsearched };
  await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : render(document));
  return shadows.length > 0 && level === "error" ? 1 : 0;
}

interface Shown {
  folder: string;
  known: number;
  shadows: readonly Suppression[];
  unsearched: readonly string[];
}

function render({ folder, known, shadows, unsearched }: Shown): string {
  const lines = [
    ...shadows.map((shadow) => plainText(describe(shadow))),
    ...unsearched.map((path) => `${plainText(path)}: could not be searched.`),
    `${folder}: ${counted(shadows.length)} without an exception in force, ${known} with one.`,
    ...(shadows.length > 0 ? ["Remove them and fix what they hide, or `sallyport exception add`."] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function describe({ scanner, ids, path, line, marker }: Suppression): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}: ${scanner} leaves out ${ids.length === 0 ? "whatever it finds there" : ids.join(", ")} (${marker})`;
}

function counted(count: number): string {
  return `${count} suppression${count === 1 ? "" : "s"}`;
}
