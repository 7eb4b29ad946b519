import type { Entry } from "../entry.js";
import { ReportError } from "../report-error.js";

/** What a result says about its rule. */
export interface NamedRule {
  /** As the result gives it, else as the rule does. */
  id: string;
  /** Absent where the log does not describe the rule. */
  rule: Entry | undefined;
  /** Set when id and index point to different rules. */
  contradiction?: string;
}

interface Component {
  names: readonly (string | undefined)[];
  rules: readonly Entry[];
  byId: ReadonlyMap<string, Entry>;
}

/** The rules of a run: of the driver and of its extensions, where CodeQL has them (SARIF 2.1.0, section 3.52). */
export class SarifRules {
  readonly #driver: Component;
  readonly #extensions: readonly Component[];

  constructor(tool: Entry) {
    this.#driver = component(tool.requiredEntry("driver"));
    this.#extensions = tool.entries("extensions").map(component);
  }

  /** @throws {ReportError} when an index points to nothing. */
  ruleOf(result: Entry): NamedRule {
    const reference = result.entry("rule");
    const id = result.text("ruleId") ?? reference?.text("id");
    const index = indexIn(reference, "index") ?? indexIn(result, "ruleIndex");
    const named = reference?.entry("toolComponent");
    const owner = named ? this.#componentOf(named) : this.#driver;
    const byId = id === undefined ? undefined : (find(owner, id) ?? (named ? undefined : this.#findAnywhere(id)));
    if (index === undefined) return { id: id ?? nameless(result), rule: byId };
    const rule = owner.rules[index] ?? refuse(result, "rule", index, owner.rules.length);
    const own = rule.requiredText("id");
    if (id === undefined || id === own || id.startsWith(`${own}/`)) return { id: id ?? own, rule };
    const contradiction = `${result.pointer} is of rule ${id}, and its index points to rule ${own}`;
    return { id, rule: byId, contradiction };
  }

  #componentOf(reference: Entry): Component {
    const index = indexIn(reference, "index");
    if (index !== undefined) {
      return this.#extensions[index] ?? refuse(reference, "extension", index, this.#extensions.length);
    }
    const name = reference.text("guid") ?? reference.text("name");
    return [this.#driver, ...this.#extensions].find(({ names }) => names.includes(name)) ?? this.#driver;
  }

  #findAnywhere(id: string): Entry | undefined {
    for (const extension of this.#extensions) {
      const rule = find(extension, id);
      if (rule) return rule;
    }
    return undefined;
  }
}

function component(entry: Entry): Component {
  const rules = entry.entries("rules");
  const byId = new Map(rules.map((rule) => [rule.requiredText("id"), rule]));
  return { names: [entry.text("guid"), entry.text("name")], rules, byId };
}

/** `CA2000/1` is a case of rule CA2000 (section 3.27.5). */
function find({ byId }: Component, id: string): Entry | undefined {
  for (let name = id; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
    const rule = byId.get(name);
    if (rule) return rule;
  }
  return undefined;
}

/** An index of -1 stands for none. */
function indexIn(entry: Entry | undefined, key: string): number | undefined {
  const index = entry?.number(key);
  return index === -1 ? undefined : index;
}

/** A result may have no rule (section 3.27.5). */
function nameless(result: Entry): string {
  return result.entry("message")?.text("id") ?? "unnamed";
}

function refuse(entry: Entry, what: string, index: number, count: number): never {
  throw new ReportError({
    path: entry.path,
    place: { pointer: entry.pointer },
    found: `points to ${what} ${index} of ${count}, which does not exist`,
    remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
  });
}
