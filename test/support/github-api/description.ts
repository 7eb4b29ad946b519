import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";

export type Json = null | boolean | number | string | Json[] | JsonMap;
export type JsonMap = { [key: string]: Json };

/** An operation of GitHub's REST API, by the id that GitHub gives it: `issues/create-comment`. */
export interface Operation {
  id: string;
  method: string;
  /** Path template, `/repos/{owner}/{repo}`. */
  path: string;
}

/** A request's operation, with the values of the template. */
export interface Match {
  operation: Operation;
  parameters: Record<string, string>;
}

const description = JSON.parse(readFileSync(join(import.meta.dirname, "description.json"), "utf8")) as JsonMap;
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: "github", ...(inJsonSchema(description) as JsonMap) });
const validators = new Map<string, ValidateFunction>();

/** The end of a path that may have slashes in it: `git/ref/heads/main`, `contents/docs/a.md`. */
const manyParts = /(?<=\/git\/refs?\/)\{ref\}$|(?<=\/contents\/)\{path\}$/;

const operations: (Operation & { pattern: RegExp; names: string[] })[] = Object.entries(mapAt(["paths"])).flatMap(
  ([path, methods]) =>
    Object.entries(methods as JsonMap).flatMap(([method, operation]) => {
      const id = (operation as JsonMap).operationId;
      if (typeof id !== "string") return [];
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
      const pattern = new RegExp(`^${path.replace(manyParts, "(.+)").replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
      return [{ id, method: method.toUpperCase(), path, pattern, names }];
    }),
);

/** The operation behind a request; undefined when the description has none, so the server answers none. */
export function matchOperation(method: string, path: string): Match | undefined {
  for (const { pattern, names, ...operation } of operations) {
    if (operation.method !== method) continue;
    const [, ...values] = pattern.exec(path) ?? [];
    if (values.length === 0 && !pattern.test(path)) continue;
    const parameters = names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]);
    return { operation, parameters: Object.fromEntries(parameters) };
  }
  return undefined;
}

/** What is wrong with a request, by GitHub's description; nothing when it is right. */
export function requestFaults(
  { operation, parameters }: Match,
  query: URLSearchParams,
  body: Json | undefined,
): string[] {
  const found: string[] = [];
  const declared = (at(placeOf(operation)) as JsonMap).parameters ?? [];
  const known = new Set<string>();
  for (const entry of declared as JsonMap[]) {
    const {
      name,
      in: where,
      required,
      schema,
    } = resolved(entry) as { name: string; in: string; required?: boolean; schema: JsonMap };
    known.add(`${where}:${name}`);
    const value = where === "path" ? parameters[name] : (query.get(name) ?? undefined);
    if (value === undefined && required) found.push(`${where} parameter ${name} is missing`);
    if (value !== undefined && !ajvOf(schema)(typed(value, schema))) found.push(`${where} parameter ${name}: ${value}`);
  }
  for (const name of query.keys()) if (!known.has(`query:${name}`)) found.push(`query parameter ${name} is not known`);
  return [...found, ...bodyFaults(operation, body)];
}

/** What is wrong with an answer, by GitHub's description. */
export function answerFaults(operation: Operation, status: number, body: Json | undefined): string[] {
  const schema = answerSchema(operation, status);
  // Errors that an operation does not list have the shape of all errors.
  if (!schema && status >= 400) return faultsOf(["components", "schemas", "basic-error"], body);
  if (!schema) return body === undefined ? [] : [`${operation.id} has no body with status ${status}`];
  return faultsOf(schema, body);
}

/**
 * An answer with everything that GitHub's description requires: what the caller leaves out gets some value of the right
 * type. So a route says what matters, and the rest is there as on GitHub.
 */
export function completed(operation: Operation, status: number, fields: Json): Json {
  const schema = answerSchema(operation, status);
  if (!schema) throw new Error(`${operation.id} has no body with status ${status}`);
  return complete({ $ref: `#/${schema.map(escaped).join("/")}` }, fields);
}

/**
 * What GitHub sends for an event: the fields that the caller gives, and the rest that its description requires.
 *
 * @param name `pull-request-synchronize`.
 * @throws {TypeError} where a field is not as GitHub sends it.
 */
export function webhookPayload(name: string, fields: JsonMap): JsonMap {
  const schema = ["webhooks", name, "post", "requestBody", "content", "application/json", "schema"];
  if (at(schema) === undefined) throw new TypeError(`the description has no webhook ${name}`);
  const payload = complete({ $ref: `#/${schema.map(escaped).join("/")}` }, fields);
  const faults = faultsOf(schema, payload);
  if (faults.length > 0) throw new TypeError(`no payload of ${name}: ${faults.join("; ")}`);
  return payload as JsonMap;
}

function bodyFaults(operation: Operation, body: Json | undefined): string[] {
  const place = [...placeOf(operation), "requestBody"];
  const described = at(place);
  if (described === undefined) return body === undefined ? [] : ["a body, where none is expected"];
  if (body === undefined) return (described as JsonMap).required ? ["the body is missing"] : [];
  return faultsOf([...place, "content", "application/json", "schema"], body);
}

/** Where the schema of an answer stands in the description. */
function answerSchema(operation: Operation, status: number): string[] | undefined {
  const place = [...placeOf(operation), "responses", String(status)];
  const answer = at(place) as JsonMap | undefined;
  if (!answer) return undefined;
  const home = typeof answer.$ref === "string" ? answer.$ref.slice(2).split("/") : place;
  const schema = [...home, "content", "application/json", "schema"];
  return at(schema) === undefined ? undefined : schema;
}

function faultsOf(place: readonly string[], value: Json | undefined): string[] {
  const validate = ajvOf({ $ref: `#/${place.map(escaped).join("/")}` });
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
}

function ajvOf(schema: JsonMap): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  if (known) return known;
  const own = inJsonSchema(JSON.parse(key.replaceAll('"$ref":"#/', '"$ref":"github#/'))) as JsonMap;
  const compiled = ajv.compile(own);
  validators.set(key, compiled);
  return compiled;
}

/** `nullable` without a type, or beside an `enum` without null: what GitHub means by it has no such words in JSON Schema. */
function inJsonSchema(value: Json): Json {
  if (Array.isArray(value)) return value.map(inJsonSchema);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, inJsonSchema(item)]);
  const { nullable, ...rest } = Object.fromEntries(entries) as JsonMap;
  const isPlain = rest.type !== undefined && rest.enum === undefined;
  if (nullable === undefined || isPlain) return Object.fromEntries(entries);
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
}

function complete(given: JsonMap, value: Json | undefined): Json {
  const schema = merged(resolved(given) as JsonMap);
  const options = (schema.anyOf ?? schema.oneOf) as JsonMap[] | undefined;
  if (options) return complete(bestOf(options, value), value);
  if (value === undefined) return emptyOf(schema);
  if (Array.isArray(value)) return value.map((item) => complete((schema.items ?? {}) as JsonMap, item));
  if (typeof value !== "object" || value === null) return value;
  const properties = (schema.properties ?? {}) as JsonMap;
  const result: JsonMap = { ...value };
  for (const name of (schema.required ?? []) as string[])
    result[name] ??= complete((properties[name] ?? {}) as JsonMap, value[name]);
  for (const [name, item] of Object.entries(value)) {
    if (item !== null && typeof item === "object") result[name] = complete((properties[name] ?? {}) as JsonMap, item);
  }
  return result;
}

/** The first of the schemas that has every field of the value. */
function bestOf(options: readonly JsonMap[], value: Json | undefined): JsonMap {
  const fields = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const fits = (option: JsonMap) => {
    const properties = (resolved(option) as JsonMap).properties ?? {};
    return fields.every((field) => field in (properties as JsonMap));
  };
  return options.find(fits) ?? options[0] ?? {};
}

function emptyOf(schema: JsonMap): Json {
  if (schema.nullable) return null;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  switch (schema.type) {
    case "string":
      return schema.format === "date-time"
        ? "2026-05-04T11:00:00Z"
        : schema.format === "uri"
          ? "https://github.test/"
          : "";
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return false;
    case "array":
      return [];
    default:
      return complete({ ...schema, nullable: false }, {});
  }
}

function merged(schema: JsonMap): JsonMap {
  if (!Array.isArray(schema.allOf)) return schema;
  const parts = (schema.allOf as JsonMap[]).map((part) => merged(resolved(part) as JsonMap));
  return {
    ...schema,
    type: "object",
    allOf: null,
    properties: Object.assign({}, schema.properties, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => (part.required ?? []) as string[]),
  };
}

function resolved(value: Json): Json {
  let found = value;
  while (typeof found === "object" && found !== null && !Array.isArray(found) && typeof found.$ref === "string") {
    found = at(found.$ref.slice(2).split("/").map(unescaped)) ?? null;
  }
  return found;
}

function placeOf({ path, method }: Operation): string[] {
  return ["paths", path, method.toLowerCase()];
}

function at(place: readonly string[]): Json | undefined {
  let found: Json | undefined = description;
  for (const key of place) found = (found as JsonMap | undefined)?.[key];
  return found;
}

function mapAt(place: readonly string[]): JsonMap {
  return (at(place) ?? {}) as JsonMap;
}

/** A part of a JSON pointer inside a URI. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function unescaped(part: string): string {
  return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

function typed(value: string, schema: JsonMap): Json {
  const { type } = resolved(schema) as JsonMap;
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return type === "integer" && /^\d+$/.test(value) ? Number(value) : value;
}
