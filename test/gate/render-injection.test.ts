import {
  type LargeVerdict,
  renderAnnotations,
  renderHtml,
  renderJunit,
  renderSarif,
  renderTerminal,
} from "@sallyport/gate";
import { parse } from "parse5";
import * as sax from "sax";
import { expect, test } from "vitest";
import { elementsOf, textOf } from "../support/html-tree.ts";
import { hostileTexts, hostileVerdict } from "../support/verdicts.ts";

const named = hostileTexts.map((text) => [JSON.stringify(text).slice(0, 60), text] as const);

/** Controls, marks of direction, noncharacters and halves of characters; line breaks are ours. */
const unprintable = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/u;

/** What the runner of GitHub takes for a command: at the start of a line, or in the old form anywhere. */
const command = /^\s*::|##\w*\[/m;

test.each(named)("the terminal shows it as text: %s", (_, text) => {
  const page = renderTerminal(hostileVerdict(text), { color: false });

  expect(page).not.toMatch(unprintable);
  expect(page).not.toMatch(command);
});

test.each(named)("an annotation holds it as text: %s", (_, text) => {
  const lines = [...renderAnnotations(hostileVerdict(text))];

  for (const line of lines) {
    expect(line).toMatch(/^::(error|warning|notice) [^\n]*\n$/);
    const [, properties = ""] = /^::\w+ (.*?)::/.exec(line) ?? [];
    for (const property of properties.split(",")) expect(property).toMatch(/^(file|line|title)=[^:,]*$/);
    expect(line).not.toMatch(unprintable);
  }
  expect(lines).toHaveLength(1 + 2 + 2);
});

test.each(named)("JUnit holds it as text: %s", (_, text) => {
  const xml = [...renderJunit(hostileVerdict(text))].join("");
  const elements: string[] = [];
  const parser = sax.parser(true);
  parser.onopentag = ({ name }) => elements.push(name);
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(xml).close();

  expect(new Set(elements)).toEqual(new Set(["testsuites", "testsuite", "testcase", "failure", "error", "skipped"]));
  expect(elements.filter((name) => name === "testcase")).toHaveLength(1 + 1 + 4);
  expect(xml).not.toMatch(unprintable);
});

test.each(named)("the HTML page holds it as text: %s", (_, text) => {
  const html = [...renderHtml(hostileVerdict(text))].join("");
  const elements = elementsOf(parse(html));

  for (const { tagName, attrs } of elements) {
    expect(allowedTags).toContain(tagName);
    for (const { name, value } of attrs) {
      expect(allowedAttributes).toContain(name);
      if (name === "href") expect(value).toMatch(/^https:\/\/(nvd\.nist\.gov|github\.com\/advisories)\//);
    }
  }
  expect(elementsOf(parse(html), "article")).toHaveLength(4);
  expect(elementsOf(parse(html), "style").map((element) => textOf(element))).toHaveLength(1);
  expect(html).not.toMatch(unprintable);
});

const allowedTags = [
  ...[
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "h1",
    "h2",
    "h3",
    "p",
    "b",
    "br",
    "ul",
    "li",
    "section",
  ],
  ...[
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "form",
    "input",
    "label",
    "article",
    "dl",
    "dt",
    "dd",
    "span",
    "code",
  ],
  ...["a", "footer"],
];
const allowedAttributes = [
  ...["lang", "charset", "http-equiv", "content", "name", "class", "type", "id", "checked", "for", "href", "rel"],
];

test.each(named)("SARIF holds it as text: %s", (_, text) => {
  const logs = sarifTexts(hostileVerdict(text));
  const results = logs.flatMap((log) => resultsIn(JSON.parse(log)));

  expect(results).toHaveLength(4);
  for (const { message, locations } of results) {
    expect(message.text).not.toMatch(unprintable);
    expect(message.text).not.toMatch(/(?<!\\)(\\\\)*\]\(/);
    for (const { physicalLocation } of locations) {
      expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w%.!~*'()-]+(\/[\w%.!~*'()-]+)*$/);
      expect(physicalLocation.artifactLocation.uri).not.toMatch(/(^|\/)\.\.(\/|$)/);
    }
  }
});

function sarifTexts(verdict: LargeVerdict): string[] {
  return [...Iterator.from(renderSarif(verdict)).map(({ pieces }) => [...pieces].join(""))];
}

interface Result {
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
}

function resultsIn({ runs }: { runs: { results: Result[] }[] }): Result[] {
  return runs.flatMap(({ results }) => results);
}

test.each(["terminal", "annotations", "junit", "html", "sarif"])(
  "a megabyte of text stays a short page: %s",
  (format) => {
    for (const text of hostileTexts.filter(({ length }) => length > 100_000)) {
      expect(Buffer.byteLength(rendered(format, hostileVerdict(text)))).toBeLessThan(
        format === "terminal" ? 60_000_000 : 300_000,
      );
    }
  },
);

function rendered(format: string, verdict: LargeVerdict): string {
  switch (format) {
    case "annotations":
      return [...renderAnnotations(verdict)].join("");
    case "junit":
      return [...renderJunit(verdict)].join("");
    case "html":
      return [...renderHtml(verdict)].join("");
    case "sarif":
      return sarifTexts(verdict).join("");
    default:
      return renderTerminal(verdict, { color: false });
  }
}
