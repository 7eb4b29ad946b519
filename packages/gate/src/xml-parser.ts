import sax from "sax";
import { maximumDepth } from "./text-file.js";
import { XmlElement } from "./xml-element.js";

/** Where the parser is. Line and column count from 1, the offset from 0. */
export interface XmlPlace {
  line: number;
  column: number;
  /** In characters. */
  offset: number;
}

type RefuseXml = (found: string, remedy: string, place: XmlPlace) => never;

/** Is told of each element when it ends. @param above The elements around it, the root first. */
type OnElement = (element: XmlElement, above: readonly XmlElement[]) => void;

const damaged = "Get the report from the scanner again; one that was edited or damaged cannot be judged.";

/**
 * Builds the elements of an XML document, which may come in pieces. Only the five entities of XML itself and character
 * references are expanded; a document that declares its own is refused
 * (https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html).
 */
export class XmlParser {
  readonly #parser = sax.parser(true, { xmlns: false });
  readonly #refuse: RefuseXml;
  #root: XmlElement | undefined;
  #isEnding = false;

  constructor(refuse: RefuseXml, onElement: OnElement = () => {}) {
    this.#refuse = refuse;
    const open: XmlElement[] = [];
    const parser = this.#parser;
    parser.onerror = (error) => this.#fail(error);
    parser.ondoctype = (doctype) => {
      const start = { line: 1, column: 1, offset: 0 };
      if (doctype.includes("[")) {
        refuse("declares entities of its own", "No scanner does this: get the report again.", start);
      }
    };
    parser.onopentag = ({ name, attributes }) => {
      const element = new XmlElement(localName(name), new Map(Object.entries(attributes).map(plainAttribute)));
      open.at(-1)?.children.push(element);
      this.#root ??= element;
      open.push(element);
      if (open.length > maximumDepth) {
        const found = `is nested deeper than ${maximumDepth} levels`;
        refuse(found, "No scanner writes this: get the report again.", this.place);
      }
    };
    parser.onclosetag = () => {
      const element = open.pop();
      if (element) onElement(element, open);
    };
    const addText = (part: string) => {
      const element = open.at(-1);
      if (element) element.text += part;
    };
    parser.ontext = addText;
    parser.oncdata = addText;
  }

  get place(): XmlPlace {
    const { line, column, position } = this.#parser;
    return { line: line + 1, column: column + 1, offset: position };
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): XmlElement {
    this.#isEnding = true;
    this.#parser.close();
    return this.#root ?? this.#refuse("holds no XML element", damaged, { line: 1, column: 1, offset: 0 });
  }

  #fail(error: Error): never {
    const [reason = ""] = error.message.split("\n");
    return this.#refuse(
      this.#isEnding ? "is cut off: the XML ends too early" : `is not valid XML here: ${reason.toLowerCase()}`,
      this.#isEnding ? "Run the scanner again and keep its log." : damaged,
      this.place,
    );
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function plainAttribute([name, value]: [string, string | { value: string }]): [string, string] {
  return [name, typeof value === "string" ? value : value.value];
}
