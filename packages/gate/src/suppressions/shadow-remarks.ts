import type { DecisionInputs } from "../decision-inputs.js";
import type { Remarks } from "../exceptions/exception-remarks.js";
import { exceptionsInForce } from "../exceptions/in-force.js";
import { ExceptionFileError } from "../exceptions/parse-exception-file.js";
import { byText } from "../order.js";
import type { Doubt, Note } from "../verdict.js";
import { shadowsAmong } from "./shadows.js";
import type { Suppression } from "./suppression.js";

/** Most remarks that a verdict carries about suppressions. */
const mostRemarks = 25;

const remedy = "Remove it and fix what it hides, or have an exception approved for it (exceptions.file).";

/** The remarks on the exceptions, and those on suppressions in the source that no exception in force stands behind. */
export function withShadows({ doubts, notes }: Remarks, inputs: DecisionInputs): Remarks {
  const { suppressions, policy } = inputs;
  if (!suppressions) return { doubts, notes };
  const shadows = described(shadowsOf(inputs));
  const unsearched = notSearched(suppressions.unsearched);
  return policy.exceptions.shadow === "error"
    ? { doubts: [...doubts, ...shadows], notes: [...notes, ...unsearched] }
    : { doubts, notes: [...notes, ...shadows.map(asNote), ...unsearched] };
}

/** The suppressions in the source that no exception in force stands behind. */
export function shadowsOf(inputs: Pick<DecisionInputs, ShadowInput>): Suppression[] {
  const { suppressions, exceptions, exceptionChange: change, teamMembers: members, policy, repository, now } = inputs;
  const entries = exceptions && !(exceptions instanceof ExceptionFileError) ? exceptions.file.exceptions : [];
  const limits = { gate: policy.gate, policy: policy.exceptions };
  const circumstances = { ...limits, repository: repository?.name, members, change, now };
  const inForce = exceptionsInForce(entries, circumstances).map(({ exception }) => exception);
  return shadowsAmong(suppressions?.found ?? [], inForce);
}

/** What it takes to tell the suppressions that no exception stands behind. */
export type ShadowInput =
  | "suppressions"
  | "exceptions"
  | "exceptionChange"
  | "teamMembers"
  | "policy"
  | "repository"
  | "now";

/** One doubt for each file, scanner and word. */
function described(shadows: readonly Suppression[]): Doubt[] {
  const groups = Map.groupBy(shadows, ({ path, scanner, marker }) => JSON.stringify([path, scanner, marker]));
  const sorted = [...groups].toSorted(([a], [b]) => byText(a, b)).map(([, group]) => describeGroup(group));
  if (sorted.length <= mostRemarks) return sorted;
  const rest = sorted.length - mostRemarks;
  return [
    ...sorted.slice(0, mostRemarks),
    {
      about: "The source",
      found: `holds suppressions like these in ${rest} more place${rest === 1 ? "" : "s"}`,
      remedy: "`sallyport exception shadows` lists all of them.",
    },
  ];
}

function describeGroup(group: readonly Suppression[]): Doubt {
  const [{ path, scanner, marker, line } = group[0] as Suppression] = group;
  const ids = [...new Set(group.flatMap((suppression) => suppression.ids))];
  const isAll = group.some((suppression) => suppression.ids.length === 0);
  const what = isAll ? "whatever it finds there" : few(ids);
  const where = group.length === 1 ? "" : `, ${group.length} times`;
  return {
    about: line === undefined ? path : `${path}:${line}`,
    found: `tells ${scanner} to leave out ${what} (${marker}${where}), and no exception in force stands behind it`,
    remedy,
  };
}

function few(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
}

function notSearched(files: readonly string[]): Note[] {
  if (files.length === 0) return [];
  const more = files.length === 1 ? "" : ` and ${files.length - 1} more`;
  return [{ level: "warning", message: `${files[0]}${more}: too large to be searched for suppressions.` }];
}

function asNote({ about, found, remedy: todo }: Doubt): Note {
  return { level: "warning", message: `${about} ${found}. ${todo}` };
}
