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
  addRender(program, finish);
  addRecord(program, finish);
  addFindings(program, finish);
  addPolicy(program, finish);
  addLedger(program, finish);
  addVerify(program, finish);
  return program.addHelpText("after", exitCodes);
}

type Finish = (code: Promise<ExitCode>) => Promise<void>;

const policyFlag = ["--policy <file>", "the policy", "sallyport.yaml"] as const;
const jsonFlag = ["--json", "print one JSON document and nothing else"] as const;

/** The keys of renderings.ts, which is loaded when it is needed. */
const formatNames = "json, markdown, summary, sarif, junit, html, annotations";

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
    .option("--image <name@sha256:digest>", "image that is judged; repeatable", collect)
    .option("--ledger <file>", "append the decision to this ledger")
    .option("--fork", "the pull request comes from a fork: scanners with `fork: defer` may be missing")
    .option("--out <folder>", "write verdict.json there, unless a report cannot be read")
    .option("--format <formats>", `other files for --out, with commas or repeatable: ${formatNames}`, collect)
    .option("--details-url <address>", "page with the whole list, for markdown and summary")
    .option("--annotations", "print annotations for GitHub Actions, too")
    .option(...jsonFlag)
    .addHelpText(
      "after",
      `${exitCodes}\n\nExample:\n  sallyport gate --policy sallyport.yaml --report trivy=reports/trivy.json --out verdict`,
    )
    .action((options) => finish(import("./commands/gate.js").then(({ gate }) => gate(options))));
}

function addRender(program: Command, finish: Finish): void {
  program
    .command("render")
    .summary("show a stored verdict in another form")
    .description("Renders a verdict.json. Decides nothing: it ends with 0 whatever the verdict is.")
    .argument("<verdict>", "verdict.json of `sallyport gate --out`")
    .requiredOption("--format <formats>", `form, with commas or repeatable: ${formatNames}`, collect)
    .option("--out <folder>", "write files there (default: print the only one)")
    .option("--details-url <address>", "page with the whole list, for markdown and summary")
    .addHelpText("after", "\nExample:\n  sallyport render verdict/verdict.json --format html --out pages")
    .action((verdict, options) =>
      finish(import("./commands/render.js").then(({ render }) => render(verdict, options))),
    );
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

function addLedger(program: Command, finish: Finish): void {
  const ledger = program
    .command("ledger")
    .summary("append to the tamper-evident ledger, check it, export it")
    .description("The ledger: an append-only file of entries, each of which holds the digest of the one before it.");
  ledger
    .command("append")
    .description(
      "Appends one entry and prints the new head. Keep the head elsewhere: it proves that nothing was cut off.",
    )
    .requiredOption("--file <file>", "the ledger")
    .requiredOption("--event <event>", "what happened; genesis begins a ledger")
    .option("--set <name=value>", "part of what the event holds; repeatable", collect)
    .option("--payload <file>", "what the event holds, as a JSON object")
    .option("--repository <name>", "repository that it is about")
    .option("--commit <sha>", "commit that it is about")
    .option("--image <name@sha256:digest>", "image that it is about; repeatable", collect)
    .option(...jsonFlag)
    .addHelpText(
      "after",
      `
Example:
  sallyport ledger append --file ledger.jsonl --event genesis --set ledger=acme/payments
  sallyport ledger append --file ledger.jsonl --event approval --set approver=alice --set verdict=SHA256`,
    )
    .action((options) =>
      finish(import("./commands/ledger-append.js").then(({ ledgerAppend }) => ledgerAppend(options))),
    );
  ledger
    .command("verify")
    .description("Names every entry that was edited, removed or moved. Ends with 1 if any was, 2 after a torn write.")
    .requiredOption("--file <file>", "the ledger")
    .option("--head <sha256[@sequence]>", "head that somebody kept; it must be in the ledger")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport ledger verify --file ledger.jsonl")
    .action((options) =>
      finish(import("./commands/ledger-verify.js").then(({ ledgerVerify }) => ledgerVerify(options))),
    );
  ledger
    .command("export")
    .description("Prints the entries that match as JSON lines, or as one array. Ends as `ledger verify` does.")
    .requiredOption("--file <file>", "the ledger")
    .option("--event <event>", "entries of this event only; repeatable", collect)
    .option("--subject <subject>", "entries about this image (sha256:..., NAME@sha256:...) or commit only")
    .option("--since <time>", "entries from this time on")
    .option("--until <time>", "entries before this time")
    .option("--json", "print one JSON array")
    .addHelpText("after", "\nExample:\n  sallyport ledger export --file ledger.jsonl --event verdict --json")
    .action((options) =>
      finish(import("./commands/ledger-export.js").then(({ ledgerExport }) => ledgerExport(options))),
    );
}

function addVerify(program: Command, finish: Finish): void {
  program
    .command("verify")
    .summary("ask the ledger whether an image or a commit may be used")
    .description("Looks for a fresh passing or approved verdict under this policy that nothing later speaks against.")
    .argument("<subject>", "sha256:..., NAME@sha256:... or a full commit id")
    .requiredOption("--ledger <file>", "the ledger")
    .option(...policyFlag)
    .option("--max-age <time>", "oldest verdict that counts", "24h")
    .option("--verdict <file>", "verdict.json that must be the one in the ledger")
    .option("--head <sha256[@sequence]>", "head that somebody kept; it must be in the ledger")
    .option(...jsonFlag)
    .addHelpText("after", `${exitCodes}\n\nExample:\n  sallyport verify sha256:... --ledger ledger.jsonl`)
    .action((subject, options) =>
      finish(import("./commands/verify.js").then(({ verify }) => verify(subject, options))),
    );
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
