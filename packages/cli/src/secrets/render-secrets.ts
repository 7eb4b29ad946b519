import { markdownCode, markdownText, plainText } from "@sallyport/gate";
import type { SecretState } from "@sallyport/vault-api";
import type { Terminal } from "../output.js";
import { paint } from "../paint.js";
import type { ReportedSecret, SecretsDocument } from "./secrets-document.js";

const colors = { fresh: "green", due: "yellow", overdue: "red", unknown: "yellow" } as const;
const order: readonly SecretState[] = ["overdue", "unknown", "due", "fresh"];

function sorted({ secrets }: SecretsDocument): ReportedSecret[] {
  return secrets.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

function summaryOf({ counts: { fresh, due, overdue, unknown } }: SecretsDocument): string {
  return `${overdue} overdue, ${unknown} unknown, ${due} due soon, ${fresh} fresh.`;
}

/** What a table has of a secret: age, day of its end, class, owner. */
function cellsOf({ ageDays, dueAt, class: kind, owners }: ReportedSecret): string[] {
  const age = ageDays === undefined ? "-" : `${ageDays} d`;
  return [age, dueAt?.slice(0, 10) ?? "-", kind, owners.length === 0 ? "-" : owners.join(", ")];
}

/** The report for people: what needs somebody first. */
export function renderSecrets(document: SecretsDocument, { color }: Pick<Terminal, "color">): string {
  const brush = paint({ color });
  const shown = sorted(document);
  const rows = [["state", "secret", "age", "due", "class", "owner"]].concat(
    shown.map((secret) => [secret.state, secret.name, ...cellsOf(secret)].map(plainText)),
  );
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const lines = rows.map((row, index) => {
    const secret = shown[index - 1];
    const line = lineOf(row);
    if (!secret) return line;
    const state = brush(colors[secret.state], secret.state);
    return [
      `${state}${line.slice(secret.state.length)}`,
      ...(secret.why === undefined ? [] : [`  ${plainText(`${secret.name} ${secret.why}. ${secret.remedy ?? ""}`)}`]),
    ].join("\n");
  });
  return `${[...lines, "", summaryOf(document)].join("\n")}\n`;
}

/** The same as a page of a workflow run. */
export function renderSecretsSummary(document: SecretsDocument): string {
  const rows = sorted(document).map((secret) => {
    const [age, due, kind, owner] = cellsOf(secret).map(markdownText);
    return `| ${secret.state} | ${markdownCode(secret.name)} | ${age} | ${due} | ${kind} | ${owner} |`;
  });
  const notes = sorted(document).flatMap(({ name, why, remedy = "" }) =>
    why === undefined ? [] : [`- ${markdownCode(name)} ${markdownText(`${why}. ${remedy}`)}`],
  );
  return [
    "## Secrets",
    "",
    summaryOf(document),
    "",
    "| state | secret | age | due | class | owner |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...notes,
    "",
  ].join("\n");
}

/** Workflow commands: an error for what is overdue or unknown, a warning for what is due. GitHub shows ten of each. */
export function renderSecretsAnnotations(document: SecretsDocument): string {
  return sorted(document)
    .filter(({ state }) => state !== "fresh")
    .map(({ state, name, why = "must change soon", remedy = "" }) => {
      const level = state === "due" ? "warning" : "error";
      const title = data(`Secret ${state}: ${name}`).replaceAll(":", "%3A").replaceAll(",", "%2C");
      return `::${level} title=${title}::${data(plainText(`${name} ${why}. ${remedy}`))}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
