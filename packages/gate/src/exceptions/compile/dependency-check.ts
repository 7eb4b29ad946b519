import XmlBuilder from "fast-xml-builder";
import { type CompileTarget, generatedFrom, statementOf } from "./compile-target.js";
import { isVulnerabilityId, nativeId, plainPurl } from "./expressible.js";

interface Suppress {
  "@until": string;
  notes: string;
  packageUrl?: { "@regex": "true"; "@caseSensitive": "true"; "#text": string };
  cve?: string;
  vulnerabilityName?: string;
}

const namespace = "https://jeremylong.github.io/DependencyCheck/dependency-suppression.1.3.xsd";

/** https://jeremylong.github.io/DependencyCheck/general/suppression.html */
export const dependencyCheck: CompileTarget<Suppress> = {
  name: "dependency-check",
  scanner: "dependencyCheck",
  word({ exception, until, versions }) {
    const { finding, scope } = exception;
    if (scope.digest !== undefined) return { why: "is for one image by its digest, which Dependency-Check cannot say" };
    // Its paths are absolute: what begins at the root of the source cannot be told from what stands deeper.
    if (scope.path !== undefined)
      return { why: "is for files from the root of the source, which Dependency-Check cannot say" };
    if (scope.purl === undefined && !isVulnerabilityId(finding)) return { why: "is about no vulnerability" };
    const plain = scope.purl === undefined ? undefined : plainPurl(scope.purl);
    if (scope.purl !== undefined && !plain)
      return { why: "names a package by qualifiers, which Dependency-Check cannot say" };
    const id = nativeId(finding);
    return {
      entries: [
        {
          "@until": dayAfter(until),
          notes: printable(statementOf(exception)),
          ...(plain && {
            packageUrl: { "@regex": "true", "@caseSensitive": "true", "#text": purlPattern(plain.bare, versions) },
          }),
          ...(/^CVE-\d{4}-\d+$/.test(id) ? { cve: id } : { vulnerabilityName: id }),
        },
      ],
    };
  },
  render(entries, source) {
    const builder = new XmlBuilder({
      format: true,
      ignoreAttributes: false,
      suppressBooleanAttributes: false,
      attributeNamePrefix: "@",
      commentPropName: "!",
    });
    const root = { "@xmlns": namespace, ...(entries.length > 0 && { suppress: entries }) };
    // Two hyphens would end the comment.
    const comments = generatedFrom(source).map((line) => `<!-- ${printable(line).replaceAll("--", "- -")} -->\n`);
    const content = `<?xml version="1.0" encoding="UTF-8"?>\n${comments.join("")}${builder.build({ suppressions: root })}`;
    return [{ path: "dependency-check-suppressions.xml", content }];
  },
};

/** `until` is over when its day begins. */
function dayAfter(until: string): string {
  return `${new Date(Date.parse(until) + 1).toISOString().slice(0, 10)}Z`;
}

function purlPattern(bare: string, versions: readonly string[]): string {
  const exact = versions.map((version) => quote(encodeURIComponent(version).replaceAll("%3A", ":")));
  const version = exact.length === 0 ? "[^?#]*" : `(${exact.join("|")})`;
  return `^${quote(bare)}@${version}([?#].*)?$`;
}

function quote(text: string): string {
  return text.replaceAll(/[.+*?^$()[\]{}|\\-]/g, "\\$&");
}

/** What XML can hold. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
}
