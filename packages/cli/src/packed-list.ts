import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, type GrowingList } from "@sallyport/gate";

/** Bytes that are kept or moved to the disk together. */
const chunkBytes = 4 * 1024 * 1024;

/** Bytes that are read ahead for who goes through a list. */
const aheadBytes = 256 * 1024;

/**
 * A list whose values are kept as canonical JSON (RFC 8785), in memory up to a limit and beyond that in a temporary file. A
 * value comes back as an equal one, new each time.
 */
export class PackedList<T> implements GrowingList<T> {
  readonly #chunksInMemory: number;
  readonly #ends: number[] = [];
  readonly #chunks: (Buffer | undefined)[] = [];
  #used = chunkBytes;
  #file: TemporaryFile | undefined;

  /** @param megabytes How much of it stays in memory, about. */
  constructor(megabytes: number) {
    this.#chunksInMemory = Math.max(1, Math.floor((megabytes * 1024 * 1024) / chunkBytes));
  }

  push(value: T): number {
    this.#append(canonicalJson(value));
    return this.#ends.length;
  }

  get length(): number {
    return this.#ends.length;
  }

  at(index: number): T | undefined {
    const text = this.jsonAt(index);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** The canonical JSON of the value at an index. */
  jsonAt(index: number): string | undefined {
    const end = this.#ends[index];
    return end === undefined ? undefined : this.#read(this.#ends[index - 1] ?? 0, end);
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index) as T;
  }

  #append(text: string): void {
    // A character takes three bytes at most.
    if (text.length * 3 <= chunkBytes - this.#used) {
      this.#used += this.#last().write(text, this.#used);
    } else {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) {
        if (this.#used === chunkBytes) this.#addChunk();
        const copied = bytes.copy(this.#last(), this.#used, done);
        this.#used += copied;
        done += copied;
      }
    }
    this.#ends.push((this.#chunks.length - 1) * chunkBytes + this.#used);
  }

  #last(): Buffer {
    return this.#chunks.at(-1) as Buffer;
  }

  /** A chunk that goes to the disk leaves its memory to the next one. */
  #addChunk(): void {
    const oldest = this.#chunks.length - this.#chunksInMemory;
    const chunk = this.#chunks[oldest];
    this.#chunks.push(chunk ?? Buffer.allocUnsafeSlow(chunkBytes));
    this.#used = 0;
    if (!chunk) return;
    this.#file ??= new TemporaryFile();
    this.#file.write(chunk, oldest * chunkBytes);
    this.#chunks[oldest] = undefined;
  }

  #read(start: number, end: number): string {
    const first = Math.floor(start / chunkBytes);
    const chunk = this.#chunks[first];
    const offset = start - first * chunkBytes;
    if (chunk && offset + end - start <= chunkBytes) return chunk.toString("utf8", offset, offset + end - start);
    const bytes = Buffer.allocUnsafe(end - start);
    for (let done = 0; done < bytes.length; ) done += this.#copy(start + done, bytes.subarray(done));
    return bytes.toString();
  }

  /** How many bytes it could copy from one chunk. */
  #copy(start: number, target: Buffer): number {
    const index = Math.floor(start / chunkBytes);
    const offset = start - index * chunkBytes;
    const length = Math.min(target.length, chunkBytes - offset);
    const chunk = this.#chunks[index];
    if (chunk) chunk.copy(target, 0, offset, offset + length);
    else this.#file?.read(target.subarray(0, length), start);
    return length;
  }
}

/** A file without a name that is gone with the process. */
class TemporaryFile {
  readonly #descriptor: number;
  readonly #ahead = Buffer.allocUnsafeSlow(aheadBytes);
  #aheadStart = 0;
  #aheadLength = 0;
  #lastEnd = -1;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-"));
    this.#descriptor = openSync(join(folder, "list"), "wx+", 0o600);
    // Where an open file cannot be removed, this waits for the end.
    const remove = () => rmSync(folder, { recursive: true, force: true });
    try {
      remove();
    } catch {
      process.once("exit", () => {
        closeSync(this.#descriptor);
        remove();
      });
    }
  }

  write(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
    }
  }

  /** Who reads one value after the other gets the next ones from what was read already. */
  read(bytes: Uint8Array, position: number): void {
    if (position === this.#lastEnd && bytes.length <= aheadBytes) this.#readAhead(position);
    this.#lastEnd = position + bytes.length;
    const offset = position - this.#aheadStart;
    if (offset >= 0 && offset + bytes.length <= this.#aheadLength) {
      this.#ahead.copy(bytes, 0, offset, offset + bytes.length);
    } else if (this.#fill(bytes, position) < bytes.length) {
      throw new Error("a temporary file is shorter than what was written to it");
    }
  }

  #readAhead(position: number): void {
    const offset = position - this.#aheadStart;
    if (offset >= 0 && offset <= this.#aheadLength - aheadBytes / 4) return;
    this.#aheadStart = position;
    this.#aheadLength = this.#fill(this.#ahead, position);
  }

  /** How many bytes there were. */
  #fill(bytes: Uint8Array, position: number): number {
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }
}
