import type { ExceptionsPolicy, GatePolicy } from "@sallyport/policy";
import { FactIndex, type Facts } from "../../facts.js";
import type { Finding } from "../../finding.js";
import { byText } from "../../order.js";
import { endedBy, unseenEvents } from "../ending.js";
import type { Exception } from "../exception.js";
import { concerns } from "../in-force.js";
import { approversOf } from "../live-exception.js";
import type { Exceptions } from "../parse-exception-file.js";
import { refusalOf } from "../refusal.js";
import { standingOf, type TeamMembers } from "../standing.js";
import type { CompiledFile, CompileTarget, CurrentException, LeftOut } from "./compile-target.js";
import { dependencyCheck } from "./dependency-check.js";
import { exactVersions, isVulnerabilityId } from "./expressible.js";
import { grype } from "./grype.js";
import { openVex } from "./openvex.js";
import { osvScanner } from "./osv-scanner.js";
import { snyk } from "./snyk.js";
import { trivy } from "./trivy.js";

const targets: readonly CompileTarget[] = [trivy, grype, snyk, dependencyCheck, osvScanner, openVex];

/** Tools and formats that exceptions are compiled to, as `--to` names them. */
export const compileTargets: readonly string[] = targets.map(({ name }) => name);

export interface CompileInputs {
  exceptions: Exceptions;
  gate: GatePolicy;
  policy: ExceptionsPolicy;
  /**
   * Repository that the files are for.
   *
   * @default - exceptions for one repository are left out
   */
  repository?: string | undefined;
  /**
   * Exploited and likely vulnerabilities.
   *
   * @default - not known; exceptions that end on them are left out
   */
  facts?: Facts | undefined;
  /**
   * Logins of the members of teams, by `team:SLUG`.
   *
   * @default - not known: anybody may be a member
   */
  members?: TeamMembers | undefined;
  /** Who says it, in formats that name an author. */
  author: string;
  /** RFC 3339. */
  now: string;
}

/** Exceptions in the words of tools. */
export interface Compilation {
  files: CompiledFile[];
  leftOut: LeftOut[];
  /** What is worth knowing about all of them; sentences. */
  notes: string[];
}

/**
 * The exceptions in force, in the files of the tools. Nothing is left out by a tool that the exception does not excuse:
 * where a tool has no words for a part of an exception, the exception is left out and listed. The same exceptions give the
 * same bytes.
 *
 * @param names Targets, of {@link compileTargets}.
 */
export function compileExceptions(names: readonly string[], inputs: CompileInputs): Compilation {
  const chosen = targets.filter(({ name }) => names.includes(name));
  const compiled = chosen.map((target) => compileTo(target, inputs));
  return {
    files: compiled.flatMap(({ files }) => files),
    leftOut: compiled.flatMap(({ leftOut }) => leftOut),
    notes: [
      ...chosen.flatMap(({ limit, name }, index) =>
        limit !== undefined && (compiled[index]?.entries ?? 0) > 0 ? [`${name}: ${limit}`] : [],
      ),
      ...unknownExploitation(inputs),
    ],
  };
}

function compileTo(target: CompileTarget, inputs: CompileInputs) {
  const { path, sha256, file } = inputs.exceptions;
  const sorted = file.exceptions.toSorted((a, b) => byText(a.id, b.id));
  const worded = sorted.map((exception) => ({ exception, wording: wordingOf(exception, target, inputs) }));
  const entries = worded.flatMap(({ wording }) => ("entries" in wording ? wording.entries : []));
  const leftOut = worded.flatMap(({ exception: { id }, wording }): LeftOut[] =>
    "why" in wording ? [{ target: target.name, exception: id, why: wording.why }] : [],
  );
  const files = target
    .render(entries, { path, sha256, author: inputs.author })
    .map((rendered) => ({ target: target.name, ...rendered }));
  return { files, leftOut, entries: entries.length };
}

function wordingOf(exception: Exception, target: CompileTarget, inputs: CompileInputs) {
  const { policy, members, now } = inputs;
  const standing = standingOf(exception, { policy, approvers: approversOf(inputs), members, now });
  const why = objections.map((objection) => objection({ exception, standing, target, inputs })).find(Boolean);
  if (why !== undefined) return { why };
  const versions = exactVersions(exception);
  if (!versions) return { why: "is for a range of versions, which no tool's file can say" };
  const current: CurrentException = { exception, until: standing.until, versions };
  const accepts = (category: ExceptionsPolicy["never"]["categories"][number]) =>
    exception.status !== "accepted" || !policy.never.categories.includes(category);
  return target.word(current, accepts);
}

interface Subject {
  exception: Exception;
  standing: ReturnType<typeof standingOf>;
  target: CompileTarget;
  inputs: CompileInputs;
}

/** Why an exception is in no file, or not in this one: the rest of a sentence. */
type Objection = (subject: Subject) => string | undefined;

const isNotInForce: Objection = ({ standing: { excuses, state, problems } }) => {
  if (excuses) return undefined;
  if (state === "pending") return "is not in force yet";
  return problems.find(({ kind, level }) => level === "error" || kind === "expired")?.found ?? "is not in force";
};

const isForAnother: Objection = ({ exception, target, inputs: { repository } }) => {
  const { scanner, scope } = exception;
  if (!concerns(exception, repository)) return `is for the repository ${scope.repository}`;
  const only = scanner ?? (/^SNYK-/i.test(exception.finding) ? "snyk" : undefined);
  const isOther = only !== undefined && target.scanner !== undefined && only !== target.scanner;
  return isOther ? `is for what ${only} says` : undefined;
};

const endsUnseen: Objection = ({ exception, target, inputs: { facts = {} } }) => {
  const [unseen] = unseenEvents(exception, facts);
  if (unseen) return `ends on ${unseen.event}, which needs ${unseen.facts} (--facts)`;
  if (exception.endsOn.includes("severityRaised")) return "ends on severityRaised, which no tool's file can say";
  return exception.endsOn.includes("fixReleased") && !target.seesFixes
    ? `ends on fixReleased, which the file of ${target.name} cannot say`
    : undefined;
};

const isEnded: Objection = ({ exception, inputs: { facts = {} } }) => {
  const known = new FactIndex(facts).about([exception.finding]);
  const reason = endedBy(exception, {
    finding: { fixedVersions: [] },
    severity: exception.severity ?? "info",
    known,
  });
  return reason === undefined ? undefined : `no longer excuses it: ${reason}`;
};

const isNeverAccepted: Objection = ({ exception, inputs }) => {
  const { policy, facts = {} } = inputs;
  if (exception.status === "accepted" && policy.never.severities.length > 0) {
    return "is accepted, and no tool's file can say which severities never are (exceptions.never.severities)";
  }
  const known = new FactIndex(facts).about([exception.finding]);
  const reason = categoriesOf(exception)
    .map((category) => refusalOf(exception, { finding: { category }, severity: "info", known }, inputs))
    .find(Boolean);
  return reason === undefined ? undefined : `may not excuse it: ${reason}`;
};

/** What a finding may be, as far as its id tells; the targets ask about rules themselves. */
function categoriesOf({ finding, scope }: Exception): Finding["category"][] {
  if (/^MAL-/i.test(finding)) return ["malware"];
  return scope.purl !== undefined || isVulnerabilityId(finding) ? ["dependency", "image"] : ["code"];
}

const objections: readonly Objection[] = [isNotInForce, isForAnother, endsUnseen, isEnded, isNeverAccepted];

function unknownExploitation({ facts, policy }: CompileInputs): string[] {
  const change = "Compile again when CISA's KEV catalogue or the exceptions change: the files do not.";
  if (facts?.kev || !policy.never.exploited) return [change];
  return [
    "Compiled without CISA's KEV catalogue: nobody knows whether what is left out is exploited (--facts).",
    change,
  ];
}
