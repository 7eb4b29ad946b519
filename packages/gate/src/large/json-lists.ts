import Tokenizer from "@streamparser/json/tokenizer.js";
import TokenParser from "@streamparser/json/tokenparser.js";
import TokenType from "@streamparser/json/utils/types/tokenType.js";
import type { Keys, ListPaths } from "../readers/list-paths.js";
import { maximumDepth, type Refuse } from "../text-file.js";

/** Is told of every entry of a list. */
export type OnEntry = (list: Keys, index: number, entry: unknown) => void;

const opening: readonly TokenType[] = [TokenType.LEFT_BRACE, TokenType.LEFT_BRACKET];
const closing: readonly TokenType[] = [TokenType.RIGHT_BRACE, TokenType.RIGHT_BRACKET];

/** Reads a document in pieces: hands out the entries of some lists, and keeps the rest. */
export interface ListParser {
  write(chunk: Uint8Array): void;
  /** The document without the entries of its lists. */
  end(): unknown;
}

/** Reads JSON of any size: hands out the entries of some lists, and keeps the rest. */
export class JsonLists implements ListParser {
  readonly #tokenizer = new Tokenizer();
  readonly #refuse: Refuse;
  #outline: unknown;
  #isComplete = false;
  #depth = 0;
  #lastToken = 0;
  #bytes = 0;

  constructor(paths: ListPaths, onEntry: OnEntry, refuse: Refuse) {
    this.#refuse = refuse;
    const parser = new TokenParser({ paths: [...paths, "$"] });
    parser.onValue = ({ value, key, parent, stack }) => {
      if (stack.length === 0) {
        this.#outline = value;
        this.#isComplete = true;
      } else if (Array.isArray(parent)) {
        parent.pop();
        onEntry(
          stack.slice(1).map((above) => above.key as string | number),
          key as number,
          value,
        );
      }
    };
    parser.onEnd = () => {};
    this.#tokenizer.onToken = (token) => {
      this.#lastToken = token.offset;
      if (this.#isComplete) this.#refuseMore(token.offset);
      if (opening.includes(token.token)) this.#enter(token.offset);
      else if (closing.includes(token.token)) this.#depth -= 1;
      parser.write(token);
    };
  }

  write(chunk: Uint8Array): void {
    const nul = chunk.indexOf(0);
    if (nul >= 0) {
      const place = { byte: this.#bytes + nul };
      this.#refuse("is binary: it holds a NUL byte", "Give the report that the scanner wrote.", place);
    }
    this.#attempt(() => this.#tokenizer.write(chunk));
    this.#bytes += chunk.length;
  }

  end(): unknown {
    if (!this.#isComplete) this.#attempt(() => this.#tokenizer.end());
    if (this.#isComplete) return this.#outline;
    return this.#refuse("is cut off: the JSON ends too early", "Run the scanner again and keep its log.", {
      byte: this.#bytes,
    });
  }

  /** JSON lines are read as a whole only, so not where they are this large. */
  #refuseMore(offset: number): never {
    const remedy = "Get one document from the scanner, or give a report in JSON lines in smaller parts.";
    return this.#refuse("has more behind the end of its JSON", remedy, { byte: offset });
  }

  #enter(offset: number): void {
    this.#depth += 1;
    if (this.#depth <= maximumDepth) return;
    const found = `is nested deeper than ${maximumDepth} levels`;
    this.#refuse(found, "No scanner writes this: get the report again.", { byte: offset });
  }

  /** The parser's own messages repeat the content, which may be secret. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof Error) || error.name === "ReportError") throw error;
      const [, position] = /absolute position "(\d+)"/.exec(error.message) ?? [];
      const place = { byte: position === undefined ? this.#lastToken : Number(position) };
      if ("code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
        this.#refuse("is not UTF-8 text", "Write it as UTF-8, or give the report that the scanner wrote.", place);
      }
      if (/in mid-parsing|in the middle/.test(error.message)) {
        place.byte = this.#bytes;
        this.#refuse("is cut off: the JSON ends too early", "Run the scanner again and keep its log.", place);
      }
      this.#refuse("is not valid JSON here", "Get the report again; one that was edited cannot be judged.", place);
    }
  }
}
