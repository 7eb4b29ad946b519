import { falcoPriorities, falcoRules, publishedTags, rulesFile } from "@sallyport/kubernetes";
import { RuleCategory } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const categories = RuleCategory.options;
const everyRule = categories.flatMap((category) => falcoRules[category].map((rule) => ({ category, ...rule })));

/** Fields of Falco's syscall events: https://falco.org/docs/reference/rules/supported-fields/ */
const knownFields = [
  "container.id",
  "evt.arg.mode",
  "evt.is_open_read",
  "evt.is_open_write",
  "evt.type",
  "fd.directory",
  "fd.name",
  "fd.num",
  "fd.sip",
  "fd.snet",
  "fd.sport",
  "fd.typechar",
  "k8s.ns.name",
  "proc.cmdline",
  "proc.name",
  "proc.pname",
  "user.name",
];

/** Keys and priorities that Falco's schema of rules files knows. */
const ruleKeys = ["condition", "desc", "output", "priority", "rule", "tags"];
const priorities = ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFORMATIONAL", "DEBUG"];

/** What is wrong with a rule as Falco would read it. */
function faults(rule: Record<string, unknown>): string[] {
  const { condition, output, priority, tags, ...rest } = rule;
  const text = `${condition} ${output}`.replaceAll(/"[^"]*"|'[^']*'/g, "");
  const fields = text.match(/(?<![\w./-])(?:container|evt|fd|k8s|proc|user)\.[a-z_.]*[a-z]/g) ?? [];
  return [
    ...ruleKeys.filter((key) => !(key in rule) || rule[key] === "").map((key) => `has no ${key}`),
    ...Object.keys(rest).filter((key) => !ruleKeys.includes(key)),
    ...(priorities.includes(String(priority)) ? [] : [`unknown priority ${priority}`]),
    ...(Array.isArray(tags) && tags.length > 0 ? [] : ["has no tags"]),
    ...fields.filter((field) => !knownFields.includes(field)).map((field) => `unknown field ${field}`),
    ...(text.split("(").length === text.split(")").length ? [] : ["unbalanced parentheses"]),
  ];
}

describe("each rule", () => {
  test.each(everyRule)("$rule: is one that Falco can read", ({ category: _, ...rule }) => {
    expect(faults(rule)).toEqual([]);
  });

  test.each(everyRule)("$rule: carries its category, a tactic and a technique", ({ category, tags }) => {
    expect(tags).toContain(category);
    expect(tags.filter((tag) => /^mitre_[a-z_]+$/.test(tag))).toHaveLength(1);
    expect(tags.filter((tag) => /^T\d{4}(\.\d{3})?$/.test(tag))).toHaveLength(1);
  });

  test.each(everyRule)("$rule: looks into containers only and says what ran", ({ condition, output }) => {
    expect(condition).toContain("container.id != host");
    expect(output).toContain("%proc.cmdline");
  });

  const [sound] = falcoRules.malicious_behavior;
  test.each([
    ["an unknown priority", { priority: "SEVERE" }, ["unknown priority SEVERE"]],
    ["an unknown field", { condition: "proc.nmae = sh" }, ["unknown field proc.nmae"]],
    ["an open parenthesis", { condition: "(proc.name = sh" }, ["unbalanced parentheses"]],
    ["an empty condition", { condition: "" }, ["has no condition"]],
    ["no tags", { tags: [] }, ["has no tags"]],
  ])("would be found out with %s", (_, flaw, found) => {
    expect(faults({ ...sound, ...flaw })).toEqual(found);
  });
});

describe("each category", () => {
  test.each(categories)("%s has rules of its own and takes published ones", (category) => {
    expect(falcoRules[category].length).toBeGreaterThan(0);
    expect(publishedTags[category].length).toBeGreaterThan(0);
  });

  test.each(categories)("%s means something at the lowest sensitivity", (category) => {
    expect(falcoRules[category].map(({ priority }) => priority)).toContain(falcoPriorities[0]);
  });
});

test("no two rules have the same name", () => {
  const names = everyRule.map(({ rule }) => rule);

  expect(new Set(names).size).toBe(names.length);
});

test("a rules file says the same as the rules, whatever characters they hold", () => {
  const awkward = {
    ...everyRule[0],
    rule: 'a: "b" # c',
    desc: "it's 100 % {odd}\n- list",
  } as (typeof everyRule)[number];

  expect(parse(rulesFile(everyRule))).toEqual(everyRule);
  expect(parse(rulesFile([awkward]))).toEqual([awkward]);
});
