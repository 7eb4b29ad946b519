import type { ExceptionsPolicy } from "@sallyport/policy";
import { byText } from "../order.js";
import type { Note } from "../verdict.js";
import type { ReadVexStatement, VexDocument } from "../vex/document.js";
import { type AppliedStatement, statementFor } from "../vex/statement-for.js";
import type { Evidence } from "./ending.js";
import type { Opinion } from "./excuse.js";
import { namesFinding } from "./names-finding.js";
import { type Limits, refusalOf } from "./refusal.js";

/** A VEX document, and the file that it was read from. */
export interface VexInput {
  document: VexDocument;
  /** Path as it was given. */
  path: string;
  /** SHA-256 of the content, hex. */
  sha256: string;
}

/** What a document says about one vulnerability. */
interface Chapter {
  input: VexInput;
  isTrusted: boolean;
  /** The document with nothing but these statements. */
  document: VexDocument;
}

/** Statuses that say that there is nothing to fix. */
const excusing: readonly ReadVexStatement["status"][] = ["not_affected", "fixed"];

/** VEX documents, asked about one sighting after the other. Only what trusted authors say excuses anything. */
export class VexDesk {
  readonly #limits: Limits;
  readonly #inputs: readonly VexInput[];
  readonly #chapters = new Map<string, Chapter[]>();

  constructor(inputs: readonly VexInput[], limits: Limits) {
    this.#limits = limits;
    this.#inputs = inputs.toSorted((a, b) => byText(a.path, b.path) || byText(a.sha256, b.sha256));
    for (const input of this.#inputs) this.#add(input);
  }

  #add(input: VexInput): void {
    const isTrusted = isTrustedAuthor(input.document, this.#limits.policy);
    const pairs = input.document.statements.flatMap((statement) =>
      [...new Set(statement.ids.map(lowerCase))].map((id) => ({ id, statement })),
    );
    for (const [id, about] of Map.groupBy(pairs, (pair) => pair.id)) {
      const statements = about.map(({ statement }) => statement);
      const chapter = { input, isTrusted, document: { ...input.document, statements } };
      this.#chapters.set(id, [...(this.#chapters.get(id) ?? []), chapter]);
    }
  }

  /** True when no document says anything. */
  get isEmpty(): boolean {
    return this.#chapters.size === 0;
  }

  /** What VEX says about a sighting; undefined when no trusted statement is about it. */
  ask(evidence: Evidence): Opinion | undefined {
    const { finding } = evidence;
    const chapters = [...new Set(finding.ids.map(lowerCase))].flatMap((id) => this.#chapters.get(id) ?? []);
    const trusted = chapters.filter(({ isTrusted }) => isTrusted).map(({ document }) => document);
    const applied = statementFor(finding, trusted);
    if (!applied || !excusing.includes(applied.statement.status)) return undefined;
    const path = chapters.find(({ document }) => document === applied.document)?.input.path ?? "";
    const strictest = statementFor(
      finding,
      chapters.map(({ document }) => document),
    );
    const reason = this.#objection(applied, strictest ?? applied, evidence);
    return reason === undefined
      ? excuse(applied, path)
      : { excuses: false, because: `${path} does not excuse it: ${reason}.` };
  }

  /** Why a statement that would excuse does not; undefined when it does. */
  #objection({ statement }: AppliedStatement, strictest: AppliedStatement, evidence: Evidence): string | undefined {
    const { ids } = evidence.finding;
    if (!statement.ids.some((id) => namesFinding(id, ids))) return "it is about one of several vulnerabilities";
    if (!excusing.includes(strictest.statement.status)) {
      return `${strictest.document.author ?? "another document"} contradicts it and says ${strictest.statement.status}`;
    }
    return refusalOf({ status: "not_affected", despite: [] }, evidence, this.#limits);
  }

  /** What is worth knowing about the documents. */
  notes(): Note[] {
    return this.#inputs
      .filter(({ document }) => !isTrustedAuthor(document, this.#limits.policy))
      .map(({ path, document: { author } }) => ({
        level: "warning",
        message: `${path} excuses nothing: exceptions.vex does not name its author${author === undefined ? ", and it has none" : ` (${author})`}.`,
      }));
  }
}

function excuse({ statement, document }: AppliedStatement, path: string): Opinion {
  const { status, justification, impact } = statement;
  const words = [justification, impact].filter((text) => text !== undefined).join(", ");
  return {
    excuses: true,
    rule: "exceptions.vex",
    because: `${document.author} says in ${path} that it is ${status.replace("_", " ")}.`,
    exception: { id: document.id ?? path, source: path, statement: words === "" ? status : `${status}: ${words}` },
  };
}

function isTrustedAuthor({ author }: VexDocument, { vex }: ExceptionsPolicy): boolean {
  return author !== undefined && vex.includes(author);
}

function lowerCase(id: string): string {
  return id.toLowerCase();
}
