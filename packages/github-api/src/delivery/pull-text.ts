import type { DeliveryChanges } from "./delivery-changes.js";

const begin = "<!-- sallyport: files -->";
const end = "<!-- sallyport: end of the files -->";

/** What people should know of a delivery, one sentence each; the pull request and the caller say the same. */
export function changeNotes({ edited, kept, left, merged }: DeliveryChanges): string[] {
  return [
    ...edited.map(
      (path) => `${path} was edited by hand after Sallyport wrote it; the pull request takes the edit back.`,
    ),
    ...left.map((path) => `${path} was generated, is no longer asked for and was edited by hand; it stays. Delete it.`),
    ...merged.map((path) => `${path} is not Sallyport's; only the marked lines at its end are.`),
    ...kept.map((path) => `${path} is not Sallyport's and stays as it is; the policy's own version is not delivered.`),
  ];
}

/** The body of the pull request: what the caller says, and between marks the list of files. */
export function pullText(intro: string, changes: DeliveryChanges): string {
  const listed = [
    ...[...changes.writes.keys()].map((path) => `- writes \`${path}\``),
    ...changes.removals.map((path) => `- removes \`${path}\`, which the policy no longer asks for`),
  ];
  const notes = changeNotes(changes).map((note) => `- **${note}**`);
  return `${intro.trimEnd()}\n\n${[begin, ...listed, ...notes, end].join("\n")}\n`;
}

/** The body of an open pull request with today's list of files; what people wrote around it stays. */
export function renewedPullText(body: string, wanted: string): string {
  const plain = body.replaceAll("\r\n", "\n");
  const [from, to] = [plain.indexOf(begin), plain.indexOf(end)];
  const section = wanted.slice(wanted.indexOf(begin), wanted.indexOf(end));
  if (from === -1 || to < from) return `${plain.trimEnd()}\n\n${section}${end}\n`;
  return `${plain.slice(0, from)}${section}${plain.slice(to)}`;
}
