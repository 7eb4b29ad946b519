import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { artifactOf, type FalcoPlace, fieldText, isNowhere, placeOf, withoutRunDetails } from "./falco-place.js";

/** One event of the log. */
export interface FalcoEvent {
  finding: Finding;
  /** True where Falco speaks of itself: nothing happened to a workload. */
  isInternal: boolean;
  /** Why there may be more than what Falco saw. */
  doubt?: string | undefined;
}

/**
 * An alert of Falco: https://falco.org/docs/concepts/outputs/formatting/. Neither `output` nor the command line is carried: both
 * may show a password.
 */
export function falcoEvent(entry: Entry): FalcoEvent {
  const rule = entry.requiredText("rule");
  const label = entry.requiredText("priority");
  const fields = entry.entry("output_fields");
  const place = placeOf(fields);
  const artifact = artifactOf(place);
  const process = fieldText(fields, "proc.name");
  const finding: Finding = {
    fingerprint: fingerprintOf({
      category: "runtime",
      id: rule,
      artifact,
      place: [
        entry.text("source"),
        process,
        process === undefined && isNowhere(place) ? withoutRunDetails(entry.text("output") ?? "") : undefined,
      ],
    }),
    ids: [rule],
    category: "runtime",
    title: rule,
    detail: describe(fields, place, process),
    fixedVersions: [],
    location: { path: artifact.name, resource: place.image },
    artifact,
    label,
    scores: [],
    firstSeenAt: entry.instant("time"),
    links: [],
    scanner: "falco",
    pointer: entry.pointer,
  };
  const isInternal = rule.startsWith("Falco internal:");
  return { finding, isInternal, doubt: isInternal ? doubtAbout(rule, fields) : undefined };
}

function describe(
  fields: Entry | undefined,
  { namespace, pod, image, container }: FalcoPlace,
  process: string | undefined,
) {
  const user = fieldText(fields, "user.name");
  const file = fieldText(fields, "fd.name");
  const parts = [
    process === undefined ? undefined : `Process ${process}`,
    user === undefined ? undefined : `user ${user}`,
    file === undefined ? undefined : `on ${file}`,
    pod === undefined ? undefined : `pod ${namespace === undefined ? pod : `${namespace}/${pod}`}`,
    container === undefined ? undefined : `container ${container}`,
    image === undefined ? undefined : `image ${image}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** Metrics are a measurement; everything else that Falco says of itself means that it may have missed something. */
function doubtAbout(rule: string, fields: Entry | undefined): string | undefined {
  if (rule !== "Falco internal: metrics snapshot") return `Falco may have missed events: it says "${rule}"`;
  const drops = fieldText(fields, "scap.n_drops") ?? "0";
  return drops === "0" ? undefined : "Falco missed events: its metrics count dropped ones";
}
