import { type Delivered, describeDelivered } from "@sallyport/github-api";

/** What happened in one repository, for people. Ends with a line break. */
export function renderDelivered(delivered: Delivered, dryRun: boolean): string {
  const lines = [
    describeDelivered(delivered, dryRun),
    ...delivered.written.map((path) => `  writes   ${path}`),
    ...delivered.removed.map((path) => `  removes  ${path}`),
    ...delivered.notes.map((note) => `  note     ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}
