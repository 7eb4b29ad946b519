import { isUnreadable } from "../approval/approval-evidence.js";
import { type EnforcementFinding, type Expectation, type ExpectedFile, fileKey } from "./expectation.js";
import type { LiveFile, LiveRepository } from "./live-repository.js";
import type { Findings } from "./ruleset-findings.js";

/** Compares the workflow files on the default branch with those that the policy gives now. */
export function fileFindings({ files, unknownCommit }: Expectation, live: LiveRepository): Findings {
  const gaps: EnforcementFinding[] = [];
  const doubts: EnforcementFinding[] = [];
  for (const expected of files) {
    const about = fileKey(expected);
    const file = live.files[about];
    if (file !== undefined && isUnreadable(file)) {
      const remedy = "Give GITHUB_TOKEN a token with contents: read.";
      doubts.push({ about, found: `cannot be read: ${file.unreadable}`, remedy });
      continue;
    }
    const found = differenceOf(expected, file, unknownCommit);
    const remedy = "Deliver the files again: `pulumi up`, and merge the pull request.";
    if (found !== undefined) gaps.push({ about, found, remedy });
  }
  return { gaps, doubts };
}

function differenceOf(expected: ExpectedFile, live: LiveFile | undefined, unknownCommit: string): string | undefined {
  if (live === undefined) return "is not on the default branch";
  if (expected.content === live.content) return undefined;
  if (!live.unedited) return "was not written by Sallyport, or was edited by hand";
  if (isSameButCommit(expected.content, live.content, unknownCommit)) return undefined;
  return "is not the one that the policy gives now";
}

/** The delivery puts one commit in the place of the unknown one, and with it the digest in the header changes. */
function isSameButCommit(expected: string, live: string, unknownCommit: string): boolean {
  const [first = "", ...parts] = withoutDigest(expected).split(unknownCommit);
  if (parts.length === 0) return false;
  const text = withoutDigest(live);
  const commit = text.slice(first.length, first.length + unknownCommit.length);
  return /^[0-9a-f]+$/.test(commit) && text === [first, ...parts].join(commit);
}

/** The digest stands in the second line, and was checked: the file is unedited. */
function withoutDigest(content: string): string {
  return content.split("\n").toSpliced(1, 1).join("\n");
}
