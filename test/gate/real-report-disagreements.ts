/** A real report that we read otherwise than the list of real reports counts it. */
export interface Disagreement {
  /** Path in the folder of real reports. */
  path: string;
  /** What our refusal says. */
  refusedAs: string;
  /** Why we are right. */
  reason: string;
}

export const disagreements: readonly Disagreement[] = [
  {
    path: "trivy/summary-ids.json.golden",
    refusedAs: "is a list of ids without severities",
    reason: "Ids without severity, package or place cannot be judged or fixed; the full report can.",
  },
];
