/** Falco's priorities that our rules use, most severe first. */
export const falcoPriorities = ["CRITICAL", "ERROR", "WARNING", "NOTICE"] as const;
export type FalcoPriority = (typeof falcoPriorities)[number];

/**
 * A rule in Falco's own terms.
 *
 * @see https://falco.org/docs/concepts/rules/basic-elements/
 */
export interface FalcoRule {
  rule: string;
  desc: string;
  condition: string;
  output: string;
  priority: FalcoPriority;
  /** Category, place, and the tactic and technique of MITRE ATT&CK (https://attack.mitre.org). */
  tags: string[];
}

/** Rules as the text of a rules file. A JSON string is a YAML string too. */
export function rulesFile(rules: readonly FalcoRule[]): string {
  return rules
    .map(({ rule, ...rest }) => {
      const lines = Object.entries(rest).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
      return `- rule: ${JSON.stringify(rule)}\n${lines.join("")}`;
    })
    .join("\n");
}
