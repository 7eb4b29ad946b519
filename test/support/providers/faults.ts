import { once } from "node:events";

export type Operation = "create" | "update" | "read" | "delete";

/** An operation that a test keeps waiting. */
export interface HeldOperation {
  /** Resolves when the engine has asked for it. */
  reached: Promise<void>;
  /** Lets it go on. */
  release: () => void;
}

interface Fault {
  type: string;
  operation: Operation;
  meet: () => Promise<void> | void;
}

/** What a test makes go wrong in a plane. */
export class Faults {
  readonly #faults = new Set<Fault>();

  /** From now on the operation on this type fails with the message, until the returned function is called. */
  fail(type: string, operation: Operation, message: string): () => void {
    return this.#add(type, operation, () => {
      throw new Error(message);
    });
  }

  /** The next operation of this sort on this type waits until it is released, or until the engine is gone. */
  hold(type: string, operation: Operation): HeldOperation {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      const end = this.#add(type, operation, () => {
        end();
        resolve();
        return released;
      });
    });
    return { reached, release };
  }

  /** Lets happen what was asked for. An operation whose caller went away while it was kept waiting does not go on. */
  async meet(type: string, operation: Operation, gone: AbortSignal): Promise<void> {
    const faults = [...this.#faults].filter((fault) => fault.type === type && fault.operation === operation);
    for (const fault of faults) await Promise.race([fault.meet(), once(gone, "abort")]);
    gone.throwIfAborted();
  }

  #add(type: string, operation: Operation, meet: Fault["meet"]): () => void {
    const fault = { type, operation, meet };
    this.#faults.add(fault);
    return () => this.#faults.delete(fault);
  }
}
