import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { RepositoryFile } from "@sallyport/github";
import type { Policy } from "@sallyport/policy";
import { planes } from "./planes.js";

/**
 * The files with what only this machine has in the place of their stand-ins: the policy, its exceptions, and Sallyport
 * itself. Exceptions that are not there are left out; a stand-in of Sallyport stays one, and its delivery is refused.
 *
 * @param policyPath Where the policy is.
 * @param bundle Sallyport as one file; without it the one of the package `@sallyport/cli` beside the program.
 */
export function withSources(
  files: readonly RepositoryFile[],
  policy: Policy,
  policyPath: string,
  bundle = installedBundle(),
): RepositoryFile[] {
  const places = {
    policy: policyPath,
    exceptions: resolve(dirname(policyPath), policy.exceptions.file),
    "gate-bundle": bundle,
  };
  return files.flatMap((file) => {
    if (file.source === undefined) return [file];
    const place = places[file.source];
    if (place !== undefined && existsSync(place)) return [planes.github.sourced(file, readFileSync(place, "utf8"))];
    return file.source === "exceptions" ? [] : [file];
  });
}

/** The bundle of the package that the program has installed; undefined where it has none. */
function installedBundle(): string | undefined {
  try {
    const entry = createRequire(join(process.cwd(), "package.json")).resolve("@sallyport/cli");
    return join(dirname(entry), "sallyport.js");
  } catch {
    return undefined;
  }
}
