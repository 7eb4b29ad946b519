/** An element of an XML document. Namespace prefixes are left out of its name. */
export class XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[] = [];
  /** Its own text, without that of its children. */
  text = "";

  constructor(name: string, attributes: ReadonlyMap<string, string>) {
    this.name = name;
    this.attributes = attributes;
  }

  /** The children of a name. */
  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The first child of a name. */
  first(name: string): XmlElement | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** The texts of its children by their names, as the fields of a map: for elements that hold one value a name. */
  fields(): Record<string, unknown> {
    return Object.fromEntries(this.children.map((child) => [child.name, child.text.trim()]));
  }
}
