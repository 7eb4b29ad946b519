/** The first few web links of a list, each once; whatever else stands there is no link to print. */
export function webLinks(links: ReadonlyArray<string | undefined>): string[] {
  const web = links.filter((link) => link !== undefined && /^https?:\/\//.test(link)) as string[];
  return [...new Set(web)].slice(0, 3);
}
