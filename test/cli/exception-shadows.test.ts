import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { exception, fileOf } from "../support/exceptions.ts";
import { atTheScan, copyOfExample, documentOf, edit, fixed, messagesOf, runCli } from "./run-cli.ts";

const dates = { created: "2026-11-20", expires: "2026-12-20" };

/** The example with these files below `source/`. */
function exampleWith(files: Record<string, string | Buffer>): string {
  const cwd = copyOfExample();
  for (const [path, content] of Object.entries(files)) {
    const file = join(cwd, "source", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return cwd;
}

const hidden = {
  "app/a.py": "import os\nos.system(x)  # nosec B605\n",
  ".trivyignore": "CVE-2026-1000\n",
  "README.md": "Do not write `# nosec`.\n",
};

function shadows(cwd: string, ...args: string[]) {
  return runCli(["exception", "shadows", "source", ...atTheScan, ...args], { cwd });
}

test("lists what tells scanners to leave things out, each with its place", async () => {
  const { code, stdout, stderr } = await shadows(exampleWith(hidden));

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("app/a.py:2: bandit leaves out B605 (nosec)");
  expect(stdout).toContain(".trivyignore:1: trivy leaves out CVE-2026-1000");
  expect(stdout).not.toContain("README");
  expect(stdout).toContain("source: 2 suppressions without an exception in force, 0 with one.");
});

test("what has an exception is known; the rest fails where the policy calls it an error", async () => {
  const cwd = exampleWith(hidden);
  edit(join(cwd, "sallyport.yaml"), "gate:", "exceptions: { shadow: error }\n\ngate:");
  const both = [
    exception({ ...dates, finding: "B605", scope: { path: "app/**" } }),
    exception({ ...dates, id: "EX-2" }),
  ];
  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), fileOf(both[0] ?? {}));
  const one = await shadows(cwd, "--json");
  expect(one.code).toBe(1);
  expect(documentOf(one.stdout, "exception-shadows.json")).toMatchObject({
    known: 1,
    shadows: [{ path: ".trivyignore", ids: ["CVE-2026-1000"] }],
  });

  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), fileOf(...both));
  expect((await shadows(cwd)).code).toBe(0);
});

test("leaves out .git, node_modules and binary files, follows no link, and says what is too large", async () => {
  const nosec = "x = 1  # nosec\n";
  const cwd = exampleWith({
    ".git/a.py": nosec,
    "node_modules/x/a.py": nosec,
    "b.py": Buffer.from(`\0${nosec}`),
    "large.py": nosec.repeat(400_000),
    ".trivyignore.yaml": "#".repeat(5_000_000),
  });
  symlinkSync("../sallyport.yaml", join(cwd, "source/.snyk"));
  const { stdout } = await shadows(cwd, "--json");

  expect(documentOf(stdout, "exception-shadows.json")).toMatchObject({
    shadows: [
      { path: ".snyk", ids: [], marker: "is a symbolic link" },
      { path: ".trivyignore.yaml", ids: [] },
    ],
    unsearched: [".trivyignore.yaml", "large.py"],
  });
});

test("a file name cannot paint the terminal or forge a line", async () => {
  const escapeCharacter = String.fromCharCode(27);
  const { stdout } = await shadows(exampleWith({ [`${escapeCharacter}[31mred\nforged: ok.py`]: "x = 1  # nosec\n" }));

  expect(stdout).toContain("red forged: ok.py:1: bandit leaves out whatever it finds there");
  expect(stdout).not.toContain(escapeCharacter);
});

test("a folder that is not there and broken exceptions are said at once", async () => {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), "version: 1\n");
  const { code, stdout } = await shadows(cwd, "--json");

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([
    expect.stringContaining("sallyport-exceptions.yaml"),
    expect.stringContaining("source: does not exist"),
  ]);
});

test("the gate looks through the source that it is given", async () => {
  const cwd = exampleWith(hidden);
  const gate = (...args: string[]) => runCli(["gate", ...fixed, ...atTheScan, "--json", ...args], { cwd });
  const noted = await gate("--source", "source");

  expect(noted.code).toBe(0);
  expect(documentOf(noted.stdout, "gate.json")).toMatchObject({
    notes: expect.arrayContaining([
      expect.objectContaining({ message: expect.stringContaining("app/a.py:2 tells bandit to leave out B605") }),
    ]),
    inputs: { suppressions: { entries: 2 } },
  });
  edit(join(cwd, "sallyport.yaml"), "gate:", "exceptions: { shadow: error }\n\ngate:");
  expect((await gate("--source", "source")).code).toBe(2);
  expect((await gate()).code).toBe(0);
});
