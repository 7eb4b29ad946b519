import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  type EpssFacts,
  type EpssScores,
  EpssTable,
  FactsError,
  type KevFacts,
  readEpssScores,
  readKevCatalogue,
} from "@sallyport/gate";
import { badFile, badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { type Facts, type FactsSource, readFacts } from "../facts-file.js";
import { print } from "../output.js";
import { maximumFactBytes, readInput } from "../read-input.js";
import { writeFiles } from "../write-files.js";

export interface FactsBuildOptions {
  kev?: string;
  epss?: string;
  out: string;
  json?: boolean;
}

/** A part of a snapshot, with the file that it is of. */
type Pinned<Part> = Part & { source: FactsSource };

interface Snapshot {
  kev?: Pinned<KevFacts>;
  epss?: Pinned<EpssScores>;
}

/** `sallyport facts build`: a snapshot of the published files, pinned to their dates and digests. */
export async function factsBuild({ kev, epss, out, json }: FactsBuildOptions): Promise<ExitCode> {
  if (kev === undefined && epss === undefined) throw badFlag("--kev, --epss", "are both missing", "Give at least one.");
  const earlier = existsSync(out) ? readFacts(out) : {};
  const [kevFacts, epssFacts] = together(
    () => kev && pin(kev, readKevCatalogue, ({ ids }) => ids.length),
    () => epss && pin(epss, readEpssScores, ({ scores }) => scores.size),
  );
  const snapshot: Snapshot = { ...(kevFacts && { kev: kevFacts }), ...(epssFacts && { epss: epssFacts }) };
  refuseStepsBack(snapshot, earlier, out);
  await writeFiles([{ path: out, content: `${JSON.stringify(written(snapshot))}\n` }]);
  await print(json ? renderJson(snapshot, out) : renderText(snapshot, out));
  return 0;
}

/** The facts in a published file, which may be packed with gzip. */
function pin<Part extends object>(
  file: string,
  read: (content: string) => Part,
  count: (part: Part) => number,
): Pinned<Part> {
  const bytes = readInput(file, maximumFactBytes, "Give the file as it is published.");
  try {
    const part = read(new TextDecoder("utf-8", { fatal: true }).decode(unpacked(bytes)));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { ...part, source: { file: basename(file), sha256, entries: count(part) } };
  } catch (error) {
    throw badFile(file, whyUnusable(error), "Download it again.");
  }
}

function unpacked(bytes: Uint8Array): Uint8Array {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isPacked ? gunzipSync(bytes, { maxOutputLength: maximumFactBytes }) : bytes;
}

function whyUnusable(error: unknown): string {
  if (error instanceof FactsError) return error.message;
  const { code = "" } = error as { code?: string };
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "is not UTF-8";
  if (code === "ERR_BUFFER_TOO_LARGE") return `unpacks to more than the ${maximumFactBytes} bytes that are read`;
  if (code.startsWith("Z_")) return "cannot be unpacked: it is cut off or damaged";
  throw error;
}

/** Both sources only grow, but for a few entries that are withdrawn: a snapshot with less is of a file that was cut off. */
function refuseStepsBack({ kev, epss }: Snapshot, earlier: Facts, out: string): void {
  together(
    () => earlier.kev && refuseStepBack("KEV", kev, earlier.kev.date, earlier.kev.ids.length, out),
    () => earlier.epss && refuseStepBack("EPSS", epss, earlier.epss.date, sizeOf(earlier.epss), out),
  );
}

function refuseStepBack(
  name: "KEV" | "EPSS",
  now: Pinned<{ date: string }> | undefined,
  was: string,
  had: number,
  out: string,
): void {
  if (!now) {
    const flag = `--${name.toLowerCase()}`;
    throw badFlag(flag, `is missing: ${out} would lose its ${name} snapshot`, `Give it too, or remove ${out} first.`);
  }
  const { date, source } = now;
  const remedy = `Download it again; if it is right all the same, remove ${out} first.`;
  if (Date.parse(date) < Date.parse(was)) {
    throw badFile(source.file, `is of ${date}, older than the ${name} snapshot of ${was} in ${out}`, remedy);
  }
  if (source.entries >= had * 0.99) return;
  throw badFile(source.file, `has ${source.entries} entries, the ${name} snapshot in ${out} has ${had}`, remedy);
}

function sizeOf({ scores }: EpssFacts): number {
  return scores instanceof EpssTable ? scores.size : Object.keys(scores).length;
}

function written({ kev, epss }: Snapshot): object {
  if (!epss) return { kev };
  const { scores, ...rest } = epss;
  return { kev, epss: { ...rest, table: scores.text } };
}

function renderText({ kev, epss }: Snapshot, out: string): string {
  const lines = [
    ...(kev ? [`KEV   ${kev.date}  ${kev.source.entries} vulnerabilities  SHA-256 ${kev.source.sha256}`] : []),
    ...(epss
      ? [`EPSS  ${epss.date}  ${epss.source.entries} scores (${epss.model})  SHA-256 ${epss.source.sha256}`]
      : []),
  ];
  return `Wrote ${out}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function renderJson({ kev, epss }: Snapshot, out: string): string {
  const document = {
    version: 1,
    file: out,
    ...(kev && { kev: { date: kev.date, source: kev.source } }),
    ...(epss && { epss: { date: epss.date, model: epss.model, source: epss.source } }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
