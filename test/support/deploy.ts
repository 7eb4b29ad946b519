import { type RecordedResource, type RecordOptions, record } from "@sallyport/pipeline";

/** What a program registered, with the questions that tests ask. */
export interface Deployed {
  resources: RecordedResource[];
  /** Type tokens, once each. */
  types(): string[];
  /** Every resource of a type. */
  all(type: string): RecordedResource[];
  /** The inputs of the one resource of a type; fails when there is none or more than one. */
  only(type: string): Record<string, unknown>;
  /** The one resource of a type, and of a name when several share the type. */
  resource(type: string, name?: string): RecordedResource;
}

/** Runs a program on the recording monitor, as `sallyport plan` does. */
export async function deploy(program: () => unknown, options?: RecordOptions): Promise<Deployed> {
  const resources = await record(program, options);
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const resource: Deployed["resource"] = (type, name) => {
    const found = all(type).filter((candidate) => name === undefined || candidate.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1) {
      const known = resources.map((candidate) => `${candidate.type} ${candidate.name}`).join("\n  ");
      throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length} among\n  ${known}`);
    }
    return first;
  };
  return {
    resources,
    types: () => [...new Set(resources.map(({ type }) => type))],
    all,
    resource,
    only: (type) => resource(type).inputs,
  };
}
