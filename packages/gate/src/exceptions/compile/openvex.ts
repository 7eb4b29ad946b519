import { parsePurl } from "../../purl.js";
import type { VexProduct, VexStatement } from "../../vex/document.js";
import { renderOpenVex } from "../../vex/render-openvex.js";
import { beginningOf, type Exception } from "../exception.js";
import { type CompileTarget, generatedFrom, statementOf } from "./compile-target.js";
import { isVulnerabilityId, nativeId } from "./expressible.js";

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
export const openVex: CompileTarget<VexStatement> = {
  name: "openvex",
  limit:
    "VEX knows no last day: compile again when an exception ends. It knows no accepted risk: that is stated as affected.",
  word({ exception, versions }) {
    const { finding, scanner, scope, status, justification, control, reason } = exception;
    if (!isVulnerabilityId(finding)) return { why: "is about no vulnerability" };
    if (scanner !== undefined) return { why: `is for what ${scanner} says, and VEX speaks to everybody` };
    if (scope.path !== undefined) return { why: "is for files by their path, which VEX cannot say" };
    if (scope.purl === undefined && scope.digest === undefined) {
      return { why: "names neither package nor image, and VEX needs one" };
    }
    const statement = {
      ids: [nativeId(finding)],
      products: productsOf(exception, versions),
      timestamp: beginningOf(exception),
    };
    if (status === "accepted") return { entries: [{ ...statement, status: "affected", action: control ?? reason }] };
    return {
      entries: [
        {
          ...statement,
          status: "not_affected",
          ...(justification && { justification }),
          impact: statementOf(exception),
        },
      ],
    };
  },
  render(entries, source) {
    if (entries.length === 0) return [];
    const timestamp = entries.reduce((latest, { timestamp: time = "" }) => (time > latest ? time : latest), "");
    const tooling = generatedFrom(source).join(" ");
    return [{ path: "openvex.json", content: renderOpenVex(entries, { author: source.author, timestamp, tooling }) }];
  },
};

function productsOf({ scope: { purl, digest } }: Exception, versions: readonly string[]): VexProduct[] {
  const purls = purl === undefined ? [] : withVersions(purl, versions);
  if (digest !== undefined) return [{ digest, subcomponents: purls }];
  return purls.map((one) => ({ purl: one, subcomponents: [] }));
}

function withVersions(purl: string, versions: readonly string[]): string[] {
  if (parsePurl(purl)?.version || versions.length === 0) return [purl];
  return versions.flatMap((version) => {
    const parsed = parsePurl(purl);
    return parsed ? [Object.assign(parsed, { version }).toString()] : [];
  });
}
