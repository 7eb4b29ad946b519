/** The first few web links of a list, each once; whatever else stands there is no link to print. */
export function webLinks(links: ReadonlyArray<string | undefined>): string[] {
  const web: string[] = [];
  for (const link of links) {
    if (web.length === 3) break;
    if (link !== undefined && /^https?:\/\//.test(link) && !web.includes(link)) web.push(link);
  }
  return web;
}
