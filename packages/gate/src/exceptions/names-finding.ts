/** Series of ids in which one id means one vulnerability; they are written in any case. */
const series = /^(cve-\d|ghsa-)/i;

/**
 * True when an id names a finding and nothing else that the finding stands for. An advisory with several CVEs is not excused
 * by a word about one of them; a word about the advisory itself excuses it.
 *
 * @param ids The scanner's id first, then its aliases.
 */
export function namesFinding(id: string, ids: readonly string[]): boolean {
  const wanted = comparableId(id);
  const keys = [...new Set(ids.map(comparableId))];
  if (!keys.includes(wanted)) return false;
  const cves = keys.filter((key) => key.startsWith("CVE-"));
  if (wanted.startsWith("CVE-")) return cves.length === 1;
  if (wanted === keys[0]) return true;
  const others = keys.filter((key) => key.startsWith("GHSA-"));
  return cves.length <= 1 && (!wanted.startsWith("GHSA-") || others.length === 1);
}

/** The form in which ids are compared. */
export function comparableId(id: string): string {
  return series.test(id) ? id.toUpperCase() : id;
}
