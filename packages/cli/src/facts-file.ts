import type { EpssFacts, KevFacts } from "@sallyport/gate";
import * as z from "zod";
import { badFile } from "./command-error.js";
import { maximumFactBytes, readInput } from "./read-input.js";

const date = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "must be a date such as 2026-05-04, or a time",
});

const Facts = z.strictObject({
  kev: z.strictObject({ date, ids: z.array(z.string().min(1)) }).optional(),
  epss: z
    .strictObject({ date, model: z.string().min(1).optional(), scores: z.record(z.string(), z.number().min(0).max(1)) })
    .optional(),
});

/** What is known about vulnerabilities beside the reports. */
export interface Facts {
  kev?: KevFacts;
  epss?: EpssFacts;
}

const expected =
  'Expected `{"kev": {"date": "2026-05-04", "ids": ["CVE-..."]}, "epss": {"date": "2026-05-04", "scores": {"CVE-...": 0.5}}}`, either part alone is fine.';

/**
 * The facts of a `--facts` file.
 *
 * @throws {CommandError} when it cannot be read or says something else.
 */
export function readFacts(file: string): Facts {
  const parsed = Facts.safeParse(readJson(file, expected));
  if (!parsed.success) throw badFile(file, describeIssue(parsed.error), expected);
  const { kev, epss } = parsed.data;
  return {
    ...(kev && { kev }),
    ...(epss && {
      epss: { date: epss.date, scores: epss.scores, ...(epss.model !== undefined && { model: epss.model }) },
    }),
  };
}

const fingerprint = z.string().min(1);

/** A finding of a verdict has a fingerprint for each scanner that saw it. */
const Baseline = z.looseObject({
  findings: z.array(z.looseObject({ fingerprint, sightings: z.array(z.looseObject({ fingerprint })).optional() })),
});

/**
 * The fingerprints that a `--baseline` file holds: a verdict, or what `findings --json` printed.
 *
 * @throws {CommandError} when it is neither.
 */
export function readBaseline(file: string): string[] {
  const remedy = "Give the verdict.json of the merge base, or what `sallyport findings --json` printed for it.";
  const parsed = Baseline.safeParse(readJson(file, remedy));
  if (!parsed.success) throw badFile(file, describeIssue(parsed.error), remedy);
  const entries = parsed.data.findings.flatMap((finding) => [finding, ...(finding.sightings ?? [])]);
  return [...new Set(entries.map((entry) => entry.fingerprint))];
}

/** The JSON document of a file that a flag names. */
export function readJson(file: string, remedy: string): unknown {
  const text = Buffer.from(readInput(file, maximumFactBytes, remedy)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw badFile(file, text.trim() === "" ? "is empty" : "is not JSON", remedy);
  }
}

/** The first thing that a document is not as it should be. */
export function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.join(".") ?? "";
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? "is not as expected"}`;
}
