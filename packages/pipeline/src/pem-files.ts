import { createPublicKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { PolicyError, type Problem } from "@sallyport/policy";
import { policyPath } from "./policy-file.js";

/** A PEM file that the policy names. */
export interface PemFile {
  /** Dotted path of the setting that names it. */
  setting: string;
  /** Its path, from the folder of the policy. */
  file: string;
  holds: "certificate" | "public key";
}

/**
 * Texts of PEM files, by the settings that name them. They stand beside the policy, and only what anyone may see is let
 * through: a private key in the wrong place would end in the state.
 *
 * @param policyFile Path of the policy, as the component was given it.
 * @throws {PolicyError} with every file that is missing or is not what the setting asks for.
 */
export function pemTexts(files: readonly PemFile[], policyFile: string): ReadonlyMap<string, string> {
  const read = files.map((pem) => ({ pem, ...readPem(pem, policyFile) }));
  const problems = read.flatMap(({ problem }) => (problem ? [problem] : []));
  if (problems.length > 0) throw new PolicyError(problems);
  return new Map(read.map(({ pem, text = "" }) => [pem.setting, text]));
}

function readPem({ setting, file, holds }: PemFile, policyFile: string): { text?: string; problem?: Problem } {
  const refuse = (message: string, remedy: string) => ({
    problem: { level: "error" as const, file: policyFile, line: 1, column: 1, path: setting, message, remedy },
  });
  let text: string;
  try {
    text = readFileSync(resolve(dirname(policyPath(policyFile)), file), "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    return refuse(
      `names ${file}, which cannot be read (${code})`,
      "Put the file there; its path starts at the folder of the policy.",
    );
  }
  if (text.includes("PRIVATE KEY-----")) {
    return refuse(
      `names ${file}, which holds a private key`,
      `Replace it by the ${holds} alone, and take the key for known by others.`,
    );
  }
  return isPem(text, holds)
    ? { text }
    : refuse(`names ${file}, which holds no ${holds} in PEM form`, "Convert it, for instance with openssl.");
}

function isPem(text: string, holds: PemFile["holds"]): boolean {
  const blocks = text.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/g) ?? [];
  return blocks.length > 0 && blocks.every((block) => parses(block, holds));
}

function parses(block: string, holds: PemFile["holds"]): boolean {
  try {
    if (holds === "certificate") new X509Certificate(block);
    else createPublicKey(block);
    return true;
  } catch {
    return false;
  }
}
