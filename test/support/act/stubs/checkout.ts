import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { folderOf, type Inputs } from "./stub.ts";

/** `actions/checkout`: the commit that is checked, or another of the same repository, with as much history as asked for. */
export function checkout(input: Inputs): void {
  const [, name = ""] = input("repository").split("/");
  const source = pathToFileURL(resolve(folderOf("repositories"), name)).href;
  const depth = input("fetch-depth") || "1";
  const target = input("path") || ".";
  const ref = input("ref") || process.env.GITHUB_SHA || "HEAD";
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "advice.detachedHead=false", ...args], { stdio: "inherit" });
  git("init", "--quiet", target);
  git("-C", target, "remote", "add", "origin", source);
  git("-C", target, "fetch", "--quiet", "--no-tags", ...(depth === "0" ? [] : [`--depth=${depth}`]), "origin", ref);
  git("-C", target, "checkout", "--quiet", "--detach", "FETCH_HEAD");
}
