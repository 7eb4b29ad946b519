import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  type EpssFacts,
  FirstSights,
  inputDigests,
  type KevFacts,
  maximumReportBytes,
  RunRecord,
  type SourceSuppressions,
  type StoredInputs,
} from "@sallyport/gate";
import { type ParsedPolicy, type Policy, PolicyError, parsePolicy, readPolicy } from "@sallyport/policy";
import { badFile } from "./command-error.js";
import { parseBaseline, parseFacts } from "./facts-file.js";
import { readAtMost, whyRefused } from "./read-input.js";

/**
 * The files of a folder and of those inside it, by what they hold: it does not matter what they are called. Files are read
 * when the folder is opened, and reports again when they are needed.
 *
 * @throws {CommandError} when the folder cannot be read.
 */
export function openInputFolder(folder: string): StoredInputs {
  const index = new InputIndex();
  for (const path of filesIn(folder)) index.add(path);
  return index;
}

class InputIndex implements StoredInputs {
  readonly #paths = new Map<string, string>();
  readonly #policies = new Map<string, Policy | undefined>();
  /** Files that may extend another one: their policy has a digest that no file has. */
  readonly #extending: string[] = [];
  readonly #records = new Map<string, RunRecord>();
  readonly #baselines = new Map<string, readonly string[]>();
  readonly #seen = new Map<string, FirstSights>();
  readonly #suppressions = new Map<string, SourceSuppressions>();
  readonly #kev = new Map<string, KevFacts>();
  readonly #epss = new Map<string, EpssFacts>();

  add(path: string): void {
    const content = readAtMost(path, maximumReportBytes);
    if (!(content instanceof Uint8Array)) return; // What is needed and cannot be read is missing.
    this.#paths.set(createHash("sha256").update(content).digest("hex"), path);
    if (mayExtend(path, content)) this.#extending.push(path);
    const document = path.endsWith(".json") ? parseJson(content) : undefined;
    if (document === undefined) return;
    const record = RunRecord.safeParse(document).data;
    if (record) this.#records.set(inputDigests.runRecord(record), record);
    const seen = FirstSights.safeParse(document).data;
    if (seen) this.#seen.set(inputDigests.seen(seen), seen);
    const baseline = parseBaseline(document);
    if (baseline) this.#baselines.set(inputDigests.baseline(baseline), baseline);
    if (isSuppressions(document)) this.#suppressions.set(inputDigests.suppressions(document), document);
    const { kev, epss } = parseFacts(document) ?? {};
    if (kev) this.#kev.set(dated({ ...kev, sha256: inputDigests.kev(kev) }), kev);
    if (epss) this.#epss.set(dated({ ...epss, sha256: inputDigests.epss(epss) }), epss);
  }

  policy(sha256: string, now: string): Policy | undefined {
    const key = JSON.stringify([sha256, now]);
    if (!this.#policies.has(key)) this.#policies.set(key, this.#readPolicy(sha256, now));
    return this.#policies.get(key);
  }

  #readPolicy(sha256: string, now: string): Policy | undefined {
    const content = this.report(sha256);
    if (content) return usable(() => parsePolicy(content))?.policy;
    for (const path of this.#extending) {
      const read = usable(() => readPolicy(path, path, now));
      if (read?.sha256 === sha256) return read.policy;
    }
    return undefined;
  }

  report(sha256: string): Uint8Array | undefined {
    const path = this.#paths.get(sha256);
    const content = path === undefined ? undefined : readAtMost(path, maximumReportBytes);
    return content instanceof Uint8Array ? content : undefined;
  }

  runRecord(sha256: string): RunRecord | undefined {
    return this.#records.get(sha256);
  }

  baseline({ sha256 }: { sha256: string }): readonly string[] | undefined {
    return this.#baselines.get(sha256);
  }

  seen({ sha256 }: { sha256: string }): FirstSights | undefined {
    return this.#seen.get(sha256);
  }

  suppressions({ sha256 }: { sha256: string }): SourceSuppressions | undefined {
    return this.#suppressions.get(sha256);
  }

  kev(stored: Dated): KevFacts | undefined {
    return this.#kev.get(dated(stored));
  }

  epss(stored: Dated): EpssFacts | undefined {
    return this.#epss.get(dated(stored));
  }
}

function mayExtend(path: string, content: Uint8Array): boolean {
  return /\.(ya?ml|json)$/.test(path) && content.length < 1_000_000 && Buffer.from(content).includes("extends");
}

/** A policy; undefined where a file is none. */
function usable(read: () => ParsedPolicy): ParsedPolicy | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}

/** What it holds is told by its digest. */
function isSuppressions(document: unknown): document is SourceSuppressions {
  return typeof document === "object" && document !== null && "found" in document && "unsearched" in document;
}

interface Dated {
  sha256: string;
  date: string;
  model?: string | undefined;
}

/** Facts of two days may be the same; their age is not. */
function dated({ sha256, date, model = "" }: Dated): string {
  return JSON.stringify([sha256, date, model]);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw badFile(folder, whyRefused("read", error), "Name the folder with the policy, the reports and their records.");
  }
}

function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString("utf8"));
  } catch {
    return undefined;
  }
}
