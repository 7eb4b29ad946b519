import { fit } from "../render/fit.js";
import { markdownCode, markdownId, markdownText } from "../render/markdown-text.js";
import { count } from "../render/verdict-words.js";
import { type IssueContent, type IssueSettings, mentionsOf } from "./issue-content.js";
import { summaryMark } from "./issue-mark.js";
import type { IssueSubject } from "./issue-subject.js";

/** GitHub takes 65,536 characters; this counts bytes, which are never fewer. */
const longestBody = 60_000;

/** The one issue that lists what got none of its own, the strongest first. */
export function summaryContent(rest: readonly IssueSubject[], settings: IssueSettings): IssueContent {
  const mentions = mentionsOf(settings);
  const head = [
    summaryMark,
    `${count(rest.length, "more finding")}: one run makes at most ${count(settings.policy.maximumNew, "new issue")} (\`issues.maximumNew\`). The next runs go on.`,
    ...(mentions === "" ? [] : ["", `Owners: ${mentions}`]),
    "",
  ].join("\n");
  const table = {
    open: "| Severity | Outcome | Finding | Package or file |\n| --- | --- | --- | --- |\n",
    rows: Iterator.from(rest).map(rowOf),
    total: rest.length,
    share: 1,
    more: (hidden: number) => `\n... and ${hidden} more, in the verdict.\n`,
    close: "",
  };
  return {
    title: `Sallyport: ${count(rest.length, "more finding")}`,
    body: [head, ...fit([table], longestBody - Buffer.byteLength(head))].join(""),
    labels: settings.policy.labels,
    assignees: [],
  };
}

function rowOf({ lead }: IssueSubject): string {
  const { severity, outcome, ids, package: affected, location } = lead;
  const where = affected ? markdownText(affected.name, 100) : markdownCode(location.path, 150);
  return `| ${severity} | ${outcome} | ${ids.slice(0, 3).map(markdownId).join(", ")} | ${where} |\n`;
}
