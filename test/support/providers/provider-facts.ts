import type { Properties } from "./inputs.ts";

/** A provider as its documentation describes it. */
export interface ProviderFacts {
  /** Package name in resource types: `github`, `vault`, `aws`, `kubernetes`. */
  name: string;
  version: string;
  /** File that a resource type is added to when a program needs one more. */
  file: string;
  /** Provider settings without which the real one refuses to work. */
  settings: readonly string[];
  /** By type token. */
  kinds: Readonly<Record<string, ResourceKind>>;
}

/**
 * What the documentation of a provider says about one resource type. Paths are dotted; `rules[].id` means every entry of the list.
 */
export interface ResourceKind {
  /** Page that the facts of this entry come from. */
  source: string;
  /** Inputs that must be given, inside maps and lists wherever those are given. */
  required?: readonly string[];
  /** Inputs of which exactly one must be given. */
  exactlyOne?: readonly string[];
  allowed?: Readonly<Record<string, readonly unknown[]>>;
  /** Inputs that similar types have and this one does not. */
  lacks?: readonly string[];
  /** What a text must look like. */
  pattern?: Readonly<Record<string, RegExp>>;
  /** Lowest and highest number accepted. */
  range?: Readonly<Record<string, readonly [number, number]>>;
  /** Input that gets the logical name and a random suffix when the program leaves it out. */
  autoName?: string;
  /** Inputs whose change replaces the resource; every other change is an update. */
  replaceOn: readonly string[];
  /**
   * The old resource goes before its replacement is made. Terraform-based providers do that when the program chose the name
   * (https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/schema.go, nameRequiresDeleteBeforeReplace).
   *
   * @default - the replacement is made first
   */
  deleteBeforeReplace?: "always" | "when named";
  /** Creating one that is there already overwrites it instead of being refused. */
  overwrites?: boolean;
  /** Resources that must exist before this one can be created: type and id. */
  needs?: (inputs: Properties) => readonly (readonly [type: string, id: string])[];
  /** `serial` is a number that no other resource of the provider has. */
  id: (inputs: Properties, serial: number) => string;
  /** What the provider adds to the inputs. */
  outputs?: (inputs: Properties, id: string) => Properties;
}
