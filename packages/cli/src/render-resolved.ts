import { describePlace, dottedPath, type Origin, type ParsedPolicy } from "@sallyport/policy";
import { Document, isMap, isScalar, type Pair, type YAMLMap } from "yaml";

type Path = readonly PropertyKey[];

/** The complete policy as YAML, with a comment at each setting that says where its value comes from. */
export function renderResolved({ policy, sources }: Pick<ParsedPolicy, "policy" | "sources">): string {
  const document = new Document(policy, { aliasDuplicateObjects: false });
  const origins: Origins = { sources, preset: policy.extends };
  if (isMap(document.contents)) addComments(document.contents, [], origins);
  return document.toString({ lineWidth: 0 });
}

interface Origins {
  sources: ParsedPolicy["sources"];
  preset: string;
}

function addComments(map: YAMLMap, path: Path, origins: Origins): void {
  for (const pair of map.items) {
    const inner = [...path, nameOf(pair)];
    const { value } = pair;
    if (isMap(value) && value.items.length > 0) addComments(value, inner, origins);
    else if (isScalar(value)) value.comment = ` ${described(inner, origins)}`;
    else if (isScalar(pair.key)) pair.key.commentBefore = ` ${described(inner, origins)}`;
  }
}

function nameOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function described(path: Path, { sources, preset }: Origins): string {
  const origin: Origin | undefined = sources[dottedPath(path)];
  if (!origin) return "default";
  const { layer, file, line = 1, column = 1 } = origin;
  return file === undefined ? `preset ${preset}` : `${layer}, ${describePlace({ file, line, column, path: "" })}`;
}
