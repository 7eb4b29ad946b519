import sax from "sax";
import { maximumDepth, placeOf, readText, refusalOf } from "./text-file.js";
import { XmlElement } from "./xml-element.js";

/**
 * The root element of an XML file, from bytes that nobody has looked at yet. Only the five entities of XML itself and
 * character references are expanded; a document that declares its own is refused
 * (https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html).
 *
 * @param tool Scanner that the file is said to be of, for the error.
 * @throws {ReportError} when the file is empty, cut off, binary, not UTF-8, not well-formed, too deep or too large.
 */
export function parseXmlFile(content: Uint8Array, path: string, tool?: string): XmlElement {
  const refuse = refusalOf(path, tool);
  const text = readText(content, refuse).trimStart();
  return parse(text, (found, remedy, offset) => refuse(found, remedy, placeOf(text, offset)));
}

type RefuseAt = (found: string, remedy: string, offset: number) => never;

const damaged = "Get the report from the scanner again; one that was edited or damaged cannot be judged.";

function parse(text: string, refuse: RefuseAt): XmlElement {
  const parser = sax.parser(true, { xmlns: false });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  parser.onerror = (error) => {
    const isCutOff = parser.position >= text.length;
    const [reason = ""] = error.message.split("\n");
    refuse(
      isCutOff ? "is cut off: the XML ends too early" : `is not valid XML here: ${reason.toLowerCase()}`,
      isCutOff ? "Run the scanner again and keep its log." : damaged,
      Math.min(parser.position, text.length),
    );
  };
  parser.ondoctype = (doctype) => {
    if (doctype.includes("[")) refuse("declares entities of its own", "No scanner does this: get the report again.", 0);
  };
  parser.onopentag = ({ name, attributes }) => {
    const element = new XmlElement(localName(name), new Map(Object.entries(attributes).map(plainAttribute)));
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
    if (open.length > maximumDepth) {
      refuse(
        `is nested deeper than ${maximumDepth} levels`,
        "No scanner writes this: get the report again.",
        parser.position,
      );
    }
  };
  parser.onclosetag = () => void open.pop();
  const addText = (part: string) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.write(text).close();
  return root ?? refuse("holds no XML element", damaged, 0);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function plainAttribute([name, value]: [string, string | { value: string }]): [string, string] {
  return [name, typeof value === "string" ? value : value.value];
}
