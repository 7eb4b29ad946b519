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
  addDeliver(program, finish);
  addGate(program, finish);
  addComment(program, finish);
  addRender(program, finish);
  addRecord(program, finish);
  addFindings(program, finish);
  addPolicy(program, finish);
  addException(program, finish);
  addLedger(program, finish);
  addVerify(program, finish);
  addDeployment(program, finish);
  addRuntimeCheck(program, finish);
  addBaseImages(program, finish);
  addCanary(program, finish);
  addFacts(program, finish);
  addReplay(program, finish);
  addEnforce(program, finish);
  addIssues(program, finish);
  addSecrets(program, finish);
  addVault(program, finish);
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
    .option("--out <folder>", "write the files to FOLDER/REPOSITORY/...")
    .option(
      "--against <file>",
      "what `sallyport plan --json` printed earlier: shows what is new, changed and removed since",
    )
    .option("--format <format>", "form of what --against shows: markdown (default)")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport plan --policy sallyport.yaml --out planned")
    .action((options) => finish(import("./commands/plan.js").then(({ plan }) => plan(options))));
}

function addDeliver(program: Command, finish: Finish): void {
  program
    .command("deliver")
    .summary("bring the workflow files to the repositories, by pull request")
    .description(
      "Brings the files of the policy to each repository: one commit, one branch, one pull request. Writes nothing that is there already, and overwrites nobody's work. GITHUB_TOKEN may write contents, pull requests and workflows.",
    )
    .option(...policyFlag)
    .option("--repository <name>", "the only repository to deliver to (default: every one of the policy)")
    .option("--dry-run", "say what would happen, and write nothing")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport deliver --repository payments-api --dry-run")
    .action((options) => finish(import("./commands/deliver.js").then(({ deliver }) => deliver(options))));
}

function addGate(program: Command, finish: Finish): void {
  program
    .command("gate")
    .summary("decide on the reports of the scanners")
    .description("Decides on the reports of the scanners, and ends with the exit code of the decision.")
    .option(...policyFlag)
    .option("--report <[tool=]file>", "report of a scanner, with its run record beside it; repeatable", collect)
    .option("--canary <[tool=]file>", "report of a scanner on the canary, with its run record; repeatable", collect)
    .option("--repository <name>", "repository that is judged (default: the only one of the policy)")
    .option("--commit <sha>", "commit that is judged (default: GITHUB_SHA)")
    .option("--at <time>", "judge as of this time, to replay a decision; the verdict says so")
    .option("--facts <file>", "known exploited vulnerabilities (KEV) and exploit probabilities (EPSS), JSON")
    .option("--baseline <file>", "verdict or findings of the merge base, for gate.newOnly")
    .option("--exceptions <file>", "dated excuses (default: exceptions.file of the policy, where it is there)")
    .option("--exceptions-base <file>", "the exceptions before this change, to tell who changed which; with --author")
    .option("--author <login>", "author of this change: no approver of the exceptions that it changes")
    .option(
      "--members <team=logins>",
      "who is in a team that approves exceptions: team:security=alice,bob; repeatable",
      collect,
    )
    .option("--vex <file>", "VEX document; counts where exceptions.vex names its author; repeatable", collect)
    .option("--source <folder>", "source that is judged, to look there for what tells scanners to leave things out")
    .option("--seen <file>", "when each finding was first seen, for slas; --out writes it anew as seen.json")
    .option("--image <name@sha256:digest>", "image that is judged; repeatable", collect)
    .option("--ledger <file>", "append the decision to this ledger")
    .option("--fork", "the pull request comes from a fork: scanners with `fork: defer` may be missing")
    .option(
      "--only <tools>",
      "judge these scanners alone, with commas or repeatable: those that looked at a running deployment",
      collect,
    )
    .option(
      "--approval <sha256>",
      "lift an approval that the reviewers of the workflow run gave: digest of the approval-request.jsonl that they were asked for",
    )
    .option("--out <folder>", "write verdict.json and what needs an approval there, unless a report cannot be read")
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

function addComment(program: Command, finish: Finish): void {
  program
    .command("comment")
    .summary("keep one comment on a pull request up to date")
    .description(
      "Writes the one comment of Sallyport on a pull request, or updates it. Never touches a comment of anybody else; the latest run wins.",
    )
    .requiredOption("--file <file>", "the comment, Markdown")
    .option("--pull <number>", "the pull request (default: the one of GITHUB_REF)")
    .option("--topic <name>", "keep a comment of its own for this, such as plan (default: the one on the verdict)")
    .addHelpText("after", "\nExample:\n  sallyport comment --file verdict/comment.md --pull 12")
    .action((options) => finish(import("./commands/comment.js").then(({ comment }) => comment(options))));
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

function addException(program: Command, finish: Finish): void {
  const exception = program
    .command("exception")
    .summary("add, list and check the dated excuses for findings")
    .description("The exceptions: who excused which finding where, why, approved by whom, and until when.");
  exception
    .command("add")
    .description("Adds an exception to the file, after a check against the policy. Comments in the file stay.")
    .option(...policyFlag)
    .option("--file <file>", "the exceptions (default: exceptions.file of the policy)")
    .option("--id <name>", "unique name (default: EX-YEAR-NUMBER, the next one)")
    .requiredOption("--finding <id>", "id of the vulnerability or of the rule")
    .option("--scanner <name>", "only what this scanner says")
    .option("--purl <purl>", "package, as package URL")
    .option("--versions <range>", "versions of the package, such as '>=1.0.0 <2.0.0'")
    .option("--path <glob>", "files, such as 'services/api/**'")
    .option("--digest <sha256:digest>", "image")
    .option("--repository <name>", "repository of the policy")
    .requiredOption("--status <status>", "accepted, not_affected or false_positive")
    .option("--justification <word>", "why it is not_affected, in the words of VEX")
    .requiredOption("--reason <text>", "why, for the people who read it later")
    .option("--control <text>", "what keeps an accepted risk down")
    .requiredOption("--owner <principal>", "who has to make an end of it: user:LOGIN or team:SLUG")
    .requiredOption("--approved-by <principal>", "who approved it: user:LOGIN")
    .option("--author <login>", "who writes it (default: GITHUB_ACTOR)")
    .option("--ticket <name>", "where it is followed up")
    .option("--created <day>", "first day (default: today, UTC)")
    .requiredOption("--expires <day>", "last day, such as 2026-12-01, or a span of time such as 30d")
    .option("--ends-on <event>", "exploited, fixReleased, severityRaised or epss=0.5; repeatable", collect)
    .option("--despite <event>", "exploited or epss: excuses all the same; repeatable", collect)
    .option("--severity <severity>", "severity that is accepted")
    .option("--dry-run", "check, print the exception and write nothing")
    .option(...jsonFlag)
    .addHelpText(
      "after",
      `
Example:
  sallyport exception add --finding CVE-2026-1234 --purl pkg:npm/left-pad --path 'services/api/**' \\
    --status accepted --reason 'Only our own texts are padded.' --control 'Not reachable from outside.' \\
    --owner user:alice --approved-by user:bob --ticket SEC-123 --expires 30d --ends-on exploited`,
    )
    .action((options) =>
      finish(import("./commands/exception-add.js").then(({ exceptionAdd }) => exceptionAdd(options))),
    );
  exception
    .command("list")
    .description(
      "Shows what each exception is worth. Ends with 1 when one has a problem that the policy calls an error.",
    )
    .option(...policyFlag)
    .option("--file <file>", "the exceptions (default: exceptions.file of the policy)")
    .option("--at <time>", "as of this time")
    .option("--facts <file>", "known exploited vulnerabilities (KEV) and exploit probabilities (EPSS), JSON")
    .option(
      "--members <team=logins>",
      "who is in a team that approves exceptions: team:security=alice,bob; repeatable",
      collect,
    )
    .option("--report <[tool=]file>", "report: shows which exceptions are needed, and which ended; repeatable", collect)
    .option("--repository <name>", "repository of the reports (default: the only one of the policy)")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport exception list --report trivy=reports/trivy.json")
    .action((options) =>
      finish(import("./commands/exception-list.js").then(({ exceptionList }) => exceptionList(options))),
    );
  exception
    .command("compile")
    .description(
      "Writes the exceptions in force into the files of the scanners. Says which exceptions a scanner has no words for: what it has, never leaves out more.",
    )
    .requiredOption(
      "--to <target>",
      "trivy, grype, snyk, dependency-check, osv-scanner, openvex, sarif or all; repeatable",
      collect,
    )
    .option(...policyFlag)
    .option("--file <file>", "the exceptions (default: exceptions.file of the policy)")
    .option("--repository <name>", "repository that the files are for (default: the only one of the policy)")
    .option(
      "--members <team=logins>",
      "who is in a team that approves exceptions: team:security=alice,bob; repeatable",
      collect,
    )
    .option("--facts <file>", "known exploited vulnerabilities (KEV) and exploit probabilities (EPSS), JSON")
    .option("--report <[tool=]file>", "SARIF whose excused results get a suppression, for sarif; repeatable", collect)
    .option("--at <time>", "as of this time")
    .option("--out <folder>", "write the files there (default: print them)")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport exception compile --to all --facts facts.json --out compiled")
    .action((options) =>
      finish(import("./commands/exception-compile.js").then(({ exceptionCompile }) => exceptionCompile(options))),
    );
  exception
    .command("shadows")
    .description(
      "Shows what in the source tells scanners to leave something out (nosec, .trivyignore, ...) without an exception in force. Ends with 1 where the policy calls that an error (exceptions.shadow).",
    )
    .argument("[folder]", "the source", ".")
    .option(...policyFlag)
    .option("--file <file>", "the exceptions (default: exceptions.file of the policy)")
    .option("--repository <name>", "repository of the source (default: the only one of the policy)")
    .option(
      "--members <team=logins>",
      "who is in a team that approves exceptions: team:security=alice,bob; repeatable",
      collect,
    )
    .option("--at <time>", "as of this time")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport exception shadows source --json")
    .action((folder, options) =>
      finish(
        import("./commands/exception-shadows.js").then(({ exceptionShadows }) => exceptionShadows(folder, options)),
      ),
    );
  exception
    .command("schema")
    .description("Prints the JSON Schema of the file of exceptions, for editors.")
    .action(() => finish(import("./commands/exception-schema.js").then(({ exceptionSchema }) => exceptionSchema())));
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

function addDeployment(program: Command, finish: Finish): void {
  const load = () => import("./commands/deployment.js");
  const deployment = program
    .command("deployment")
    .summary("record a deployment on GitHub, find the last good one")
    .description("Deployments, as GitHub keeps them: which images went where, and whether they were good there.");
  deployment
    .command("start")
    .description("Records that a deployment begins, and prints the id of the record.")
    .requiredOption("--environment <name>", "where it goes")
    .requiredOption("--image <name@sha256:digest>", "image that is deployed; repeatable", collect)
    .option("--commit <sha>", "commit that is deployed (default: GITHUB_SHA)")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport deployment start --environment staging --image api@sha256:...")
    .action((options) => finish(load().then(({ deploymentStart }) => deploymentStart(options))));
  for (const [name, outcome] of [
    ["succeed", "success"],
    ["fail", "failure"],
  ] as const) {
    deployment
      .command(name)
      .description(`Records that a deployment ${outcome === "success" ? "was good" : "failed, or is good no longer"}.`)
      .requiredOption("--id <number>", "the record, as `deployment start` printed it")
      .option(...jsonFlag)
      .addHelpText("after", `\nExample:\n  sallyport deployment ${name} --id 1234`)
      .action((options) => finish(load().then(({ deploymentEnd }) => deploymentEnd(outcome, options))));
  }
  deployment
    .command("last-good")
    .description(
      "Prints what was deployed last with success, and has not failed since. Ends with 1 when there is nothing, 2 in doubt.",
    )
    .requiredOption("--environment <name>", "where it went")
    .option("--before <number>", "only what was recorded before this record")
    .option("--image <name@sha256:digest>", "only a deployment of exactly these images; repeatable", collect)
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport deployment last-good --environment production --json")
    .action((options) => finish(load().then(({ deploymentLastGood }) => deploymentLastGood(options))));
}

function addRuntimeCheck(program: Command, finish: Finish): void {
  program
    .command("runtime-check")
    .summary("check how a deployment really runs")
    .description(
      "Looks at a server from outside (TLS, headers, cookies) and at workloads of Kubernetes (pod security), and writes a report with its run record for the gate. Ends with 1 when something is wrong, 2 when it cannot look.",
    )
    .option("--url <address>", "where the deployment answers, with https")
    .option("--plain-url <address>", "the same without TLS (default: http://HOST)")
    .option("--workloads <file>", "workloads, as `kubectl get ... --output json` prints them")
    .option("--commit <sha>", "commit that is deployed (default: GITHUB_SHA)")
    .requiredOption("--out <file>", "the report, SARIF")
    .addHelpText(
      "after",
      "\nExample:\n  sallyport runtime-check --url https://staging.example --out reports/runtime-check.sarif",
    )
    .action((options) =>
      finish(import("./commands/runtime-check.js").then(({ runtimeCheck }) => runtimeCheck(options))),
    );
}

function addBaseImages(program: Command, finish: Finish): void {
  program
    .command("base-images")
    .summary("judge what the images of a repository build on")
    .description(
      "Asks the registries about every image that a Dockerfile builds on, and judges it by registry.baseImages: approved, pinned by digest, the newest of its tag, not too old, and what is shipped not too large. Ends with 1 when something speaks against one, 2 when nobody can tell.",
    )
    .option(...policyFlag)
    .option("--repository <name>", "repository of the policy (default: the only one)")
    .option("--source <folder>", "its checkout (default: the folder of the policy)")
    .option("--update", "write the newest digest of each tag into the Dockerfiles")
    .option("--pull-request", "bring those Dockerfiles to GitHub in one pull request, with GITHUB_TOKEN")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport base-images --source . --update")
    .action((options) => finish(import("./commands/base-images.js").then(({ baseImages }) => baseImages(options))));
}

function addCanary(program: Command, finish: Finish): void {
  program
    .command("canary")
    .summary("write a fixture in which each scanner must find something")
    .description("Writes a small tree with known weaknesses. A scanner that finds none of them is blind, and no pass.")
    .argument("<folder>", "an empty folder, or one that an earlier run wrote")
    .option(...jsonFlag)
    .addHelpText(
      "after",
      "\nExample:\n  sallyport canary canary && trivy fs --format json --output reports/canary.json canary",
    )
    .action((folder, options) => finish(import("./commands/canary.js").then(({ canary }) => canary(folder, options))));
}

function addFacts(program: Command, finish: Finish): void {
  program
    .command("facts")
    .summary("build a snapshot of what is known about vulnerabilities")
    .description("What is known about vulnerabilities beside the reports.")
    .command("build")
    .description("Turns the published files into the snapshot that `gate --facts` reads, with their dates and digests.")
    .option("--kev <file>", "known_exploited_vulnerabilities.json of CISA")
    .option("--epss <file>", "epss_scores-current.csv of FIRST, packed or not")
    .requiredOption("--out <file>", "the snapshot")
    .option(...jsonFlag)
    .addHelpText(
      "after",
      `
Example:
  sallyport facts build --kev known_exploited_vulnerabilities.json --epss epss_scores-current.csv.gz --out facts.json`,
    )
    .action((options) => finish(import("./commands/facts-build.js").then(({ factsBuild }) => factsBuild(options))));
}

function addReplay(program: Command, finish: Finish): void {
  program
    .command("replay")
    .summary("decide anew on the inputs of stored verdicts, and compare")
    .description(
      "Decides anew from the inputs that stored verdicts name by digest, as of their own time. Ends with 1 if one differs, 2 if inputs are missing.",
    )
    .argument("<verdict...>", "verdict.json files")
    .requiredOption(
      "--reports <folder>",
      "folder with the policy, reports, records, facts and baselines, whatever they are called",
    )
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport replay verdicts/*.json --reports evidence")
    .action((verdicts, options) =>
      finish(import("./commands/replay.js").then(({ replay }) => replay(verdicts, options))),
    );
}

function addEnforce(program: Command, finish: Finish): void {
  program
    .command("enforce")
    .summary("compare the live repositories with the policy")
    .description("Whether GitHub really enforces what the policy says.")
    .command("check")
    .description(
      "Reads rulesets, environments and workflow files from GitHub, and says whether the gate is really required. Ends with 0 when it is enforced everywhere, 1 when it is not, 2 when nobody can say.",
    )
    .option(...policyFlag)
    .option("--repository <name>", "repository of the policy (default: all); repeatable", collect)
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  GITHUB_TOKEN=$(gh auth token) sallyport enforce check")
    .action((options) =>
      finish(import("./commands/enforce-check.js").then(({ enforceCheck }) => enforceCheck(options))),
    );
}

function addIssues(program: Command, finish: Finish): void {
  program
    .command("issues")
    .summary("keep GitHub issues in step with the findings")
    .description("One GitHub issue for each finding.")
    .command("sync")
    .description(
      "Creates, updates, closes and reopens the issues of a repository, so that each finding of the verdict has one. Never touches an issue of anybody else.",
    )
    .requiredOption("--verdict <file>", "verdict.json of `sallyport gate --out`, of the default branch")
    .option(...policyFlag)
    .option("--repository <name>", "repository of the policy (default: the one of the verdict)")
    .option("--seen <file>", "first sights, to know a finding again under the name that another scanner gives it")
    .option("--dry-run", "show what would be done, and write nothing")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport issues sync --verdict verdict/verdict.json --seen verdict/seen.json")
    .action((options) => finish(import("./commands/issues-sync.js").then(({ issuesSync }) => issuesSync(options))));
}

function addSecrets(program: Command, finish: Finish): void {
  const secrets = program
    .command("secrets")
    .summary("see how old secrets are, change those that are due")
    .description("The secrets in Vault. VAULT_TOKEN says who asks; no command reads or prints a value.");
  secrets
    .command("report")
    .description(
      "Shows class, owner, age and due date of every secret of the policy. Ends with 1 when one is overdue, 2 when nobody can say. In a workflow job it writes annotations and a summary, too.",
    )
    .option(...policyFlag)
    .option("--repository <name>", "the secrets that this repository answers for (default: all of the policy)")
    .option("--issues <repository>", "keep one issue for each overdue secret in this repository, with GITHUB_TOKEN")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport secrets report --json")
    .action((options) =>
      finish(import("./commands/secrets-report.js").then(({ secretsReport }) => secretsReport(options))),
    );
  secrets
    .command("rotate")
    .description(
      "Changes what is due: keys with a rotator, passwords of Vault's own database users, static roles that Vault is late with. Ends old keys whose overlap is over. Ends with 2 when something that is due could not be changed.",
    )
    .option(...policyFlag)
    .option("--repository <name>", "the secrets that this repository answers for (default: all of the policy)")
    .option("--only <name>", "this secret alone, as the report names it; repeatable", collect)
    .option("--force", "change it although it is not due, for instance after a leak")
    .option("--dry-run", "say what would happen, and change nothing")
    .option(...jsonFlag)
    .addHelpText("after", "\nExample:\n  sallyport secrets rotate --only payments-api/production/aws --force")
    .action((options) =>
      finish(import("./commands/secrets-rotate.js").then(({ secretsRotate }) => secretsRotate(options))),
    );
}

function addVault(program: Command, finish: Finish): void {
  program
    .command("vault")
    .summary("hand root credentials over to Vault")
    .description("What Vault needs once and `pulumi up` must never see.")
    .command("handover")
    .description(
      "Gives Vault the bootstrap password of its user at each database, lets Vault change it at once, proves that Vault logs in with the new one, and records the time; `oidc` is the client secret of people's login. They come from the environment alone: SALLYPORT_HANDOVER_CONNECTION, in upper case and with _ for -, and SALLYPORT_HANDOVER_OIDC. What was handed over before is left alone. VAULT_TOKEN says who does it.",
    )
    .argument("[connection...]", "connections of secrets.engines.database, or oidc (default: all)")
    .option(...policyFlag)
    .option("--adopt", "Vault has a password that works and nobody recorded: change it, and record that")
    .option("--dry-run", "say what is handed over and what is not, and change nothing")
    .option(...jsonFlag)
    .addHelpText(
      "after",
      "\nExample:\n  read -rs SALLYPORT_HANDOVER_ORDERS && export SALLYPORT_HANDOVER_ORDERS && sallyport vault handover orders",
    )
    .action((names, options) =>
      finish(import("./commands/vault-handover.js").then(({ vaultHandover }) => vaultHandover(names, options))),
    );
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
