import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { shownInstruction } from "./image-layer.js";

/** What Snyk knows of the image below the one that it tested. */
export interface SnykBaseImage {
  name: string | undefined;
  /** What it recommends in its place. */
  newer: string | undefined;
}

/** `docker` of a report: https://docs.snyk.io/developer-tools/snyk-cli/commands/container-test */
export function baseImageOf(docker: Entry | undefined): SnykBaseImage {
  const advice = docker?.entry("baseImageRemediation")?.entries("advice") ?? [];
  return { name: docker?.text("baseImage"), newer: recommended(advice.map((line) => line.text("message") ?? "")) };
}

/**
 * Where a vulnerability came from. Snyk compares the packages with the instructions of the Dockerfile: one that no instruction
 * installed has the base image, and no instruction. Without a Dockerfile it says neither.
 */
export function snykLayer(entry: Entry, base: SnykBaseImage): Pick<Finding, "layer"> {
  const instruction = entry.text("dockerfileInstruction");
  const named = entry.text("dockerBaseImage");
  const baseImage = named ?? base.name;
  const origin = instruction !== undefined ? "application" : named !== undefined ? "base" : undefined;
  const layer = {
    ...(instruction !== undefined && { instruction: shownInstruction(instruction) }),
    ...(origin && { origin }),
    ...(baseImage !== undefined && { baseImage }),
    ...(origin === "base" && base.newer !== undefined && { newerBase: base.newer }),
  } satisfies Finding["layer"];
  return Object.keys(layer).length === 0 ? {} : { layer };
}

/** The advice is text for people: headings, each before a table whose first column is the image; the smallest step is first. */
function recommended(messages: readonly string[]): string | undefined {
  const start = messages.findIndex((message) => message.startsWith("Recommendations for base image upgrade"));
  if (start === -1) return undefined;
  const rows = messages.slice(start + 1).flatMap((message) => message.split("\n"));
  const images = rows.map((row) => /^\s*([\w.-]+(?:[./:@][\w.-]+)+)\s+\d+\s/.exec(row)?.[1]);
  return images.find((image) => image !== undefined);
}
