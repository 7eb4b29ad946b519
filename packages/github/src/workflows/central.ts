import type { Policy } from "@sallyport/policy";
import { partsCommit } from "../delivery/repository-file.js";

/** The repository that holds the workflows of all others (`delivery.mode: central`). */
export interface Central {
  /** Login of its owner. */
  owner: string;
  repository: string;
}

/** The central repository of a policy; undefined where each repository holds its own workflows. */
export function centralOf({ delivery, organization }: Policy): Central | undefined {
  if (delivery.mode !== "central" || !delivery.central) return undefined;
  return { owner: organization.login, repository: delivery.central.repository };
}

/** Folder of the action that brings Sallyport and its policy into a job. */
export const actionFolder = ".github/actions/sallyport";

/** A file or an action of the central repository, at the commit that the delivery fills in. */
export function centralReference({ owner, repository }: Central, path: string): string {
  return `${owner}/${repository}/${path}@${partsCommit}`;
}

/** Whether a step names an action that lies in a repository of our own (`.github/actions/`), at a whole commit. */
export function isOwnAction(reference: string): boolean {
  return /^[\w-]+\/[\w.-]+\/\.github\/actions\/[\w.-]+@[0-9a-f]{40}$/.test(reference);
}
