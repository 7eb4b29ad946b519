import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formats } from "../../packages/cli/src/renderings.ts";
import { atTheScan, fixed, runCli, temporaryFolder, vulnerable } from "./run-cli.ts";

const all = ["--format", "markdown,summary,sarif", "--format", "junit,html,annotations"];
const gate = (out: string, ...more: string[]) => runCli(["gate", ...vulnerable, ...atTheScan, "--out", out, ...more]);

const names = [
  ...[".sallyport-out.json", "annotations.txt", "comment.md", "junit.xml", "summary.md", "verdict.html"],
  ...["verdict.json", "verdict.sarif"],
];

test("gate writes every format that is asked for beside the verdict, and keeps its exit code", async () => {
  const out = temporaryFolder();
  const { code } = await gate(out, ...all);
  const manifest = JSON.parse(readFileSync(join(out, ".sallyport-out.json"), "utf8"));

  expect(code).toBe(1);
  expect(readdirSync(out)).toEqual(names);
  for (const name of names.slice(1)) {
    expect(manifest.files[name]).toBe(
      createHash("sha256")
        .update(readFileSync(join(out, name)))
        .digest("hex"),
    );
  }
});

test("a run with fewer formats removes the files of the others", async () => {
  const out = temporaryFolder();
  await gate(out, ...all);
  await gate(out);

  expect(readdirSync(out)).toEqual([".sallyport-out.json", "verdict.json"]);
});

test("a stored verdict renders to the same files", async () => {
  const out = temporaryFolder();
  await gate(out, ...all);
  const again = temporaryFolder();
  const { code, stderr } = await runCli([
    "render",
    join(out, "verdict.json"),
    "--format",
    "json",
    ...all,
    "--out",
    again,
  ]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const name of names) expect(readFileSync(join(again, name))).toEqual(readFileSync(join(out, name)));
});

test.each(formats)("render prints %s, as it would write it", async (format) => {
  const out = temporaryFolder();
  await gate(out, ...all);
  const { code, stdout } = await runCli(["render", join(out, "verdict.json"), "--format", format]);

  expect(code).toBe(0);
  expect(names.slice(1).map((name) => readFileSync(join(out, name), "utf8"))).toContain(stdout);
});

test("the help names every format", async () => {
  for (const command of ["gate", "render"]) {
    const { stdout } = await runCli([command, "--help"]);
    expect(stdout.replace(/\s+/g, " ")).toContain(formats.join(", "));
  }
});

test("annotations are printed beside the verdict when they are asked for, and not before", async () => {
  const args = ["gate", ...fixed, ...atTheScan];

  expect((await runCli([...args, "--annotations"])).stdout).toMatch(/^::notice title=Sallyport%3A PASS::/m);
  expect((await runCli(args, { env: { GITHUB_ACTIONS: "true" } })).stdout).not.toMatch(/^::/m);
});

test.each<[string, string[], string]>([
  ["an unknown format", ["gate", ...fixed, "--out", "x", "--format", "pdf"], 'names "pdf", which is no format'],
  ["files without a folder", ["gate", ...fixed, "--format", "html"], "there is no --out"],
  ["two documents on one page", ["gate", ...fixed, "--annotations", "--json"], "beside the document of --json"],
  ["a page that is none", ["gate", ...fixed, "--details-url", "http://x"], "--details-url is"],
  ["several formats without a folder", ["render", "VERDICT", "--format", "html,junit"], "names several formats"],
  ["a verdict that is none", ["render", "sallyport.yaml", "--format", "html"], "is no verdict"],
])("refuses %s", async (_, args, message) => {
  const out = temporaryFolder();
  await gate(out);
  const { code, stderr, stdout } = await runCli(
    args.map((arg) => (arg === "VERDICT" ? join(out, "verdict.json") : arg)),
  );

  expect(code).toBe(2);
  expect(stderr + stdout).toContain(message);
});

test("a verdict that was damaged is refused with the place", async () => {
  const file = join(temporaryFolder(), "verdict.json");
  writeFileSync(file, JSON.stringify({ version: 1, decision: "maybe" }));
  const { code, stderr } = await runCli(["render", file, "--format", "html"]);

  expect(code).toBe(2);
  expect(stderr).toContain("is no verdict: decision:");
});
