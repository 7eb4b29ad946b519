import type { GatePolicy, UnscoredHelper } from "@sallyport/policy";
import type { KnownFacts } from "./facts.js";

/** What has an answer about a vulnerability that has neither a score nor a label; undefined where nothing has. */
export function helperFor({ unscored, ssvc }: GatePolicy, known: KnownFacts): UnscoredHelper | undefined {
  const hasAnswer: Record<UnscoredHelper, boolean> = {
    kev: known.exploited === true,
    epss: known.epss !== undefined && known.epss >= unscored.likelihood.epss,
    ssvc: ssvc !== undefined,
  };
  return unscored.order.find((helper) => hasAnswer[helper]);
}
