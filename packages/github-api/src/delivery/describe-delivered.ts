import type { Delivered } from "./delivery.js";

/** What a delivery did, or with a dry run would do, in a sentence. */
export function describeDelivered({ repository, outcome, pull, written, removed }: Delivered, dryRun = false): string {
  const count = written.length + removed.length;
  const files = `${count} ${count === 1 ? "file" : "files"}`;
  const address = pull ? ` (${pull.url})` : "";
  const number = pull ? ` ${pull.number}` : "";
  switch (outcome) {
    case "current":
      return `${repository}: the default branch has every file.`;
    case "waiting":
      return `${repository}: pull request${number} waits to be merged, with ${files}${address}.`;
    case "opened":
      return `${repository}: ${dryRun ? "would open a pull request" : `opened pull request${number}`} with ${files}${address}.`;
    case "updated":
      return `${repository}: ${dryRun ? "would update" : "updated"} pull request${number}, with ${files} now${address}.`;
  }
}
