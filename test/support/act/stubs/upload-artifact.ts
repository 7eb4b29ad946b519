import { cpSync, existsSync, globSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { folderOf, type Inputs } from "./stub.ts";

/**
 * `actions/upload-artifact`: copies the files into a folder with the name of the artifact.
 *
 * @see https://github.com/actions/upload-artifact/blob/v7.0.0/README.md
 */
export function uploadArtifact(input: Inputs): void {
  const patterns = input("path")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const found = patterns.flatMap(filesOf).filter((path) => input("include-hidden-files") === "true" || !isHidden(path));
  if (found.length === 0) {
    sayNothingFound(input("if-no-files-found"), input("path"));
    return;
  }
  const target = join(folderOf("artifacts"), input("name"));
  if (existsSync(target) && input("overwrite") !== "true") {
    throw new Error(`Failed to CreateArtifact: an artifact with the name ${input("name")} already exists`);
  }
  rmSync(target, { recursive: true, force: true });
  const root = rootOf(patterns, found);
  for (const path of found) cpSync(path, join(target, relative(root, path)));
}

function sayNothingFound(then: string, path: string): void {
  const message = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
  if (then === "error") throw new Error(message);
  console.log(then === "ignore" ? message : `::warning::${message}`);
}

function filesOf(pattern: string): string[] {
  const below = existsSync(pattern) && statSync(pattern).isDirectory() ? join(pattern, "**") : pattern;
  return globSync(below)
    .map((path) => resolve(path))
    .filter((path) => statSync(path).isFile());
}

function isHidden(path: string): boolean {
  return relative(".", path)
    .split(sep)
    .some((part) => part.startsWith(".") && part !== "..");
}

/** The folder that paths in the artifact begin at: the least that all patterns have in common. */
function rootOf(patterns: readonly string[], found: readonly string[]): string {
  const [only, ...others] = patterns.map(startOf);
  if (only === undefined) return ".";
  if (others.length === 0) return found.length === 1 && found[0] === only ? dirname(only) : only;
  const parts = only.split(sep);
  const apart = parts.findIndex((part, at) => others.some((other) => other.split(sep)[at] !== part));
  return parts.slice(0, apart === -1 ? undefined : apart).join(sep) || sep;
}

/** The part of a pattern before its first wildcard, in whole folders. */
function startOf(pattern: string): string {
  return resolve(pattern.includes("*") ? dirname(`${pattern.split("*")[0]}x`) : pattern);
}
