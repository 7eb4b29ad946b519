import picomatch from "picomatch";

/** A glob on paths with `/`, dot files included. */
export function pathMatcher(glob: string): (path: string) => boolean {
  // Neither negation nor a comment: an exception says what it covers, not what it does not.
  return picomatch(glob, { dot: true, nonegate: true, windows: false });
}

/** Paths that nobody has: a glob that matches one of them matches everything at its depth. */
const probes = ["q7x0zj", "q7x0zj/q7x0zj.q7x0zj", "q7x0zj/k/q7x0zj/w.q7x0zj"];

/** True for a glob that leaves nothing out, such as `**`. */
export function matchesAnything(glob: string): boolean {
  const matches = pathMatcher(glob);
  return probes.some((path) => matches(path));
}
