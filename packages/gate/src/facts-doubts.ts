import { type GatePolicy, seconds } from "@sallyport/policy";
import type { DecisionInputs } from "./decision-inputs.js";
import type { Facts } from "./facts.js";
import type { Doubt, Note } from "./verdict.js";

interface FactSource {
  /** In a sentence. */
  name: string;
  facts(facts: Facts): { date: string } | undefined;
  /** Settings that mean nothing without them. */
  needs: readonly (keyof GatePolicy)[];
  /** Settings that are right only as long as they are fresh. */
  restOn: readonly (keyof GatePolicy)[];
}

const kev: FactSource = {
  name: "CISA's KEV catalogue",
  facts: ({ kev: facts }) => facts,
  needs: ["exploited", "ssvc"],
  restOn: ["exploited", "ssvc", "grace"],
};

const epss: FactSource = {
  name: "EPSS scores",
  facts: ({ epss: facts }) => facts,
  needs: ["likelihood"],
  restOn: ["likelihood", "ssvc"],
};

/** How far in the future facts may be dated: their day begins earlier elsewhere. */
const aDay = 86_400_000;

/** What the policy asks for and nobody gave, or gave too old: a rule that rests on it cannot decide. */
export function doubtsAboutFacts({ policy: { gate }, facts = {}, now }: DecisionInputs): Doubt[] {
  return [kev, epss].flatMap((source) => {
    const given = source.facts(facts);
    if (!given) {
      return source.needs.filter(isSet(gate)).map((setting) => ({
        about: `gate.${setting}`,
        found: `needs ${source.name}, which ${source === kev ? "was" : "were"} not given`,
        remedy: "Give them with --facts, or remove the setting.",
      }));
    }
    const stale = describeAge(given.date, gate, now);
    if (stale === undefined) return [];
    return source.restOn.filter(isSet(gate)).map((setting) => ({
      about: `gate.${setting}`,
      found: `rests on ${source.name} ${stale}`,
      remedy: "Get them anew (`sallyport facts build`), or raise gate.maxFactsAge.",
    }));
  });
}

/** Facts that are too old, where no rule rests on them. */
export function notesOnFacts({ policy: { gate }, facts = {}, now }: DecisionInputs): Note[] {
  return [kev, epss].flatMap((source) => {
    const given = source.facts(facts);
    const stale = given && describeAge(given.date, gate, now);
    if (stale === undefined || source.restOn.some(isSet(gate))) return [];
    const name = source === epss ? "The EPSS data" : source.name;
    return [{ level: "warning", message: `${name} is ${stale}: update it.` }];
  });
}

function isSet(gate: GatePolicy): (setting: keyof GatePolicy) => boolean {
  return (setting) => gate[setting] !== undefined;
}

/** Undefined for facts that are neither too old nor from the future. */
function describeAge(date: string, { maxFactsAge }: GatePolicy, now: string): string | undefined {
  const age = Date.parse(now) - Date.parse(date);
  if (age >= -aDay && age <= seconds(maxFactsAge) * 1000) return undefined;
  if (age < 0) return `of ${date}, which is in the future`;
  const days = Math.floor(age / aDay);
  return `of ${date}, ${days} ${days === 1 ? "day" : "days"} ago; gate.maxFactsAge is ${maxFactsAge}`;
}
