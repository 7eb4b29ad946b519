import { deferredIn } from "../coverage.js";
import type { DecisionInputs } from "../decision-inputs.js";
import { withoutRepeats } from "../order.js";
import type { Doubt } from "../verdict.js";
import type { Evidence } from "./ending.js";
import { ExceptionDesk } from "./exception-desk.js";
import { type Remarks, remarksOn } from "./exception-remarks.js";
import type { Opinion } from "./excuse.js";
import type { ExceptionCircumstances, LiveException } from "./live-exception.js";
import { ExceptionFileError } from "./parse-exception-file.js";
import { VexDesk } from "./vex-desk.js";

/** Whatever may excuse a finding: the file of exceptions and VEX documents. */
export class Excuses {
  readonly #inputs: DecisionInputs;
  readonly circumstances: ExceptionCircumstances;
  readonly #desk: ExceptionDesk | undefined;
  readonly #vex: VexDesk;

  constructor(inputs: DecisionInputs) {
    const {
      exceptions,
      exceptionChange: change,
      teamMembers: members,
      vex = [],
      policy,
      facts = {},
      repository,
      now,
    } = inputs;
    const limits = { gate: policy.gate, policy: policy.exceptions };
    this.#inputs = inputs;
    this.circumstances = {
      ...limits,
      repository: repository?.name,
      facts,
      deferred: deferredIn(inputs),
      members,
      change,
      now,
    };
    this.#vex = new VexDesk(vex, limits);
    if (exceptions && !(exceptions instanceof ExceptionFileError)) {
      this.#desk = new ExceptionDesk(exceptions, this.circumstances);
    }
  }

  /** True when nothing excuses anything: then nobody need ask. */
  get isEmpty(): boolean {
    return this.exceptions.length === 0 && this.#vex.isEmpty;
  }

  /** The exceptions that concern the repository, and what came of each. */
  get exceptions(): readonly LiveException[] {
    return this.#desk?.exceptions ?? [];
  }

  /** What excuses a sighting, else why the first that is about it does not; undefined when nothing is about it. */
  ask(evidence: Evidence): Opinion | undefined {
    const byException = this.#desk?.ask(evidence);
    if (byException?.excuses) return byException;
    const byVex = this.#vex.ask(evidence);
    return byVex?.excuses ? byVex : (byException ?? byVex);
  }

  /** What keeps the gate from deciding and what is worth knowing, after the last question. */
  remarks(): Remarks {
    const { exceptions } = this.#inputs;
    const { doubts, notes } =
      exceptions instanceof ExceptionFileError
        ? { doubts: doubtsOf(exceptions), notes: [] }
        : exceptions
          ? remarksOn(this.exceptions, exceptions, this.circumstances)
          : { doubts: [], notes: [] };
    return { doubts: withoutRepeats(doubts), notes: withoutRepeats([...notes, ...this.#vex.notes()]) };
  }
}

/** What is wrong with a file that cannot be used. */
function doubtsOf({ problems }: ExceptionFileError): Doubt[] {
  return problems.map(({ file, line, column, path, message, found, remedy }) => ({
    about: `${file}:${line}:${column}`,
    found: `${path === "" ? "" : `${path} `}${message}${found === undefined ? "" : `, got ${found}`}`,
    remedy,
  }));
}
