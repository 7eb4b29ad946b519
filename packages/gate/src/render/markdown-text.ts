import { cutText } from "./cut-text.js";
import { catalogueLink } from "./finding-words.js";

/** The longest text of a report in one cell of a table. */
const longest = 300;

/** A space without width: GitHub looks for names, numbers and addresses in the text that it shows, after all markup. */
const gap = "&#8203;";

/** What GitHub, and other readers of Markdown, could take for markup in the middle of a line. */
const markup = /[&<>"'`*_~[\](){}!|\\#@$^=+]/g;

/**
 * Text of a report as Markdown that shows just this text: no link, image, mention, reference to an issue or commit, HTML,
 * emoji, formula, list or end of a table cell.
 */
export function markdownText(text: string, most = longest): string {
  return cutText(text, most)
    .replaceAll(markup, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/&#(?:35|64);/g, `$&${gap}`) // `#12` and `@team`
    .replaceAll(/:(?=\S)/g, `:${gap}`) // `https://`, `mailto:`, `:tada:`
    .replaceAll(/\b(www|GH)(?=[.-])/gi, `$1${gap}`)
    .replaceAll(
      /\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g,
      (commit) => commit.slice(0, 4) + gap + commit.slice(4),
    )
    .replace(/^[^\p{L}\d&]|^\d+(?=[.)](?: |$))/u, (start) => `&#${start.codePointAt(0)};${start.slice(1)}`); // lists
}

/** A name of a report, shown as code, unless it holds what would end code or a cell. */
export function markdownCode(text: string, most = longest): string {
  const name = cutText(text, most);
  return name === "" || /[`|\\]/.test(name) ? markdownText(name, most) : `\`${name}\``;
}

/** An id of a report: a link into a public catalogue where it has the form of one, else code. */
export function markdownId(id: string): string {
  const link = catalogueLink(id);
  return link === undefined ? markdownCode(id, 100) : `[${id}](${link})`;
}
