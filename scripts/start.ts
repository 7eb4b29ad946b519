import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { styleText } from "node:util";
import { buildWhenStale } from "./build-when-stale.ts";

/** The main job on real input: the CLI on `examples/quickstart`, as a user would run it. */
const root = resolve(import.meta.dirname, "..");
const example = join(root, "examples", "quickstart");

try {
  buildWhenStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
const out = mkdtempSync(join(tmpdir(), "sallyport-"));

heading("1. What the policy leads to");
say(`${inExample("sallyport.yaml")} is the policy of a small organisation with one service, payments-api.`);
say("`plan` runs the real components without an account, a network or the Pulumi command.");
expectExit(0, ["plan", "--out", out]);
showWorkflow();

heading("2. The gate on a vulnerable app");
say(`${inExample("app")} was scanned by Trivy. The report and its run record are in ${inExample("reports")}.`);
say("`--at` judges as of the day of the scan: by now the report is too old to be trusted.");
expectExit(1, gateOn("reports/trivy.json"));

heading("3. The gate on the fixed app");
say(`${inExample("app-fixed")} has newer packages, and a Dockerfile and a manifest without the bad habits.`);
expectExit(0, gateOn("reports/trivy-fixed.json"));

heading("What next");
say("- Judge without --at, once the report is a day old: doubt is never a pass (exit code 2).");
say("    npx -y pnpm@12 -s sallyport gate \\");
say(`      --policy ${inExample("sallyport.yaml")} --report ${inExample("reports/trivy-fixed.json")}`);
say(`- Change ${inExample("sallyport.yaml")}, for example gate.ladder, and run this again.`);
say("- `npx -y pnpm@12 -s sallyport --help` lists the commands; README.md tells the rest.");

/** Runs the CLI, and ends this script when the exit code is another than the one this example is about. */
function expectExit(expected: number, args: readonly string[]): void {
  console.log(`\n${style("bold", `$ sallyport ${args.join(" ")}`)}\n`);
  const cli = [join(root, "packages", "cli", "bin", "sallyport.js"), ...args];
  // The commit of a CI job that runs this script is not the commit that was scanned.
  const { status } = spawnSync(process.execPath, cli, {
    cwd: example,
    stdio: "inherit",
    env: { ...process.env, GITHUB_SHA: "" },
  });
  const meanings = ["pass", "blocked", "could not decide", "approval required"];
  console.log(`\n${style("bold", `exit code ${status}`)}: ${meanings[status ?? -1] ?? "did not end by itself"}`);
  if (status === expected) return;
  console.error(`Expected exit code ${expected}.`);
  process.exit(2);
}

function gateOn(report: string): string[] {
  const record = JSON.parse(readFileSync(join(example, `${report}.run.json`), "utf8"));
  return ["gate", "--report", `trivy=${report}`, "--at", record.endedAt];
}

function showWorkflow(): void {
  const [path] = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yml"));
  if (path === undefined) throw new Error(`No workflow file was written to ${out}.`);
  const lines = readFileSync(join(out, path), "utf8").split("\n");
  say(`\nThe workflow file that would be delivered stays for you to read:\n${join(out, path)}`);
  console.log(`\n${lines.slice(0, 12).join("\n")}\n... ${lines.length - 12} more lines`);
}

function heading(text: string): void {
  console.log(`\n${style(["bold", "cyan"], text)}\n`);
}

function say(text: string): void {
  console.log(text);
}

function style(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

function inExample(name: string): string {
  return `examples/quickstart/${name}`;
}
