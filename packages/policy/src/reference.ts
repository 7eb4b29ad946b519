import type { Direction, Strength } from "./direction.js";
import { policySchemaWithStrength } from "./json-schema.js";
import { preset } from "./presets.js";

/** The part of JSON Schema that our schema makes use of. */
interface Node extends Strength {
  $ref?: string;
  $defs?: Record<string, Node>;
  description?: string;
  default?: unknown;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Node[];
  not?: Node;
  items?: Node;
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: Node | boolean;
  minimum?: number;
  maximum?: number;
}

const header = `<!-- Generated from the schema in packages/policy by \`pnpm generate\`. Do not edit. -->

# The policy file: reference

YAML or JSON, at most 512 KiB. Every default stands here; a preset (\`extends\`) fills what the file leaves out before
the defaults do. \`NAME\` is a name of your choice, \`*\` any of the names that follow, \`[]\` each entry of a list.
Unknown settings are errors.

*Stronger* says which value is the stronger one where files extend each other: a file below may be stronger, not weaker.
\`owner\`: only the file that sets it may change it. \`any\`: no value is more secure than another.
`;

/** Every setting of the policy file as Markdown: a table for each section, the kinds of values, and the presets. */
export function policyReference(): string {
  const { $defs = {}, properties = {}, required = [] }: Node = policySchemaWithStrength();
  const rows = ([name, node]: [string, Node]) => settingRows(name, node, required.includes(name));
  const isSection = ([, node]: [string, Node]) =>
    node.properties !== undefined || isOpen(node) || node.items !== undefined;
  const all = Object.entries(properties);
  return [
    header,
    "## The file itself\n",
    settingTable(all.filter((entry) => !isSection(entry)).flatMap(rows)),
    ...all.filter(isSection).flatMap((entry) => [`## \`${entry[0]}\`\n`, settingTable(rows(entry))]),
    "## Kinds of values\n",
    ...Object.entries($defs).map(([name, node]) => definition(name, node)),
    "## Presets\n",
    "What each preset says; everything else is the default.\n",
    presetTable(),
  ].join("\n");
}

function settingTable(rows: readonly string[][]): string {
  return table(["Setting", "Values", "Default", "Stronger", "Meaning"], rows);
}

/** A row for a setting, and one for each setting inside it. */
function settingRows(path: string, node: Node, required: boolean): string[][] {
  const fallback = node.default === undefined ? "none" : code(JSON.stringify(node.default));
  const row = [code(path), kind(node), required ? "**required**" : fallback, direction(node), node.description ?? ""];
  return [row, ...innerRows(path, node)];
}

function innerRows(path: string, node: Node): string[][] {
  const shared = sharedSettings(Object.values(node.properties ?? {}));
  const inside = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    settingRows(`${path}.${name}`, without(shared, child), node.required?.includes(name) ?? false),
  );
  const common = Object.entries(shared).flatMap(([name, child]) => settingRows(`${path}.*.${name}`, child, false));
  const named = isOpen(node) ? innerRows(`${path}.NAME`, node.additionalProperties) : [];
  const listed = node.items ? innerRows(`${path}[]`, node.items) : [];
  const chosen = (node.anyOf ?? []).flatMap((choice) => innerRows(path, choice));
  return [...common, ...inside, ...named, ...listed, ...chosen];
}

/** Settings that many maps side by side have in common, such as those of all scanners; they are listed once. */
function sharedSettings(maps: readonly Node[]): Record<string, Node> {
  const [first] = maps;
  if (maps.length < 3) return {};
  const isShared = ([name, setting]: [string, Node]) =>
    maps.every(({ properties }) => JSON.stringify(properties?.[name]) === JSON.stringify(setting));
  return Object.fromEntries(Object.entries(first?.properties ?? {}).filter(isShared));
}

function without(shared: Record<string, Node>, node: Node): Node {
  const own = Object.entries(node.properties ?? {}).filter(([name]) => !Object.hasOwn(shared, name));
  return node.properties ? { ...node, properties: Object.fromEntries(own) } : node;
}

function isOpen(node: Node): node is Node & { additionalProperties: Node } {
  return typeof node.additionalProperties === "object";
}

/** What a setting may hold, in a few words. */
function kind(node: Node): string {
  if (node.$ref) return `[${nameOf(node.$ref)}](#${nameOf(node.$ref)})`;
  if (node.not) return "refused";
  if (node.const !== undefined) return code(JSON.stringify(node.const));
  if (node.enum) return node.enum.map((value) => code(String(value))).join(", ");
  if (node.anyOf) return [...new Set(node.anyOf.map(kind))].join(" or ");
  if (node.items) return `list of ${kind(node.items).replace(/^(map|text|whole number)/, "$1s")}`;
  if (isOpen(node)) return `map of ${code("NAME")} to ${kind(node.additionalProperties)}`;
  if (node.type === "boolean") return `${code("true")}, ${code("false")}`;
  if (node.type === "integer" || node.type === "number") return numberKind(node);
  if (node.type === undefined) return "anything";
  return node.type === "object" ? "map" : "text";
}

const directions: Record<Extract<Direction, string>, string> = {
  true: "`true`",
  false: "`false`",
  higher: "higher",
  lower: "lower",
  longer: "longer",
  shorter: "shorter",
  oftener: "more often",
  superset: "more entries",
  subset: "fewer entries",
  same: "`owner`",
  free: "`any`",
};

/** Which value is the stronger one, in a few words; nothing for a map, which its settings speak for. */
function direction({ stronger, none }: Node): string {
  const left = none === undefined ? "" : `left out: ${none}`;
  if (stronger === undefined) return left;
  const words = typeof stronger === "string" ? directions[stronger] : stronger.map(code).join(" < ");
  return [words, left].filter(Boolean).join("; ");
}

function numberKind({ type, minimum, maximum }: Node): string {
  const noun = type === "integer" ? "whole number" : "number";
  if (minimum === undefined) return noun;
  return maximum === undefined ? `${noun} from ${minimum}` : `${noun}, ${minimum} to ${maximum}`;
}

function definition(name: string, node: Node): string {
  const values = node.enum ? `One of ${kind(node)}.\n\n` : "";
  const rungs = node.properties ? `\n${settingTable(innerRows(name, node))}` : "";
  return `### ${name}\n\n${values}${node.description ?? ""}\n${rungs}`;
}

function presetTable(): string {
  const names = ["baseline", "strict", "regulated"] as const;
  const said = names.map((name) => new Map(leaves("", preset(name))));
  const paths = [...new Set(said.flatMap((settings) => [...settings.keys()]))].toSorted();
  const rows = paths.map((path) => [code(path), ...said.map((settings) => settings.get(path) ?? "")]);
  return table(["Setting", ...names], rows);
}

function leaves(path: string, value: unknown): [string, string][] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [[path, code(JSON.stringify(value))]];
  return entries.flatMap(([name, inner]) => leaves(path === "" ? name : `${path}.${name}`, inner));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function code(text: string): string {
  return `\`${text}\``;
}
