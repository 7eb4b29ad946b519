import type { Properties } from "./inputs.ts";
import type { Subject } from "./memory-plane.ts";
import type { ProviderFacts, ResourceKind } from "./provider-facts.ts";

/** A resource as the engine gets it from its provider. */
export interface Provided {
  id: string;
  properties: Properties;
}

/** A resource as it was found: also what it would be made from. */
export interface Found extends Provided {
  inputs: Properties;
  /** What the inputs of the state have become meanwhile. @default - as they were */
  drifted?: Properties;
}

/** What a provider does for the engine, in memory or on a real server. `gone` ends when the engine wants no answer any more. */
export interface Plane {
  readonly facts: ProviderFacts;
  /** The user interrupts the engine. */
  interrupt: () => void;
  /** @throws when nobody has described the type yet. */
  kindOf(type: string): ResourceKind;
  /** What a preview can say of a resource. */
  foresee(type: string, inputs: Properties, before?: Properties): Properties;
  create(subject: Subject, inputs: Properties, gone: AbortSignal): Promise<Provided>;
  update(subject: Subject, id: string, inputs: Properties, gone: AbortSignal): Promise<Provided>;
  /**
   * @param known The inputs that the state has; empty at an import.
   * @param state Everything that the state has.
   */
  read(
    subject: Subject,
    id: string,
    gone: AbortSignal,
    known: Properties,
    state: Properties,
  ): Promise<Found | undefined>;
  delete(subject: Subject, id: string, gone: AbortSignal, known: Properties): Promise<void>;
}
