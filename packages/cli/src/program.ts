import { Command } from "commander";
import type { ExitCode } from "./exit-code.js";
import { version } from "./version.js";

/** What a run of the program ends with. */
export interface Ending {
  code: ExitCode;
}

/**
 * The commands and their flags. What a command does is loaded when it runs: each needs other libraries.
 *
 * @param ending Receives the exit code of the command that ran.
 */
export function createProgram(ending: Ending): Command {
  const program = new Command("sallyport")
    .description("One policy file in; a secure pipeline out, enforced and provable.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .configureOutput({ outputError: () => {} }) // main.ts says it, for people and for programs.
    .exitOverride();
  const finish = async (code: Promise<ExitCode>) => {
    ending.code = await code;
  };

  addPlan(program, finish);
  addGate(program, finish);
  addRecord(program, finish);
  addFindings(program, finish);
  addPolicy(program, finish);
  return program.addHelpText("after", exitCodes);
}

type Finish = (code: Promise<ExitCode>) => Promise<void>;

const policyFlag = ["--policy <file>", "the policy", "sallyport.yaml"] as const;
const jsonFlag = ["--json", "print one JSON document and nothing else"] as const;

const exitCodes = `
Exit codes:
  0  pass (warnings allowed), or done
  1  blocked
  2  could not decide; also a wrong policy, report or flag
  3  approval required`;

function addPlan(program: Command, finish: Finish): void {
  program
    .command("plan")
    .summary("show what would exist in GitHub, Vault, AWS and Kubernetes")
    .description("Shows everything that the policy leads to. Needs no account, no network and no Pulumi command.")
    .option(...policyFlag)
    .option("--out <folder>", "write the workflow files to FOLDER/REPOSITORY/...")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport plan --policy sallyport.yaml --out planned")
    .action((options) => finish(import("./commands/plan.js").then(({ plan }) => plan(options))));
}

function addGate(program: Command, finish: Finish): void {
  program
    .command("gate")
    .summary("decide on the reports of the scanners")
    .description("Decides on the reports of the scanners, and ends with the exit code of the decision.")
    .option(...policyFlag)
    .option("--report <[tool=]file>", "report of a scanner, with its run record beside it; repeatable", collect)
    .option("--repository <name>", "repository that is judged (default: the only one of the policy)")
    .option("--commit <sha>", "commit that is judged (default: GITHUB_SHA)")
    .option("--at <time>", "judge as of this time, to replay a decision; the verdict says so")
    .option("--facts <file>", "known exploited vulnerabilities (KEV) and exploit probabilities (EPSS), JSON")
    .option("--baseline <file>", "verdict or findings of the merge base, for gate.newOnly")
    .option("--out <folder>", "write verdict.json there, unless a report cannot be read")
    .option(...jsonFlag)
    .addHelpText(
      "after",
      `${exitCodes}\n\nExample:\n  sallyport gate --policy sallyport.yaml --report trivy=reports/trivy.json --out verdict`,
    )
    .action((options) => finish(import("./commands/gate.js").then(({ gate }) => gate(options))));
}

function addRecord(program: Command, finish: Finish): void {
  program
    .command("record")
    .summary("write the run record of a scanner that ran by other means")
    .description("Writes the run record that the gate wants beside a report: who scanned what, when, and how it ended.")
    .requiredOption("--tool <name>", "scanner, as scanning.scanners calls it")
    .requiredOption("--report <file>", "the report that it wrote")
    .requiredOption("--exit <code>", "exit code of the scanner")
    .option("--started <time>", "when the scan started, such as 2026-05-04T03:02:01Z (default: what the report says)")
    .option("--ended <time>", "when the scan ended (default: now, or what the report says without --started)")
    .option(
      "--target <kind:name[@digest]>",
      "what was scanned: commit, image, filesystem, repository, cluster, url (default: what the report says)",
    )
    .option("--tool-version <version>", "version of the scanner (default: what the report says)")
    .option("--commit <sha>", "commit that was scanned (default: GITHUB_SHA)")
    .option("--database-date <time>", "when the vulnerability database was made; leave out for a scanner without one")
    .option("--out <file>", "the run record (default: REPORT.run.json)")
    .addHelpText(
      "after",
      `
Example:
  sallyport record --tool trivy --report reports/trivy.json --exit 0 \\
    --started 2026-05-04T03:02:01Z --ended 2026-05-04T03:02:09Z \\
    --target image:acme/payments-api@sha256:... --database-date 2026-05-04T00:31:00Z`,
    )
    .action((options) => finish(import("./commands/record.js").then(({ record }) => record(options))));
}

function addFindings(program: Command, finish: Finish): void {
  program
    .command("findings")
    .summary("show what the reports say")
    .description("Shows what the reports say, as the gate reads them, without a decision.")
    .argument("<report...>", "reports, each as FILE or TOOL=FILE")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport findings reports/trivy.json --json")
    .action((reports, options) =>
      finish(import("./commands/findings.js").then(({ findings }) => findings(reports, options))),
    );
}

function addPolicy(program: Command, finish: Finish): void {
  const policy = program
    .command("policy")
    .summary("check the policy, print its schema")
    .description("The policy file.");
  policy
    .command("check")
    .description("Reports every problem of a policy at once, each with its place and its remedy.")
    .option(...policyFlag)
    .option("--resolved", "print the complete policy, with preset and defaults, as YAML")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport policy check --resolved")
    .action((options) => finish(import("./commands/policy-check.js").then(({ policyCheck }) => policyCheck(options))));
  policy
    .command("schema")
    .description("Prints the JSON Schema of the policy file, for editors.")
    .addHelpText("after", "\nExample:\n  sallyport policy schema > sallyport.schema.json")
    .action(() => finish(import("./commands/policy-schema.js").then(({ policySchema }) => policySchema())));
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
