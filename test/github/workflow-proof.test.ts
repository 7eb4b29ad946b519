import { spawnSync } from "node:child_process";
import { isUnedited, type RepositoryFile, workflowFiles } from "@sallyport/github";
import { scannerNames } from "@sallyport/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { proofPolicies } from "../support/proof-policies.ts";
import { loadGitHubParser } from "./github-parser.ts";
import { digestLine, proofDigests } from "./proof-digests.ts";

const policies = proofPolicies();
const isWorkflow = ({ path }: RepositoryFile) => path.startsWith(".github/workflows/");
const everyFile = policies.flatMap(({ title, inputs }) =>
  workflowFiles(inputs).map((file) => ({ title: `${file.path} for ${title}`, file })),
);
/** Each different workflow file once, with a policy that it is of. */
const workflows = [
  ...new Map(everyFile.filter(({ file }) => isWorkflow(file)).map((entry) => [entry.file.sha256, entry])).values(),
];
const digests = everyFile.map(({ file }) => digestLine(file));

/** Lines of a file that a reader would stumble over. */
function unreadable(content: string): string[] {
  return content.split("\n").filter(
    (line) =>
      /^\s*(- )?uses: (?!.*\/\.github\/).*@[0-9a-f]{40}$/.test(line) || // which version is it?
      /^ {6}[a-z-]+: write$/.test(line) || // a right without its reason
      /[&*][a-z]\d+\s*$/.test(line) || // an anchor of YAML
      line.length > 250,
  );
}

describe("the policies of the proof", () => {
  test("are thirty or more", () => {
    expect(policies.length).toBeGreaterThanOrEqual(30);
  });

  test.each(["scheduling", "mode", "preset"] as const)("have every scanner with every %s", (setting) => {
    const values = new Set(policies.map(({ settings }) => settings[setting]));
    const seen = (name: (typeof scannerNames)[number], value: unknown) =>
      policies.some(({ settings, inputs }) => settings[setting] === value && inputs.policy.scanning.scanners[name]);

    expect(values.size).toBeGreaterThan(1);
    for (const value of values) {
      expect(scannerNames.filter((name) => !seen(name, value))).toEqual([]);
    }
  });
});

describe("every workflow file of every policy of the proof", () => {
  let errorsIn: (content: string) => Promise<string[]>;
  beforeAll(async () => {
    errorsIn = await loadGitHubParser();
  });

  test("is accepted by GitHub's own parser", async () => {
    for (const { title, file } of workflows) expect(await errorsIn(file.content), title).toEqual([]);
  });

  test("begins with the header that shows an edit", () => {
    for (const { title, file } of workflows) {
      expect(isUnedited(file.content), title).toBe(true);
      expect(isUnedited(file.content.replace("\n    name: ", "\n    name: My ")), title).toBe(false);
    }
  });

  test("can be read: versions beside commits, reasons beside rights, no anchors, no endless lines", () => {
    for (const { title, file } of workflows) expect(unreadable(file.content), title).toEqual([]);
  });

  test("stays the same from one time to the next", () => {
    expect(proofDigests()).toEqual(digests);
  });

  test("is the same on a machine with another language and in another time zone", () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["test/github/proof-digests.ts"], {
      encoding: "utf8",
      env: { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" },
    });

    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout.trimEnd().split("\n")).toEqual(digests);
  });
});
