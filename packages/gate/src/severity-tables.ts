import type { Rung } from "./severity.js";

/** Lowest CVSS base score of each rung (https://www.first.org/cvss/v4.0/specification-document, section 6). */
export const lowestScores: ReadonlyArray<readonly [number, Rung]> = [
  [9, "critical"],
  [7, "high"],
  [4, "medium"],
  [0.1, "low"],
  [0, "info"],
];

/** What each scanner's own words mean. A word that is not here means nothing: the finding is unscored unless CVSS rates it. */
export const labelRungs: ReadonlyMap<string, ReadonlyMap<string, Rung>> = new Map([
  [
    // https://trivy.dev/latest/docs/scanner/vulnerability/#severity-selection; UNKNOWN is no severity.
    "trivy",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
]);
