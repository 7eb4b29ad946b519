import { commentMarker, type LargeVerdict, renderComment, renderSummary } from "@sallyport/gate";
import * as fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { parse } from "parse5";
import { expect, test } from "vitest";
import { elementsOf, textOf } from "../support/html-tree.ts";
import {
  hostileOutcome,
  hostileTexts,
  hostileVerdict,
  largeVerdict,
  mixedVerdict,
  outcome,
  verdictWith,
} from "../support/verdicts.ts";

/** Controls, marks of direction and halves of characters. The space without width is ours: it keeps names apart. */
const unprintable = /[^\P{Cc}\n]|[^\P{Cf}\u200b]|\p{Cs}/u;

const comment = (verdict: LargeVerdict) => [...renderComment(verdict)].join("");

/** The page as GitHub's rules of Markdown have it, HTML included. */
function shown(markdown: string) {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return parse(html);
}

test("the comment begins with the line by which it is found again, for each repository another", () => {
  expect(comment(mixedVerdict()).split("\n")[0]).toBe("<!-- sallyport gate acme/service -->");
  expect(commentMarker("a--><b>")).toBe("<!-- sallyport gate a-b -->");
});

test("says what blocks with severity and who says so, place, fix and deadline, before all else", () => {
  const text = comment(mixedVerdict());
  const [row] = text.split("\n").filter((line) => line.includes("CVE-2026-1000") && line.startsWith("| **"));

  expect(row).toContain("**CRITICAL**<br>CVSS 9.8, nvd");
  expect(row).toContain("[CVE-2026-1000](https://nvd.nist.gov/vuln/detail/CVE-2026-1000)<br>`left-pad 1.0.0`");
  expect(row).toContain(
    "| `package-lock.json` | Upgrade left-pad from 1.0.0 to 1.0.1. | **overdue since 2026-05-01** |",
  );
  expect(text.indexOf("### Blocks (2)")).toBeLessThan(text.indexOf("### Needs approval (1)"));
});

test("groups what one bump fixes", () => {
  expect(comment(mixedVerdict())).toContain(
    "| `left-pad 1.0.0` | `1.0.2` | 4 findings &#40;CVE-2026-1000, GHSA-aaaa-bbbb-cccc, CVE-2026-3000, CVE-2026-2000&#41; | critical |",
  );
});

test("counts what the verdict counts, in every section", () => {
  const tree = shown(comment(mixedVerdict()));
  const titles = elementsOf(tree, "h3", "summary").map((element) => textOf(element));

  expect(titles).toEqual([
    "Doubts (1)",
    "Blocks (2)",
    "Needs approval (1)",
    "Upgrades (1)",
    "Warnings (1)",
    "Excused (1)",
    "Notes (1)",
  ]);
});

test("links to the whole list, and refuses an address that is none", () => {
  const text = [...renderComment(mixedVerdict(), { detailsUrl: "https://ci.example/1?a=(b)" })].join("");

  expect(text).toContain("[The whole list](https://ci.example/1?a=%28b%29).");
  expect(() => [...renderComment(mixedVerdict(), { detailsUrl: "javascript:alert(1)" })]).toThrow("https");
});

test.each(hostileTexts.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
  "text of a report is text and nothing else: %s",
  (_, text) => {
    const tree = shown(comment(hostileVerdict(text)));
    const tags = new Set(elementsOf(tree).map(({ tagName }) => tagName));
    const page = textOf(tree);

    for (const tag of tags) expect(allowedTags).toContain(tag);
    expect(elementsOf(tree, "tr").length).toBe(13);
    for (const line of elementsOf(tree, "tr")) expect([3, 4, 5]).toContain(elementsOf(line, "td", "th").length);
    const prose = textOf(tree, "code");
    expect(prose).not.toMatch(/@[a-z]|#\d|GH-\d|https?:\/\/\w|www\.|:tada:|mailto:a|[0-9a-f]{40}/i);
    expect(page).not.toMatch(unprintable);
  },
);

const allowedTags = [
  ...["html", "head", "body", "h2", "h3", "p", "strong", "code", "br", "details", "summary", "ul", "li"],
  ...["table", "thead", "tbody", "tr", "th", "td"],
];

test("stays below what GitHub takes, whatever the number of findings and their texts", () => {
  const cases = fc.tuple(
    fc.integer({ min: 1, max: 100_000 }),
    fc.constantFrom(...hostileTexts.map((text) => text.slice(0, 400))),
  );
  fc.assert(
    fc.property(cases, fc.constantFrom("block", "approve", "warn", "log"), ([length, text], action) => {
      const finding = hostileOutcome(text, { outcome: action as "block" });
      const verdict = largeVerdict(length, () => finding);
      expect(comment(verdict).length).toBeLessThan(65_000);
    }),
    { numRuns: 4 },
  );
});

test("a text that was shortened says by how much, and is a whole page all the same", () => {
  const verdict = largeVerdict(10_000, (index) => outcome({ ids: [`CVE-2026-${10_000 + index}`] }));
  const text = comment(verdict);
  const tree = shown(text);
  const listed = text.split("\n").filter((line) => line.startsWith("| **CRITICAL**")).length;

  expect(listed).toBeGreaterThan(50);
  expect(text).toContain(`... and ${10_000 - listed} more, in the whole list.`);
  expect(textOf(tree)).toContain("The whole list is in verdict.json.");
});

test("the summary of a job has more room, and stays below its limit", () => {
  const verdict = largeVerdict(20_000, () => outcome());
  const size = Buffer.byteLength([...renderSummary(verdict)].join(""));

  expect(size).toBeGreaterThan(300_000);
  expect(size).toBeLessThan(1024 * 1024);
});

test("a pass is told in a few lines", () => {
  expect(comment(verdictWith([])).split("\n").slice(1, 4)).toEqual([
    "## ✅ Sallyport: PASS",
    "",
    "No findings in any report.",
  ]);
});
