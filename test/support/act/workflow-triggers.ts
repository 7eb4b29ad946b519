import { matchesGlob } from "node:path";
import { parse } from "yaml";
import type { ActEvent } from "./event-payloads.ts";

interface Filter {
  branches?: string[];
  paths?: string[];
}

/**
 * Whether an event starts a workflow. act knows the names of events alone, so their filters are weighed here.
 *
 * @param changed Paths of the files that the push or the pull request changes.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpull_requestpull_request_targetbranchesbranches-ignore
 */
export function startsOn(content: string, { name, payload }: ActEvent, changed: readonly string[]): boolean {
  const triggers = (parse(content) as { on: Record<string, unknown> }).on;
  if (!(name in triggers)) return false;
  if (name === "schedule") {
    return (triggers.schedule as { cron: string }[]).some(({ cron }) => cron === payload.schedule);
  }
  const { branches, paths } = (triggers[name] ?? {}) as Filter;
  const branch = branchOf({ name, payload });
  return (
    (!branches || branches.some((pattern) => matchesGlob(branch, pattern))) &&
    (!paths || changed.some((path) => paths.some((pattern) => matchesGlob(path, pattern))))
  );
}

/** The branch that filters are held against: the base of a pull request, the one that was pushed to. */
function branchOf({ payload }: ActEvent): string {
  const { pull_request: pull, merge_group: group, ref } = payload as Record<string, never>;
  const base = (pull as { base: { ref: string } } | undefined)?.base.ref;
  const target = base ?? (group as { base_ref: string } | undefined)?.base_ref ?? String(ref);
  return target.replace(/^refs\/heads\//, "");
}
