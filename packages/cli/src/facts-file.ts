import { type EpssFacts, EpssTable, type KevFacts } from "@sallyport/gate";
import * as z from "zod";
import { badFile } from "./command-error.js";
import { maximumFactBytes, readInput } from "./read-input.js";

const date = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "must be a date such as 2026-05-04, or a time",
});

const source = z.strictObject({
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  entries: z.int().min(1),
});

/** Three hundred thousand scores are checked by hand: a schema for each would cost more than all the rest of the gate. */
const scores = z.custom<Readonly<Record<string, number>>>(isScores, {
  error: "must give each id a number from 0 to 1",
});

const table = z.string().transform((text, context) => {
  try {
    return new EpssTable(text);
  } catch (error) {
    context.addIssue(error instanceof RangeError ? error.message : "is no table of scores");
    return z.NEVER;
  }
});

const epss = { date, model: z.string().min(1).optional(), source: source.optional() };

const FactsFile = z.strictObject({
  kev: z
    .strictObject({
      date,
      ids: z.array(z.string().min(1)),
      dueDates: z.record(z.string(), z.iso.date()).optional(),
      source: source.optional(),
    })
    .optional(),
  epss: z
    .union([z.strictObject({ ...epss, scores }), z.strictObject({ ...epss, table })], {
      error: "must have scores or a table",
    })
    .optional(),
});
export type FactsSource = z.infer<typeof source>;

function isScores(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const id in value) {
    const score: unknown = (value as Record<string, unknown>)[id];
    if (typeof score !== "number" || !(score >= 0 && score <= 1)) return false;
  }
  return true;
}

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
  const parsed = FactsFile.safeParse(readJson(file, expected));
  if (!parsed.success) throw badFile(file, describeIssue(parsed.error), expected);
  const { kev, epss } = parsed.data;
  refuseCut(file, "kev", kev?.source, kev?.ids.length);
  refuseCut(file, "epss", epss?.source, epss && ("table" in epss ? epss.table.size : Object.keys(epss.scores).length));
  return factsOf(parsed.data);
}

/** The facts in a document; undefined where it holds something else. */
export function parseFacts(document: unknown): Facts | undefined {
  const parsed = FactsFile.safeParse(document);
  return parsed.success ? factsOf(parsed.data) : undefined;
}

function factsOf({ kev, epss }: z.infer<typeof FactsFile>): Facts {
  return {
    ...(kev && { kev: { date: kev.date, ids: kev.ids, ...(kev.dueDates && { dueDates: kev.dueDates }) } }),
    ...(epss && {
      epss: {
        date: epss.date,
        scores: "table" in epss ? epss.table : epss.scores,
        ...(epss.model !== undefined && { model: epss.model }),
      },
    }),
  };
}

function refuseCut(file: string, part: string, source: FactsSource | undefined, entries: number | undefined): void {
  if (!source || source.entries === entries) return;
  const found = `${part}: has ${entries} entries, its source had ${source.entries}: it was edited or cut off`;
  throw badFile(file, found, "Build it anew with `sallyport facts build`.");
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
  return fingerprintsIn(parsed.data);
}

/** The fingerprints in a document; undefined where it holds none. */
export function parseBaseline(document: unknown): string[] | undefined {
  const parsed = Baseline.safeParse(document);
  return parsed.success ? fingerprintsIn(parsed.data) : undefined;
}

function fingerprintsIn({ findings }: z.infer<typeof Baseline>): string[] {
  const entries = findings.flatMap((finding) => [finding, ...(finding.sightings ?? [])]);
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
