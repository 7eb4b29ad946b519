import { problemAt } from "./issue.js";
import { describeLayer, type LayerFile, pathAbove } from "./layer-file.js";
import type { Problem } from "./problem.js";

const ranks = ["organization", "team", "repository"] as const;

/** Whether files extend each other in the order that they should: organisation, teams, repository. */
export function orderProblems(files: readonly LayerFile[]): Problem[] {
  const [top] = files;
  return [
    ...(top ? standsAlone(top) : []),
    ...files.slice(1).flatMap((file, index) => belowAnother(file, files[index])),
  ];
}

/** A file that lies above nothing that was given, and says that something lies above it. */
function standsAlone({ source }: LayerFile): Problem[] {
  if (pathAbove(source) === undefined) return [];
  const message = "names a file, and this policy was given as a text alone";
  return [problemAt(source, ["extends"], { message, remedy: "Give its path, so that the file above can be found." })];
}

function belowAnother({ layer, source }: LayerFile, above: LayerFile | undefined): Problem[] {
  if (!above || mayLieBelow(layer, above.layer)) return [];
  const other = above.source.locate(["layer"]);
  const message = `puts ${describeLayer(above.layer)} above ${describeLayer(layer)}`;
  const remedy =
    above.layer === "repository"
      ? `Say in ${other.file} whose it is: \`layer: organization\` or \`layer: team:SLUG\`.`
      : "An organisation lies above its teams, and both above repositories: correct `layer` in one of the two.";
  return [{ ...problemAt(source, ["extends"], { message, remedy }), conflictsWith: other }];
}

/** A team may lie below another one. */
function mayLieBelow(layer: string, above: string): boolean {
  return rankOf(above) < rankOf(layer) || (rankOf(layer) === 1 && rankOf(above) === 1 && layer !== above);
}

function rankOf(layer: string): number {
  return ranks.findIndex((rank) => layer.startsWith(rank));
}
