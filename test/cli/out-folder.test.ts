import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atTheScan, fixed, runCli, temporaryFolder, vulnerable } from "./run-cli.ts";

const gate = (out: string, report = fixed) => runCli(["gate", ...report, ...atTheScan, "--out", out]);

test("makes the folder, and writes exactly what --json prints", async () => {
  const out = join(temporaryFolder(), "deep/out");
  const { code, stdout } = await gate(out);
  const json = await runCli(["gate", ...fixed, ...atTheScan, "--json"]);

  expect(code).toBe(0);
  expect(stdout).toContain(`Wrote ${join(out, "verdict.json")}`);
  expect(`${readFileSync(join(out, "verdict.json"), "utf8")}\n`).toBe(json.stdout);
  expect(readdirSync(out)).toEqual([".sallyport-out.json", "verdict.json"]);
});

test("writes again into a folder of its own, and leaves the files of others alone", async () => {
  const out = temporaryFolder();
  await gate(out);
  writeFileSync(join(out, "notes.txt"), "mine");
  const { code } = await gate(out, vulnerable);

  expect(code).toBe(1);
  expect(readFileSync(join(out, "verdict.json"), "utf8")).toContain('"decision":"blocked"');
  expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
});

test("refuses a folder with files that are not its own", async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, "notes.txt"), "mine");
  const { code, stderr } = await gate(out);

  expect(code).toBe(2);
  expect(stderr).toContain("holds files that are not ours, such as notes.txt");
  expect(readdirSync(out)).toEqual(["notes.txt"]);
});

test("refuses a file in place of a folder", async () => {
  const out = join(temporaryFolder(), "out");
  writeFileSync(out, "mine");
  const { code, stderr } = await gate(out);

  expect(code).toBe(2);
  expect(stderr).toContain("is a file");
  expect(readFileSync(out, "utf8")).toBe("mine");
});

test("refuses an empty path instead of taking it for the current folder", async () => {
  expect(await gate("")).toMatchObject({ code: 2, stderr: expect.stringContaining("is no folder") });
});

test("refuses a folder below a file", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "mine");

  expect(await gate(join(file, "out"))).toMatchObject({ code: 2, stderr: expect.stringContaining("is a file") });
});

test("refuses a symbolic link, as the folder or in it", async () => {
  const folder = temporaryFolder();
  const outside = temporaryFolder();
  symlinkSync(outside, join(folder, "link"));
  const asFolder = await gate(`${join(folder, "link")}/`);
  await gate(join(folder, "out"));
  const verdict = join(folder, "out/verdict.json");
  unlinkSync(verdict);
  symlinkSync(join(outside, "target"), verdict);
  const inFolder = await gate(join(folder, "out"));

  expect(asFolder).toMatchObject({ code: 2, stderr: expect.stringContaining("is a symbolic link") });
  expect(inFolder).toMatchObject({ code: 2, stderr: expect.stringContaining("is a symbolic link") });
  expect(readdirSync(outside)).toEqual([]);
});

test("refuses to write over a file that was edited since, and names it", async () => {
  const out = temporaryFolder();
  await gate(out);
  writeFileSync(join(out, "verdict.json"), '{"decision":"pass"}');
  const { code, stderr } = await gate(out, vulnerable);

  expect(code).toBe(2);
  expect(stderr).toContain(`${join(out, "verdict.json")}: was edited since it was written`);
  expect(readFileSync(join(out, "verdict.json"), "utf8")).toBe('{"decision":"pass"}');
});

test("removes what an earlier run wrote and this one does not", async () => {
  const out = temporaryFolder();
  await gate(out);
  const manifest = join(out, ".sallyport-out.json");
  const { files } = JSON.parse(readFileSync(manifest, "utf8"));
  mkdirSync(join(out, "old"));
  writeFileSync(join(out, "old/verdict.json"), readFileSync(join(out, "verdict.json")));
  const listed = { version: 1, files: { ...files, "old/verdict.json": files["verdict.json"] } };
  writeFileSync(manifest, JSON.stringify(listed));
  await gate(out);

  expect(readdirSync(out)).toEqual([".sallyport-out.json", "verdict.json"]);
});

test("never follows a list of its files out of the folder", async () => {
  const folder = temporaryFolder();
  const out = join(folder, "out");
  await gate(out);
  const manifest = join(out, ".sallyport-out.json");
  const listed = JSON.parse(readFileSync(manifest, "utf8"));
  writeFileSync(join(folder, "victim"), readFileSync(join(out, "verdict.json")));
  listed.files["../victim"] = listed.files["verdict.json"];
  writeFileSync(manifest, JSON.stringify(listed));
  const { code } = await gate(out);

  expect(code).toBe(2);
  expect(existsSync(join(folder, "victim"))).toBe(true);
});

/** Makes the process hit itself at its nth rename, the moment at which a file comes into place. */
function signalAtRename(signal: string, nth: number): string[] {
  const code = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const rename = fs.renameSync;
    let count = 0;
    fs.renameSync = (...paths) => {
      if (++count === ${nth}) process.kill(process.pid, "${signal}");
      rename(...paths);
    };
    syncBuiltinESMExports();`;
  return ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
}

test.each([1, 2, 3])(
  "leaves no half-written file when it is killed at rename %i, and can go on afterwards",
  async (nth) => {
    const out = temporaryFolder();
    await gate(out);
    const before = readFileSync(join(out, "verdict.json"), "utf8");
    const args = ["gate", ...vulnerable, ...atTheScan, "--out", out];
    const killed = await runCli(args, { nodeArgs: signalAtRename("SIGKILL", nth) });
    const left = readFileSync(join(out, "verdict.json"), "utf8");
    const again = await gate(out, vulnerable);

    expect(killed.code).toBe(null);
    expect([before, readFileSync(join(out, "verdict.json"), "utf8")]).toContain(left);
    expect(again.code).toBe(1);
    expect(readdirSync(out)).toEqual([".sallyport-out.json", "verdict.json"]);
  },
);

test("finishes the file it is at when it is interrupted, and leaves no temporary file", async () => {
  const out = temporaryFolder();
  const args = ["gate", ...fixed, ...atTheScan, "--out", out];
  const { code } = await runCli(args, { nodeArgs: signalAtRename("SIGINT", 2) });

  expect(code).toBe(130);
  expect(readdirSync(out)).toEqual([".sallyport-out.json", "verdict.json"]);
  expect(JSON.parse(readFileSync(join(out, "verdict.json"), "utf8"))).toMatchObject({ decision: "pass" });
});
