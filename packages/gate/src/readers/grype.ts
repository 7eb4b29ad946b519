import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import { grypeMatch } from "./grype-match.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** `grype TARGET -o json`: https://oss.anchore.com/docs/guides/vulnerability/interpreting-results/ */
export const grype: ReportReader = {
  tool: "grype",
  format: "grype-json",
  lists: ["$.matches.*", "$.ignoredMatches.*"],
  recognises: (document) =>
    isMap(document) &&
    Object.hasOwn(document, "matches") &&
    isMap(document.descriptor) &&
    document.descriptor.name === "grype",
  read: (document, path) => {
    const report = new Entry(document, path);
    const artifact = artifactOf(report.entry("source"));
    return {
      toolVersion: report.entry("descriptor")?.text("version"),
      createdAt: report.entry("descriptor")?.instant("timestamp"),
      artifact,
      ...healthOf(report, artifact),
      findings: report.requiredEntries("matches").map((match) => grypeMatch(match, artifact)),
      suppressed: report.entries("ignoredMatches").map((match) => ({
        ...grypeMatch(match, artifact),
        suppression: suppressionOf(match.entries("appliedIgnoreRules")),
      })),
      usesDatabase: true,
    };
  },
};

const artifactTypes: ReadonlyMap<string, string> = new Map([
  ["image", "container_image"],
  ["directory", "filesystem"],
  ["file", "filesystem"],
]);

/** `target` is a map for an image and a text for anything else. */
function artifactOf(source: Entry | undefined): Artifact {
  const kind = source?.text("type") ?? "unknown";
  const type = artifactTypes.get(kind) ?? kind;
  if (kind !== "image") return { name: source?.text("target") ?? "", type };
  const image = source?.requiredEntry("target");
  const [digest] = (image?.texts("repoDigests") ?? []).map((reference) => reference.split("@")[1]);
  return { name: image?.text("userInput") ?? image?.texts("tags")[0] ?? "", type, digest };
}

function healthOf(report: Entry, artifact: Artifact): Pick<ReportContent, "health" | "healthReasons"> {
  const database = report.entry("descriptor")?.entry("db");
  const isInvalid = database?.text("error") !== undefined || database?.entry("status")?.flag("valid") === false;
  const healthReasons = [
    ...(artifact.type === "unknown" ? ["it does not say what was scanned"] : []),
    ...(isInvalid ? ["Grype found its vulnerability database to be invalid"] : []),
    ...describeUnknownLists(report, ["matches", "ignoredMatches"]),
  ];
  return { health: healthReasons.length === 0 ? "ok" : "partial", healthReasons };
}

/** Rules of `.grype.yaml` that left a match out, or the VEX document that did. */
function suppressionOf(rules: readonly Entry[]) {
  const status = rules.map((rule) => rule.text("vex-status")).find((word) => word !== undefined);
  const statement = rules.map((rule) => rule.text("reason") ?? rule.text("vex-justification"));
  return { status: status ?? "ignored", statement: statement.find((text) => text !== undefined) };
}
