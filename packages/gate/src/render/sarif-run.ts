import type { LargeVerdict, Outcome } from "../verdict.js";
import type { SarifCursor } from "./sarif-cursor.js";
import { type SarifInvocation, sarifResult } from "./sarif-result.js";
import { ruleKey, sarifRule } from "./sarif-rule.js";

/** What all runs share. */
export interface SarifContext {
  verdict: LargeVerdict;
  imageFile: string;
  doubts: SarifInvocation;
}

/** GitHub takes 25,000 results from a run, and shows the first 5,000. */
const resultsPerRun = 5000;

/** One run: results first, because only they tell which rules there are. Returns its bytes. */
export function* writeRun(cursor: SarifCursor, context: SarifContext, room: number): Generator<string, number> {
  const { category, part } = cursor;
  const rules = new Map<string, { index: number; json: string }>();
  let used = 0;
  let results = 0;
  yield '{"results":[';
  for (; cursor.finding && results < resultsPerRun && used < room; results += 1) {
    const json = JSON.stringify(sarifResult(cursor.finding, indexIn(cursor.finding), context));
    used += Buffer.byteLength(json) + 2;
    yield results === 0 ? json : `,\n${json}`;
    cursor.advance();
  }
  cursor.endRun();
  const end = endOf(`sallyport/${category}/${part === 1 ? "" : `${part}/`}`, [...rules.values()], context);
  yield end;
  return used + Buffer.byteLength(end);

  function indexIn(finding: Outcome): number {
    const key = ruleKey(finding);
    const known = rules.get(key);
    if (known) return known.index;
    const rule = { index: rules.size, json: JSON.stringify(sarifRule(finding)) };
    used += Buffer.byteLength(rule.json) + 1;
    rules.set(key, rule);
    return rule.index;
  }
}

function endOf(id: string, rules: readonly { json: string }[], { verdict, doubts }: SarifContext): string {
  const { tool, inputs, decision } = verdict;
  const driver = { name: "Sallyport", semanticVersion: tool.version, informationUri: "https://sallyport.dev" };
  const properties = { decision, repository: inputs.repository, commit: inputs.commit };
  const rest = {
    automationDetails: { id },
    invocations: [doubts],
    columnKind: "utf16CodeUnits",
    properties,
  };
  const rulesJson = rules.map(({ json }) => json).join(",");
  return `],"tool":{"driver":{${inside(driver)},"rules":[${rulesJson}]}},${inside(rest)}}`;
}

/** The members of an object, without its braces. */
function inside(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}
