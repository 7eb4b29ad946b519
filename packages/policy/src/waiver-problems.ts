import * as z from "zod";
import { problemAt } from "./issue.js";
import type { LayerFile } from "./layer-file.js";
import { type OrganizationPolicy, principalId } from "./organization.js";
import { Policy } from "./policy.js";
import { shortJson } from "./printable.js";
import type { Problem } from "./problem.js";
import { type Setting, settingAt } from "./setting.js";
import { cannotBeWaived, type Waiver } from "./waiver.js";

/** What is wrong with one setting of a waiver. */
interface Wrong {
  setting: keyof Waiver;
  message: string;
  remedy: string;
  found?: string;
}

/** What is wrong with a waiver, whoever lies below. */
export function waiverProblems(
  { layer, source }: LayerFile,
  waiver: Waiver,
  index: number,
  organization: OrganizationPolicy | undefined,
): Problem[] {
  const setting = settingAt(waiver.path.split("."), Policy);
  const useless = hasNobodyBelow(layer) ?? isAboutNothing(waiver, setting);
  const wrong = useless ? [useless] : [...badBound(waiver, setting), ...badApproval(waiver, organization)];
  return wrong.map(({ setting: name, ...said }) => problemAt(source, ["waivers", index, name], said));
}

function hasNobodyBelow(layer: string): Wrong | undefined {
  if (layer !== "repository") return undefined;
  const message = "lets nobody do anything: no file lies below the one of a repository";
  return { setting: "for", message, remedy: "Put the waiver into the file above whose rule is in the way." };
}

function isAboutNothing({ path }: Waiver, setting: Setting | undefined): Wrong | undefined {
  if (cannotBeWaived(path)) {
    return { setting: "path", message: `is ${path}, which nobody can waive`, remedy: "Remove the waiver." };
  }
  const { stronger, none } = setting?.strength ?? {};
  if (stronger !== "free" && (stronger !== undefined || none !== undefined)) return undefined;
  return {
    setting: "path",
    message: "is no setting that can be stronger or weaker",
    found: shortJson(path),
    remedy: "Write it as the error says it, such as protection.reviews.required.",
  };
}

function badBound({ path, to }: Waiver, setting: Setting | undefined): Wrong[] {
  if (setting && z.safeParse(setting.schema, to).success) return [];
  const remedy = "Write the weakest value that is allowed.";
  return [{ setting: "to", message: `is nothing that ${path} accepts`, found: shortJson(to), remedy }];
}

function badApproval(waiver: Waiver, organization: OrganizationPolicy | undefined): Wrong[] {
  const { approvedBy } = waiver;
  if (approvedBy === waiver.for) {
    return [{ setting: "approvedBy", message: "is the team that it is for", remedy: "Have somebody else approve it." }];
  }
  if (!organization || principalId(organization, approvedBy) !== undefined) return [];
  const message = `names ${approvedBy}, whose numeric id organization does not have`;
  return [{ setting: "approvedBy", message, remedy: "Add the id under organization.teams or organization.users." }];
}

export function expired({ source }: LayerFile, index: number): Problem {
  const said = { message: "is over: the waiver has expired", remedy: "Remove the waiver, or have it approved anew." };
  return problemAt(source, ["waivers", index, "expires"], said);
}

export function unused({ source }: LayerFile, waiver: Waiver, index: number): Problem {
  const said = { message: `is needed by nobody: ${waiver.for} is not weaker in ${waiver.path}`, remedy: "Remove it." };
  return { ...problemAt(source, ["waivers", index], said), level: "warning" };
}
