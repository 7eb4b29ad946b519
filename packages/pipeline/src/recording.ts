import { isUnknown } from "@pulumi/pulumi/output.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { deserializeProperties, specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";

/** One resource as the program registered it, before any provider has seen it. */
export interface RecordedResource {
  urn: string;
  type: string;
  name: string;
  /** True for a resource of a provider, false for a component. */
  custom: boolean;
  /** URN of the parent; empty for the stack itself. */
  parent: string;
  /** Reference of an explicit provider, empty for the default one. */
  provider: string;
  /** Inputs, with secrets unwrapped; a value only known after `up` is {@link unknownInput}. */
  inputs: Record<string, unknown>;
  /** Dotted paths of the inputs that are marked secret. */
  secretInputs: string[];
  dependencies: string[];
  /** Which resources each input depends on. */
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  retainOnDelete: boolean;
  deletedWith: string;
  deleteBeforeReplace: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  importId: string;
  aliases: unknown[];
  /** Names of the hooks, by the moment they run. */
  hooks: Record<string, string[]>;
}

/** Stands for a value that only exists after `up`. */
export const unknownInput = "(known after up)";

/** Everything a registration request says. Its URN is given by the engine and added by the recorder. */
export function recordedResource(request: RegisterResourceRequest): Omit<RecordedResource, "urn"> {
  const secretInputs: string[] = [];
  const object = request.getObject();
  const raw = object === undefined ? {} : deserializeProperties(object as never, true);
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    provider: request.getProvider(),
    inputs: plainInput(raw, "", secretInputs) as Record<string, unknown>,
    secretInputs: secretInputs.toSorted(),
    dependencies: request.getDependenciesList().toSorted(),
    propertyDependencies: propertyDependencies(request),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    importId: request.getImportid(),
    aliases: request.getAliasesList().map((alias) => alias.toObject()),
    hooks: hooks(request),
  };
}

/** The values as a reader wants them: markers of secrets and unknowns taken away, secret paths noted. */
function plainInput(value: unknown, path: string, secretPaths: string[]): unknown {
  if (isUnknown(value)) return unknownInput;
  if (Array.isArray(value)) return value.map((item, index) => plainInput(item, `${path}[${index}]`, secretPaths));
  if (typeof value !== "object" || value === null) return value;
  const map = value as Record<string, unknown>;
  if (map[specialSigKey] === specialSecretSig) {
    secretPaths.push(path);
    return plainInput(map.value, path, secretPaths);
  }
  return Object.fromEntries(
    Object.keys(map)
      .toSorted()
      .map((key) => [key, plainInput(map[key], path === "" ? key : `${path}.${key}`, secretPaths)]),
  );
}

function propertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
  const entries: [string, string[]][] = [];
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    const urns = dependencies.getUrnsList();
    if (urns.length > 0) entries.push([key, urns.toSorted()]);
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function hooks(request: RegisterResourceRequest): Record<string, string[]> {
  const bound: Record<string, string[]> = { ...request.getHooks()?.toObject() };
  return Object.fromEntries(
    Object.entries(bound)
      .filter(([, names]) => names.length > 0)
      .map(([moment, names]) => [moment.replace(/List$/, ""), names]),
  );
}
