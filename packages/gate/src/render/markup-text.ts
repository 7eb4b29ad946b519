import { cutText } from "./cut-text.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The longest text of a report that a page shows. */
const longest = 2000;

/** Text of a report for HTML and XML, in an element or in a quoted attribute. */
export function markupText(text: string, most = longest): string {
  return cutText(text, most).replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
