import { closest, distance } from "fastest-levenshtein";
import * as z from "zod";
import { shortJson } from "./printable.js";

/** What is wrong and what to do about it, in the words of the policy file. */
export interface Wording {
  message: string;
  remedy: string;
}

type Schema = z.core.$ZodType;

/** True for a message of our schema: it begins small, those of the validation library with a capital. */
export function isOurs(message: string): boolean {
  return /^[a-z]/.test(message);
}

/** What to say of a value that a setting does not accept. */
export function wordingOf(issue: z.core.$ZodIssue, schema: Schema, optional: boolean): Wording {
  if (isOurs(issue.message)) return ourWording(issue.message, remedyFor(schema, issue.input, optional));
  switch (issue.code) {
    case "too_small":
      return atLeast(issue.origin, issue.minimum);
    case "too_big":
      return atMost(issue.origin, issue.maximum);
    default:
      return { message: `must be ${kindOf(schema)}`, remedy: remedyFor(schema, issue.input, optional) };
  }
}

/** A message of the schema may bring its own remedy, as its second sentence. */
function ourWording(text: string, remedy: string): Wording {
  const [message = text, own] = text.split(/\. (?=[A-Z])/, 2);
  return { message, remedy: own === undefined ? remedy : `${own}.` };
}

function atLeast(origin: string, minimum: number | bigint): Wording {
  if (origin === "string") return { message: "must not be empty", remedy: "Give it a value." };
  if (origin !== "array") return { message: `must be at least ${minimum}`, remedy: `Set it to ${minimum} or more.` };
  const message = minimum === 1 ? "must not be empty" : `must have at least ${minimum} entries`;
  return { message, remedy: "Add an entry." };
}

function atMost(origin: string, maximum: number | bigint): Wording {
  if (origin === "string") return { message: `must be at most ${maximum} characters long`, remedy: "Shorten it." };
  if (origin === "array") return { message: `must have at most ${maximum} entries`, remedy: "Remove some." };
  return { message: `must be at most ${maximum}`, remedy: `Set it to ${maximum} or less.` };
}

/** What a setting holds, as the rest of a sentence that begins with "must be". */
export function kindOf(schema: Schema): string {
  const title = z.globalRegistry.get(schema)?.title;
  if (title !== undefined) return `a ${title}`;
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return "text";
  if (schema instanceof z.ZodNumber) return schema.isInt ? "a whole number" : "a number";
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(", ")}`;
  if (schema instanceof z.ZodLiteral) return shortJson(schema.value);
  if (schema instanceof z.ZodArray) return "a list";
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.map(kindOf))].join(", or ");
  return "a map of settings";
}

/** What to do about a value of the wrong kind. */
function remedyFor(schema: Schema, input: unknown, optional: boolean): string {
  if (schema instanceof z.ZodUnion) return remedyFor(schema.options[0] ?? schema, input, optional);
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return mapRemedy(schema);
  if (input === null) return optional ? "Give it a value, or remove the line to take the default." : "Give it a value.";
  if (schema instanceof z.ZodEnum) return enumRemedy(schema.options.map(String), input);
  if (schema instanceof z.ZodBoolean) return booleanRemedy(input);
  if (schema instanceof z.ZodNumber) return numberRemedy(input);
  if (schema instanceof z.ZodArray) return listRemedy(schema, input);
  if (schema instanceof z.ZodLiteral) return `Write ${shortJson(schema.value)}.`;
  if (typeof input === "number" || typeof input === "boolean") return "Put it in quotes.";
  return typeof input === "string" ? "Correct the text." : "Write one text.";
}

function mapRemedy(schema: z.ZodObject | z.ZodRecord): string {
  if (schema instanceof z.ZodRecord) return "Write `NAME: value` lines below it.";
  const names = Object.keys(schema.shape).join(", ");
  return schema.safeParse({}).success
    ? `Write {} to take its defaults, or some of these settings below it: ${names}.`
    : `Write its settings below it: ${names}.`;
}

function enumRemedy(values: readonly string[], input: unknown): string {
  const near = typeof input === "string" ? nearest(input, values) : undefined;
  return near === undefined ? "Choose one of these." : `Did you mean ${near}?`;
}

function booleanRemedy(input: unknown): string {
  const text = String(input).toLowerCase();
  if (["true", "yes", "on", "y", "1"].includes(text)) return "Write true.";
  return ["false", "no", "off", "n", "0"].includes(text) ? "Write false." : "Write true or false.";
}

function numberRemedy(input: unknown): string {
  if (typeof input === "number") return "Write a whole number.";
  const isNumeric = typeof input === "string" && /^[-+]?\d[\d_,]{0,15}(\.\d{1,15})?$/.test(input);
  return isNumeric ? `Write ${Number(input.replace(/[_,]/g, ""))}, without quotes.` : "Write a number.";
}

function listRemedy(schema: z.ZodArray, input: unknown): string {
  const one = z.safeParse(schema.element, input).success ? shortJson(input) : "...";
  return `Write a list: [${one}].`;
}

/** The value that a mistyped one was meant to be; undefined when none is near. */
export function nearest(typed: string, values: readonly string[]): string | undefined {
  if (values.length === 0 || typed.length > 100) return undefined;
  const small = typed.toLowerCase();
  const near = closest(
    small,
    values.map((value) => value.toLowerCase()),
  );
  return distance(small, near) <= Math.ceil(typed.length / 3)
    ? values.find((value) => value.toLowerCase() === near)
    : undefined;
}
