import { byAge, commentBody, commentMark, maximumCommentBytes } from "@sallyport/gate";
import { expect, test } from "vitest";

const mark = { run: 77, attempt: 1 };

test("a comment begins with the run that wrote it, and goes on with the whole Markdown", () => {
  const body = commentBody("# Blocked\n\nText\n", mark);

  expect(body).toBe("<!-- sallyport: run 77, attempt 1 -->\n# Blocked\n\nText\n");
  expect(commentMark(body)).toEqual(mark);
});

test("a mark that the Markdown brings along does not count", () => {
  const body = commentBody(`${commentBody("text", { run: 999_999, attempt: 9 })}`, mark);

  expect(body).toBe("<!-- sallyport: run 77, attempt 1 -->\ntext");
});

test.each([
  "text <!-- sallyport: run 77, attempt 1 -->",
  "\n<!-- sallyport: run 77, attempt 1 -->",
  "> <!-- sallyport: run 77, attempt 1 -->",
  "<!-- sallyport: run 0, attempt 1 -->",
  "<!-- sallyport: run 1e9, attempt 1 -->",
  `<!-- sallyport: run ${"9".repeat(40)}, attempt 1 -->`,
  "<!-- sallyport: run 77, attempt 1 --> more",
  "",
])("%j is no comment of ours", (body) => {
  expect(commentMark(body)).toBeUndefined();
});

test("a later run, or a later attempt of the same, is younger", () => {
  expect(byAge(mark, { run: 78, attempt: 1 })).toBeLessThan(0);
  expect(byAge(mark, { run: 77, attempt: 2 })).toBeLessThan(0);
  expect(byAge({ run: 100, attempt: 1 }, { run: 99, attempt: 5 })).toBeGreaterThan(0);
  expect(byAge(mark, { ...mark })).toBe(0);
});

const row = "| CVE-2026-1000 | left-pad | high | Upgrade left-pad from 1.0.0 to 1.0.1. |\n";

test("a comment of exactly the most bytes stays whole, and one byte more is cut", () => {
  const room = maximumCommentBytes - commentBody("", mark).length;
  const whole = commentBody("x".repeat(room), mark);

  expect(Buffer.byteLength(whole)).toBe(maximumCommentBytes);
  expect(whole).not.toContain("_Cut here");
  expect(commentBody("x".repeat(room + 1), mark)).toContain("_Cut here");
});

test.each([
  ["a table", row.repeat(2000)],
  ["signs of four bytes", "🙈🙉🙊\n".repeat(20_000)],
  ["a code block", `before\n\`\`\`\`diff\n${"- one\n".repeat(20_000)}\`\`\`\`\nafter\n`],
  ["folded parts", `<details><summary>a</summary>\n\n<details>\n\n${row.repeat(2000)}</details></details>\n`],
  ["one line without end", "x".repeat(200_000)],
  ["folds without end", "<details>\n".repeat(20_000)],
])("%s that is too long is cut at a line, and says so", (_, markdown) => {
  const body = commentBody(markdown, mark);
  const [, ...lines] = body.trimEnd().split("\n");

  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maximumCommentBytes);
  expect(lines.pop()).toMatch(/^_Cut here: /);
  expect(lines.filter((line) => !line.startsWith("</details>") && !markdown.includes(line))).toEqual([]);
});

test("a cut closes the code block and the folded parts that it cuts", () => {
  const inCode = commentBody(`\`\`\`\`diff\n\`\`\`\n<details>\n${"- one\n".repeat(20_000)}`, mark);
  const inFold = commentBody(`<details>\n<details>\n${row.repeat(2000)}`, mark);

  expect(inCode).toMatch(/- one\n````\n\n_Cut here: .*_\n$/);
  expect(inFold).toMatch(/\|\n<\/details>\n<\/details>\n\n_Cut here: .*_\n$/);
});

test.each([undefined, "plan"])("the mark of the topic %s can be read back", (topic) => {
  const mark = { run: 7, attempt: 2, ...(topic !== undefined && { topic }) };

  expect(commentMark(commentBody("text", mark))).toEqual(mark);
});
