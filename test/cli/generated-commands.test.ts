import { centralFiles, workflowFiles } from "@sallyport/github";
import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { createProgram } from "../../packages/cli/src/program.ts";
import { callsIn } from "./shell-calls.ts";

/*
 * Every call of Sallyport in every generated file is read by the command line's own parser, with nothing behind it: a command,
 * a flag or an argument that it does not know fails here, and not in somebody's pipeline.
 */

/** Commands that generated files call and this version does not have yet. One that it has must be taken out. */
const comingCommands = ["base-images"];

const organization = { login: "acme", id: 1042, teams: { security: 4203 } };
const images = [{ name: "api", base: "python:3.13-slim" }, { name: "web/shop" }];
const central = { mode: "central", central: { repository: "pipelines", id: 5 } };
const everyFact = {
  gate: { exploited: "block", likelihood: { epss: 0.5 }, newOnly: true },
  slas: { overdue: { any: "block" } },
};

const policies: Record<string, Record<string, unknown>> = {
  "every default": {},
  strict: { extends: "strict" },
  regulated: { extends: "regulated" },
  "all that the gate can be given": everyFact,
  "central delivery": { delivery: central },
  "central delivery, all that the gate can be given": { delivery: central, ...everyFact },
  "no updates of base images": { registry: { baseImages: { updates: false } } },
  "stages and code scanning": { scanning: { schedulingPolicy: "staged", codeScanning: "all" } },
  "exceptions elsewhere": { exceptions: { file: "security/exceptions.yaml" } },
};

interface WorkflowFile {
  jobs?: Record<string, { steps?: { name: string; run?: string }[] }>;
}

/** The scripts in the files of a policy. */
function scriptsOf(sections: Record<string, unknown>): { place: string; run: string }[] {
  const repositories = [
    { name: "payments-api", id: 3, images },
    { name: "docs", id: 4 },
  ];
  const { policy } = parsePolicy(JSON.stringify({ version: 1, organization, repositories, ...sections }));
  const files = [
    ...policy.repositories.flatMap((repository) => workflowFiles({ policy, repository })),
    ...centralFiles(policy),
  ];
  return files
    .filter(({ path }) => path.startsWith(".github/workflows/"))
    .flatMap(({ path, content }) =>
      Object.entries((parseYaml(content) as WorkflowFile).jobs ?? {}).flatMap(([job, { steps = [] }]) =>
        steps.flatMap(({ name, run }) => (run === undefined ? [] : { place: `${path}: ${job}: ${name}`, run })),
      ),
    );
}

/** Calls of Sallyport, each as its words, in the files of a policy. */
function callsOf(sections: Record<string, unknown>): { place: string; words: string[] }[] {
  return scriptsOf(sections).flatMap(({ place, run }) => callsIn(run).map((words) => ({ place, words })));
}

/** What the parser says against a call; undefined when it would run a command. */
function complaintAbout(words: readonly string[]): string | undefined {
  let ran = "";
  const program = createProgram({ code: 0 });
  const idle = (command: ReturnType<typeof createProgram>, path: string) => {
    if (command.commands.length === 0) {
      command.action(() => {
        ran = path;
      });
    }
    for (const inner of command.commands) idle(inner, `${path} ${inner.name()}`);
  };
  idle(program, "sallyport");
  try {
    program.configureOutput({ writeOut: () => {}, writeErr: () => {} }).parse([...words], { from: "user" });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === "commander.version" ? undefined : message;
  }
  return ran === "" ? "runs no command" : undefined;
}

test.each(Object.entries(policies))("the files of a policy with %s call what the command line has", (_, sections) => {
  const calls = callsOf(sections);
  const complaints = calls
    .filter(({ words: [command = ""] }) => !comingCommands.includes(command))
    .flatMap(({ place, words }) => {
      const complaint = complaintAbout(words);
      return complaint === undefined ? [] : [`${place}: ${words.join(" ")}: ${complaint}`];
    });

  expect(calls.length).toBeGreaterThan(20);
  expect(complaints).toEqual([]);
});

test("every command that is said to come is called, and is not there yet", () => {
  const called = new Set(callsOf({}).map(({ words: [command = ""] }) => command));
  const known = createProgram({ code: 0 }).commands.map((command) => command.name());

  for (const command of comingCommands) {
    expect(called).toContain(command);
    expect(known).not.toContain(command);
  }
});

test.each(Object.entries(policies))("no call of a policy with %s is overlooked", (_, sections) => {
  for (const { place, run } of scriptsOf(sections)) {
    const written = run.match(/@sallyport\/cli@|node sallyport\/sallyport\.js/g) ?? [];

    expect({ place, calls: callsIn(run).length }).toEqual({ place, calls: written.length });
  }
});

test("the calls of a run are among those that were found", () => {
  const found = new Set(callsOf(everyFact).map(({ words }) => words.filter((word) => !word.startsWith("-"))[0]));

  expect([...found].toSorted()).toEqual(
    expect.arrayContaining(["comment", "facts", "gate", "ledger", "plan", "policy", "record"]),
  );
});

test.each([
  ["an unknown command", ["gat"], "unknown command 'gat'"],
  ["an unknown flag", ["gate", "--polcy", "x"], "unknown option '--polcy'"],
  ["a flag without its value", ["gate", "--report"], "argument missing"],
  ["a required flag that is missing", ["comment", "--pull", "1"], "required option '--file <file>' not specified"],
  ["a required argument that is missing", ["verify", "--ledger", "l"], "missing required argument 'subject'"],
  ["a word too many", ["ledger", "verify", "--file", "l", "more"], "too many arguments"],
])("the parser refuses %s", (_, words, says) => {
  expect(complaintAbout(words)).toContain(says);
});
