import type { MissionImpact, SsvcPolicy } from "@sallyport/policy";
import type { KnownFacts } from "./facts.js";
import type { Score } from "./finding.js";

/** What CISA's tree says to do, mildest first; the names of `gate.ssvc.actions`. */
export type SsvcDecision = keyof SsvcPolicy["actions"];

/** The decision of CISA's tree, and what it followed from. */
export interface SsvcAnswer {
  decision: SsvcDecision;
  /** As SSVC writes it: `Track*`. */
  name: string;
  /** Every input with where it comes from, joined by commas. */
  inputs: string;
}

type Exploitation = "none" | "poc" | "active";
type Automatable = SsvcPolicy["automatable"];
type TechnicalImpact = SsvcPolicy["technicalImpact"];

/** A value of a decision point, and why it has it. */
interface Point<Value> {
  value: Value;
  why: string;
}

const names: Record<SsvcDecision, string> = { track: "Track", trackStar: "Track*", attend: "Attend", act: "Act" };

/**
 * https://www.cisa.gov/ssvc, version 2.0.3 of the tree: by exploitation, automatable and technical impact, the decisions for
 * a low, a medium and a high impact on mission and well-being.
 */
const tree: Record<Exploitation, Record<Automatable, Record<TechnicalImpact, readonly SsvcDecision[]>>> = {
  none: {
    no: { partial: ["track", "track", "track"], total: ["track", "track", "trackStar"] },
    yes: { partial: ["track", "track", "attend"], total: ["track", "track", "attend"] },
  },
  poc: {
    no: { partial: ["track", "track", "trackStar"], total: ["track", "trackStar", "attend"] },
    yes: { partial: ["track", "track", "attend"], total: ["track", "trackStar", "attend"] },
  },
  active: {
    no: { partial: ["track", "track", "attend"], total: ["track", "attend", "act"] },
    yes: { partial: ["attend", "attend", "act"], total: ["attend", "act", "act"] },
  },
};

const impacts: readonly MissionImpact[] = ["low", "medium", "high"];

/**
 * What SSVC says about a vulnerability from what is known. What nobody knows is taken as the policy says, and the answer says
 * that it was assumed.
 *
 * @param missionImpact What the repository says of itself.
 */
export function askSsvc(
  scores: readonly Score[],
  known: KnownFacts,
  policy: SsvcPolicy,
  missionImpact: MissionImpact | undefined,
): SsvcAnswer {
  const vectors = scores.flatMap(({ vector }) => (vector === undefined ? [] : [metricsOf(vector)]));
  const exploitation = exploitationOf(known, policy);
  const automatable = automatableOf(vectors, policy);
  const impact = technicalImpactOf(vectors, policy);
  const mission: Point<MissionImpact> =
    missionImpact === undefined
      ? { value: policy.missionImpact, why: "gate.ssvc.missionImpact" }
      : { value: missionImpact, why: "of the repository" };
  const decision = tree[exploitation.value][automatable.value][impact.value][impacts.indexOf(mission.value)] ?? "act";
  const inputs = [
    describe("exploitation", exploitation),
    describe("automatable", automatable),
    describe("technical impact", impact),
    describe("mission impact", mission),
  ];
  return { decision, name: names[decision], inputs: inputs.join(", ") };
}

function describe(name: string, { value, why }: Point<string>): string {
  return `${name} ${value} (${why})`;
}

/** Where EPSS has no value, nobody can say that there is no exploit. */
function exploitationOf({ exploited, epss }: KnownFacts, { likely }: SsvcPolicy): Point<Exploitation> {
  if (exploited) return { value: "active", why: "CISA lists it" };
  if (epss === undefined) return { value: "poc", why: "assumed: EPSS has no value" };
  return epss >= likely
    ? { value: "poc", why: `EPSS ${epss}, at least ${likely}` }
    : { value: "none", why: `EPSS ${epss}, below ${likely}` };
}

function automatableOf(vectors: readonly Metrics[], { automatable }: SsvcPolicy): Point<Automatable> {
  if (vectors.length === 0) return { value: automatable, why: "assumed: no CVSS vector" };
  return { value: vectors.some(canBeAutomated) ? "yes" : "no", why: "CVSS vector" };
}

function technicalImpactOf(vectors: readonly Metrics[], { technicalImpact }: SsvcPolicy): Point<TechnicalImpact> {
  if (vectors.length === 0) return { value: technicalImpact, why: "assumed: no CVSS vector" };
  return { value: vectors.some(takesAll) ? "total" : "partial", why: "CVSS vector" };
}

type Metrics = ReadonlyMap<string, string>;

function metricsOf(vector: string): Metrics {
  return new Map(
    vector.split("/").map((part) => {
      const [name = "", value = ""] = part.split(":");
      return [name, value];
    }),
  );
}

/** From the network, without luck, an account or a person who helps. CVSS 4 can say it in so many words. */
function canBeAutomated(metrics: Metrics): boolean {
  const stated = metrics.get("AU");
  if (stated === "Y" || stated === "N") return stated === "Y";
  const is = (name: string, ...values: string[]) => values.includes(metrics.get(name) ?? values[0] ?? "");
  return is("AV", "N") && is("AC", "L") && is("AT", "N") && is("PR", "N") && is("Au", "N") && is("UI", "N");
}

/** As https://github.com/CERTCC/SSVC maps CVSS 4 to technical impact: by confidentiality, integrity and privileges. */
function takesAll(metrics: Metrics): boolean {
  const [read, write] = [metrics.get("VC") ?? metrics.get("C"), metrics.get("VI") ?? metrics.get("I")].map(weightOf);
  const needsNothing = (metrics.get("PR") ?? metrics.get("Au")) === "N";
  return (read ?? 0) + (write ?? 0) >= (needsNothing ? 3 : 4);
}

/** High (in CVSS 2: complete) counts two, low (partial) one. */
function weightOf(impact: string | undefined): number {
  if (impact === "H" || impact === "C") return 2;
  return impact === "L" || impact === "P" ? 1 : 0;
}
