import type { DeliveryFile } from "./delivery.js";

/** Whether a file names the commit that brings what it calls, which has to be filled in. */
export function callsParts(file: DeliveryFile, placeholder: string | undefined): boolean {
  return placeholder !== undefined && "content" in file && file.content.includes(`@${placeholder}`);
}

/** The files that one calls: what it names is a file, or the folder of an action. */
export function calledBy<File extends DeliveryFile>(
  file: DeliveryFile,
  among: readonly File[],
  placeholder: string,
): File[] {
  if (!("content" in file)) return [];
  const names = new RegExp(`[\\w.-]+/[\\w.-]+/([^\\s@"']+)@${placeholder}`, "g");
  const paths = [...file.content.matchAll(names)].map(([, path = ""]) => path);
  return among.filter(({ path }) => paths.some((name) => path === name || path.startsWith(`${name}/`)));
}

/** All that the files call, and what that calls, in the order of the list. */
export function calledFiles<File extends DeliveryFile>(
  files: readonly DeliveryFile[],
  among: readonly File[],
  placeholder: string,
): File[] {
  const found = new Set<File>();
  const waiting: DeliveryFile[] = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const called of calledBy(file, among, placeholder)) {
      if (!found.has(called)) waiting.push(called);
      found.add(called);
    }
  }
  return among.filter((file) => found.has(file));
}

/** The files, each after all that it calls. */
export function inCallingOrder(files: readonly DeliveryFile[], placeholder: string): DeliveryFile[] {
  const depth = ({ path }: DeliveryFile, above: readonly string[]): number => {
    if (above.includes(path)) throw new Error(`${path} calls itself: no commit can come first`);
    const file = files.find((each) => each.path === path);
    const called = file ? calledBy(file, files, placeholder) : [];
    return called.length === 0 ? 0 : 1 + Math.max(...called.map((each) => depth(each, [...above, path])));
  };
  const depths = new Map(files.map((file) => [file, depth(file, [])]));
  return files.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
}
