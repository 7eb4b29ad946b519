import { Document } from "yaml";

/** A YAML file that begins with comments. */
export function yamlFile(value: unknown, comments: readonly string[]): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  document.commentBefore = comments.map((line) => ` ${line}`).join("\n");
  return document.toString({ lineWidth: 0 });
}
