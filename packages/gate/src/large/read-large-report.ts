import { createHash } from "node:crypto";
import { FindingIndex } from "../correlation/finding-index.js";
import { beginsAsXml } from "../document-file.js";
import type { Finding } from "../finding.js";
import { inMemory, type Storage } from "../list.js";
import { readerFor } from "../reader-for.js";
import { readers } from "../readers/index.js";
import { isListed, type ListPaths } from "../readers/list-paths.js";
import type { ReportContent, ReportHealth, ReportReader } from "../readers/reader.js";
import { describe, type LargeReport, type ReadOptions } from "../report.js";
import { ReportEntries } from "../report-entries.js";
import { ReportError } from "../report-error.js";
import { type Refuse, refusalOf, refuseForeignStart } from "../text-file.js";
import { EntryBatch } from "./entry-batch.js";
import { JsonLists, type ListParser, type OnEntry } from "./json-lists.js";
import type { ReportSource } from "./report-source.js";
import { XmlLists } from "./xml-lists.js";

export interface LargeReadOptions extends ReadOptions {
  /**
   * Where findings are put.
   *
   * @default - they stay in memory
   */
  storage?: Storage;
  /**
   * How many entries are read together, at least: enough to be worth going through the rest of the document for them.
   *
   * @default 1000
   */
  entriesAtOnce?: number;
}

/**
 * What a report of any size says, in little memory: it is read twice, first for everything but the entries of its lists,
 * then for those, some at a time.
 *
 * @throws {ReportError} as `readReport` does, and when the format cannot be read in parts, or the file changes meanwhile.
 */
export function readLargeReport(
  source: ReportSource,
  { tool, storage = inMemory, entriesAtOnce = 1000 }: LargeReadOptions = {},
): LargeReport {
  const refuse = refusalOf(source.path, tool);
  const { outline, reader } = outlineOf(source, tool, refuse);
  const entries = new ReportEntries(() => storage<Finding>());
  const index = new FindingIndex();
  const parts = new Parts();
  const read = (batch: EntryBatch) => {
    const whole = readPart(reader, outline.document, batch, source.path);
    // What stands outside of the lists is in every part, and counts once.
    const said = inWhole(batch, parts.isEmpty ? whole : onlyFrom(batch, whole));
    entries.add(said, (finding) => index.add(finding));
    parts.add(said);
  };
  const batches = new Batches(entriesAtOnce, read);
  const { sha256 } = readEntries(source, reader.lists ?? [], refuse, batches);
  if (parts.isEmpty) read(new EntryBatch());
  if (sha256 !== outline.sha256) refuse("changed while it was read", "Give the report when the scanner has ended.");
  const { findings, suppressed, counts } = entries;
  return {
    ...describe(reader, parts.joined, source.path),
    counts,
    findings,
    suppressed,
    index,
    sha256,
    bytes: outline.bytes,
  };
}

interface Outline {
  /** Everything but the entries of the lists. */
  document: unknown;
  /** The first entry of each list that has one. */
  samples: EntryBatch;
  sha256: string;
  bytes: number;
}

/** All lists of all formats: who wrote a document shows only when it has been read. */
const allLists: ListPaths = [...new Set(readers.flatMap(({ lists = [] }) => lists))];

function outlineOf(source: ReportSource, tool: string | undefined, refuse: Refuse) {
  const outline = readOutline(source, allLists, refuse);
  const reader = readerFor(outline.samples.documentFrom(outline.document), source.path, tool);
  const { lists } = reader;
  if (!lists) {
    return refuse(
      `is too large for its format: ${reader.format} cannot be read in parts`,
      "Scan in parts, or let the scanner write SARIF.",
    );
  }
  if (outline.samples.lists.every((list) => isListed(list, lists))) return { outline, reader };
  // Another format has a list at a place where this one has something that belongs to the whole.
  return { outline: readOutline(source, lists, refuse), reader };
}

function readOutline(source: ReportSource, lists: ListPaths, refuse: Refuse): Outline {
  const samples = new EntryBatch();
  const keepFirst: OnEntry = (list, index, entry) => {
    if (index === 0) samples.add(list, index, entry);
  };
  return { ...pump(source, { lists, onEntry: keepFirst, refuse }), samples };
}

function readEntries(source: ReportSource, lists: ListPaths, refuse: Refuse, batches: Batches) {
  const onEntry: OnEntry = (...entry) => batches.add(...entry);
  const said = pump(source, { lists, onEntry, refuse }, () => batches.flushWhenFull());
  batches.flush();
  return said;
}

/** Collects entries until there are enough to be read together. */
class Batches {
  readonly #entriesAtOnce: number;
  readonly #onBatch: (batch: EntryBatch) => void;
  #batch = new EntryBatch();

  constructor(entriesAtOnce: number, onBatch: (batch: EntryBatch) => void) {
    this.#entriesAtOnce = entriesAtOnce;
    this.#onBatch = onBatch;
  }

  add(...entry: Parameters<EntryBatch["add"]>): void {
    this.#batch.add(...entry);
  }

  /** To be called between two pieces of the file: what is read must not happen inside of the parser. */
  flushWhenFull(): void {
    if (this.#batch.size >= this.#entriesAtOnce) this.flush();
  }

  flush(): void {
    const batch = this.#batch;
    this.#batch = new EntryBatch();
    if (batch.size > 0) this.#onBatch(batch);
  }
}

interface Reading {
  lists: ListPaths;
  onEntry: OnEntry;
  refuse: Refuse;
}

/** Takes a file through the parser of its kind. */
function pump(source: ReportSource, reading: Reading, afterChunk = () => {}) {
  const hash = createHash("sha256");
  let parser: ListParser | undefined;
  let bytes = 0;
  for (const chunk of source.chunks()) {
    parser ??= parserFor(chunk, reading);
    hash.update(chunk);
    bytes += chunk.length;
    parser.write(chunk);
    afterChunk();
  }
  const document = (parser ?? parserFor(new Uint8Array(), reading)).end();
  return { document, sha256: hash.digest("hex"), bytes };
}

function parserFor(start: Uint8Array, { lists, onEntry, refuse }: Reading): ListParser {
  refuseForeignStart(start, refuse);
  return beginsAsXml(start) ? new XmlLists(lists, onEntry, refuse) : new JsonLists(lists, onEntry, refuse);
}

function readPart(reader: ReportReader, outline: unknown, batch: EntryBatch, path: string): ReportContent {
  try {
    return reader.read(batch.documentFrom(outline), path);
  } catch (error) {
    if (!(error instanceof ReportError) || error.place?.pointer === undefined) throw error;
    throw new ReportError({ ...error.problem, place: { pointer: batch.pointerInWhole(error.place.pointer) } });
  }
}

/** What the entries of a batch say, without what the rest of the document does. */
function onlyFrom(batch: EntryBatch, said: ReportContent): ReportContent {
  const inBatch = ({ pointer }: Finding) => batch.holds(pointer);
  return changeLists(said, (findings) => findings.filter(inBatch));
}

function inWhole(batch: EntryBatch, said: ReportContent): ReportContent {
  return changeLists(said, (findings) =>
    findings.map((finding) => ({ ...finding, pointer: batch.pointerInWhole(finding.pointer) })),
  );
}

function changeLists(said: ReportContent, change: (findings: readonly Finding[]) => Finding[]): ReportContent {
  const { findings, suppressed, listed } = said;
  return {
    ...said,
    findings: change(findings),
    suppressed: change(suppressed),
    ...(listed && { listed: change(listed) }),
  };
}

const healthByGravity: readonly ReportHealth[] = ["failed", "partial", "empty", "ok"];

/** Most reasons that are kept: a report may have one for each of its entries. */
const reasonsAtMost = 1000;

/** What the parts of a report say, as one. */
class Parts {
  #first: ReportContent | undefined;
  #health: ReportHealth = "ok";
  #usesDatabase = false;
  readonly #reasons = new Set<string>();

  add(said: ReportContent): void {
    this.#first ??= { ...said, findings: [], suppressed: [], listed: [] };
    this.#usesDatabase ||= said.usesDatabase;
    if (healthByGravity.indexOf(said.health) < healthByGravity.indexOf(this.#health)) this.#health = said.health;
    for (const reason of said.healthReasons) if (this.#reasons.size < reasonsAtMost) this.#reasons.add(reason);
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  get joined(): ReportContent {
    if (!this.#first) throw new RangeError("a report has one part at least");
    return {
      ...this.#first,
      health: this.#health,
      healthReasons: [...this.#reasons],
      usesDatabase: this.#usesDatabase,
    };
  }
}
