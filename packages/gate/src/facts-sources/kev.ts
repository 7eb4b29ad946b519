import * as z from "zod";
import type { KevFacts } from "../facts.js";
import { FactsError } from "./facts-error.js";

const cve = z.string().regex(/^CVE-\d{4}-\d{4,}$/, { error: "must be a CVE id" });

/** https://www.cisa.gov/known-exploited-vulnerabilities-catalog, the parts that decide something. */
const Catalogue = z.looseObject({
  dateReleased: z.iso.datetime({ offset: true, error: "must be a time" }),
  count: z.int().min(1),
  vulnerabilities: z.array(z.looseObject({ cveID: cve, dueDate: z.iso.date({ error: "must be a date" }).optional() })),
});

/**
 * The facts in CISA's catalogue, as it is published (`known_exploited_vulnerabilities.json`).
 *
 * @throws {FactsError} when it is cut off, empty, or not what it says.
 */
export function readKevCatalogue(content: string): KevFacts {
  const { dateReleased, count, vulnerabilities } = parse(content);
  if (vulnerabilities.length !== count) {
    throw new FactsError(
      `says that it has ${count} entries and has ${vulnerabilities.length}: it is cut off or edited`,
    );
  }
  const ids = vulnerabilities.map(({ cveID }) => cveID);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw new FactsError(`lists ${twice} twice`);
  return {
    date: new Date(dateReleased).toISOString(),
    ids: ids.toSorted(),
    dueDates: Object.fromEntries(
      vulnerabilities.flatMap(({ cveID, dueDate }) => (dueDate === undefined ? [] : [[cveID, dueDate]])),
    ),
  };
}

function parse(content: string): z.infer<typeof Catalogue> {
  if (content.trim() === "") throw new FactsError("is empty");
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw new FactsError("is not JSON, or is cut off");
  }
  const parsed = Catalogue.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FactsError(`is not CISA's catalogue: ${issue?.path.join(".") || "it"}: ${issue?.message}`);
}
