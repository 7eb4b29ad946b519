import { parsePurl } from "../purl.js";
import { type Exception, endOf } from "./exception.js";
import { pathMatcher } from "./path-glob.js";
import { checkRange, comparableTypes } from "./version-range.js";

/** What is wrong with one exception where several of its fields meet. */
export interface ExceptionFlaw {
  /** The field to change. */
  path: readonly PropertyKey[];
  message: string;
  /** What to do; a sentence. */
  remedy: string;
  found?: string;
}

type Rule = (exception: Exception) => ExceptionFlaw[];

const scopeSaysWhere: Rule = ({ scope }) =>
  Object.values(scope).some((value) => value !== undefined)
    ? []
    : [
        {
          path: ["scope"],
          message: "is empty, so that it would apply everywhere",
          remedy: "Give purl, path, digest or repository.",
        },
      ];

const purlIsOne: Rule = ({ scope: { purl, versions } }) => {
  if (purl === undefined) return [];
  const parsed = parsePurl(purl);
  const path = ["scope", "purl"];
  if (!parsed) {
    return [
      { path, message: "is no package URL", found: JSON.stringify(purl), remedy: "Write one like pkg:npm/left-pad." },
    ];
  }
  if (!parsed.version || versions === undefined) return [];
  return [{ path, message: "has a version, and scope.versions gives versions too", remedy: "Keep one of the two." }];
};

const versionsCanBeCompared: Rule = ({ scope: { purl, versions } }) => {
  if (versions === undefined) return [];
  const path = ["scope", "versions"];
  if (purl === undefined) {
    return [{ path, message: "says versions of no package", remedy: "Give scope.purl too." }];
  }
  const check = parsePurl(purl) ? checkRange(purl, versions) : "ok";
  if (check === "ok") return [];
  return check === "no range"
    ? [
        {
          path,
          message: "is no range of versions of this ecosystem",
          found: JSON.stringify(versions),
          remedy: "Write one like >=1.0.0 <2.0.0.",
        },
      ]
    : [
        {
          path,
          message: `cannot be compared for ${purl}`,
          remedy: `Put the exact version into scope.purl: pkg:TYPE/NAME@VERSION. Ranges work for ${comparableTypes.join(", ")}.`,
        },
      ];
};

const globIsRelative: Rule = ({ scope: { path: glob } }) => {
  if (glob === undefined) return [];
  const flaw = (message: string, remedy: string) => [
    { path: ["scope", "path"], message, found: JSON.stringify(glob), remedy },
  ];
  if (/^(\/|\.\/|\.\.\/|!)/.test(glob)) {
    return flaw(
      "must begin with the name of a file or folder",
      "Write it from the root of what is scanned, such as services/api/**.",
    );
  }
  return canBeMatched(glob) ? [] : flaw("is no glob", "Write one like services/api/**.");
};

function canBeMatched(glob: string): boolean {
  try {
    pathMatcher(glob)("a");
    return true;
  } catch {
    return false;
  }
}

const justificationFitsTheStatus: Rule = ({ status, justification }) => {
  const path = ["justification"];
  if (status === "not_affected" && justification === undefined) {
    return [{ path, message: "is missing: not_affected needs one", remedy: "Add one of the five that VEX knows." }];
  }
  return status !== "not_affected" && justification !== undefined
    ? [{ path, message: `does not go with status ${status}`, remedy: "Remove it, or set status to not_affected." }]
    : [];
};

const acceptedRisksAreControlled: Rule = ({ status, control }) =>
  status === "accepted" && control === undefined
    ? [
        {
          path: ["control"],
          message: "is missing: an accepted risk needs something that keeps it down",
          remedy: "Add `control`, a sentence on what does.",
        },
      ]
    : [];

const datesAreInOrder: Rule = (exception) =>
  exception.expires < exception.created
    ? [
        {
          path: ["expires"],
          message: `is before the exception was created (${exception.created})`,
          found: JSON.stringify(exception.expires),
          remedy: `Correct one of the two. It would have ended ${endOf(exception)}.`,
        },
      ]
    : [];

const raisedSeverityHasABeginning: Rule = ({ endsOn, severity }) =>
  endsOn.includes("severityRaised") && severity === undefined
    ? [
        {
          path: ["severity"],
          message: "is missing: nobody knows from where severityRaised counts",
          remedy: "Add `severity`, the one that was accepted.",
        },
      ]
    : [];

const despiteDoesNotContradict: Rule = ({ endsOn, despite }) =>
  despite.flatMap((event, index) => {
    const ends = event === "exploited" && endsOn.includes(event);
    const path = ["despite", index];
    return ends ? [{ path, message: `says ${event}, and endsOn says it too`, remedy: "Keep one of the two." }] : [];
  });

const rules: readonly Rule[] = [
  scopeSaysWhere,
  purlIsOne,
  versionsCanBeCompared,
  globIsRelative,
  justificationFitsTheStatus,
  acceptedRisksAreControlled,
  datesAreInOrder,
  raisedSeverityHasABeginning,
  despiteDoesNotContradict,
];

/** What is wrong with an exception whose fields are each well formed. */
export function flawsOf(exception: Exception): ExceptionFlaw[] {
  return rules.flatMap((rule) => rule(exception));
}
