import {
  approvalJsonSchema,
  exceptionFileJsonSchema,
  findingsJsonSchema,
  firstSightsJsonSchema,
  ledgerEntryJsonSchema,
  runRecordJsonSchema,
  verdictJsonSchema,
} from "@sallyport/gate";
import * as z from "zod";

/**
 * The JSON Schemas that ship with this package, by file name: what the commands print with `--json`, the run record, the
 * record of an approval, and a line of the ledger.
 */
export function jsonSchemas(): Record<string, object> {
  return {
    "approval.json": approvalJsonSchema(),
    "base-images.json": documentSchema("base-images", "What `sallyport base-images --json` prints", BaseImagesDocument),
    "canary.json": documentSchema("canary", "What `sallyport canary --json` prints", CanaryDocument),
    "deliver.json": documentSchema("deliver", "What `sallyport deliver --json` prints", DeliverDocument),
    "deployment.json": documentSchema(
      "deployment",
      "What `sallyport deployment ... --json` prints",
      DeploymentDocument,
    ),
    "enforce-check.json": documentSchema(
      "enforce-check",
      "What `sallyport enforce check --json` prints",
      EnforceCheckDocument,
    ),
    "error.json": documentSchema("error", "What any command prints with --json when it exits 2", ErrorDocument),
    "exception-add.json": documentSchema(
      "exception-add",
      "What `sallyport exception add --json` prints",
      ExceptionAddDocument,
    ),
    "exception-compile.json": documentSchema(
      "exception-compile",
      "What `sallyport exception compile --json` prints",
      ExceptionCompileDocument,
    ),
    "exception-list.json": documentSchema(
      "exception-list",
      "What `sallyport exception list --json` prints",
      ExceptionListDocument,
    ),
    "exception-shadows.json": documentSchema(
      "exception-shadows",
      "What `sallyport exception shadows --json` prints",
      ExceptionShadowsDocument,
    ),
    "exceptions.json": exceptionFileJsonSchema(),
    "facts-build.json": documentSchema("facts-build", "What `sallyport facts build --json` prints", FactsDocument),
    "findings.json": findingsJsonSchema(),
    "gate.json": verdictJsonSchema(),
    "issues-sync.json": documentSchema("issues-sync", "What `sallyport issues sync --json` prints", IssuesSyncDocument),
    "ledger-entry.json": ledgerEntryJsonSchema(),
    "plan.json": documentSchema("plan", "What `sallyport plan --json` prints", PlanDocument),
    "plan-difference.json": documentSchema(
      "plan-difference",
      "What `sallyport plan --against FILE --json` prints",
      PlanDifferenceDocument,
    ),
    "policy-check.json": documentSchema("policy-check", "What `sallyport policy check --json` prints", CheckDocument),
    "replay.json": documentSchema("replay", "What `sallyport replay --json` prints", ReplayDocument),
    "run-record.json": runRecordJsonSchema(),
    "secrets-report.json": documentSchema(
      "secrets-report",
      "What `sallyport secrets report --json` prints",
      SecretsReportDocument,
    ),
    "secrets-rotate.json": documentSchema(
      "secrets-rotate",
      "What `sallyport secrets rotate --json` prints",
      SecretsRotateDocument,
    ),
    "seen.json": firstSightsJsonSchema(),
    "vault-handover.json": documentSchema(
      "vault-handover",
      "What `sallyport vault handover --json` prints",
      VaultHandoverDocument,
    ),
  };
}

function documentSchema(name: string, title: string, schema: z.ZodType): object {
  return {
    $id: `https://sallyport.dev/schema/${name}-1.json`,
    title,
    ...z.toJSONSchema(schema, { io: "output", target: "draft-2020-12" }),
  };
}

const version = z.literal(1).describe("Version of this format.");
const count = z.int().min(1);
const amount = z.int().min(0);

const Problem = z.strictObject({
  message: z.string().describe("Where, what, the value found and the remedy, in one line."),
  file: z.string().optional().describe("File or folder, as it was given."),
  line: count.optional(),
  column: count.optional(),
  path: z.string().optional().describe("Setting, flag or JSON pointer that it is about."),
  found: z.string().optional().describe("The value found."),
  remedy: z.string().optional().describe("What to do about it."),
});

const ErrorDocument = z.strictObject({
  version,
  error: z.strictObject({ problems: z.array(Problem).min(1) }),
});

const DeliverDocument = z.strictObject({
  version,
  dryRun: z.boolean(),
  repositories: z.array(
    z.strictObject({
      repository: z.string(),
      outcome: z
        .enum(["current", "opened", "updated", "waiting"])
        .describe(
          "`current`: the default branch has every file; `waiting`: the open pull request has; with a dry run `opened` and `updated` are what would happen.",
        ),
      pull: z.strictObject({ number: count, url: z.string() }).optional(),
      commits: z.array(z.string()).describe("Commits that were made, oldest first."),
      written: z.array(z.string()).describe("Paths that the pull request writes."),
      removed: z.array(z.string()).describe("Generated files that nobody asks for any more; it takes them out."),
      notes: z.array(z.string()),
    }),
  ),
  problems: z.array(Problem).describe("Why other repositories got nothing; then the exit code is 2."),
});

const VaultHandoverDocument = z.strictObject({
  version,
  dryRun: z.boolean(),
  handovers: z.array(
    z.strictObject({
      name: z.string().describe("Name of the connection, or `oidc`."),
      outcome: z
        .enum(["already", "completed", "handed over", "completes", "adopts", "hands over", "lacks"])
        .describe(
          "`completed`: Vault had a password already, which was changed. The last four are what a dry run says; `lacks`: the variable is not set.",
        ),
      variable: z.string().describe("Environment variable that the secret comes in."),
      at: z.string().optional().describe("When it was handed over."),
    }),
  ),
  problems: z.array(Problem).describe("Why others were not handed over; then the exit code is 2."),
});

const CanaryDocument = z.strictObject({
  version,
  folder: z.string().describe("Where it was written, as it was given."),
  files: z.array(z.string()).describe("Paths in the folder."),
  mustFind: z.record(z.string(), z.array(z.string())).describe("By scanner, the ids of which it must find one."),
});

const BaseImagesDocument = z.strictObject({
  version,
  repository: z.string(),
  bases: z.array(
    z.strictObject({
      image: z.string().describe("The image that is built."),
      dockerfile: z.string(),
      line: count.optional().describe("Absent when the Dockerfile cannot be read."),
      written: z.string().optional().describe("The base, as the Dockerfile names it."),
      isShipped: z.boolean().optional().describe("False for what only helps to build."),
      newest: z.string().optional().describe("Digest that its tag names now."),
      created: z.string().optional().describe("When it was made."),
      bytes: z.int().min(0).optional().describe("Size of its layers, compressed."),
      problems: z.array(
        z.strictObject({
          kind: z.enum(["age", "approved", "declared", "outdated", "pinned", "size"]),
          found: z.string(),
          remedy: z.string(),
        }),
      ),
      doubts: z.array(z.string()).describe("Why nobody can tell."),
    }),
  ),
  updated: z.array(
    z.strictObject({
      path: z.string(),
      changes: z.array(z.strictObject({ line: count, from: z.string(), to: z.string() })),
    }),
  ),
  pullRequest: count.optional().describe("Number of the pull request that brings the updates."),
});

const DeploymentDocument = z.strictObject({
  version,
  environment: z.string().optional(),
  deployment: count.optional().describe("Id of GitHub's record; absent when there is none."),
  commit: z.string().optional().describe("Commit that ran the deployment."),
  images: z
    .array(z.strictObject({ name: z.string(), digest: z.string() }))
    .optional()
    .describe("What was deployed; empty when nothing is good."),
});

const source = z.strictObject({
  file: z.string().describe("Name of the published file."),
  sha256: z.string().describe("SHA-256 of it, as it was given."),
  entries: count,
});

const FactsDocument = z.strictObject({
  version,
  file: z.string().describe("The snapshot, as it was given."),
  kev: z.strictObject({ date: z.string(), source }).optional(),
  epss: z.strictObject({ date: z.string(), model: z.string(), source }).optional(),
});

const number = z.int().min(0);

const ReplayDocument = z.strictObject({
  version,
  verdicts: z.array(
    z.strictObject({
      file: z.string(),
      result: z.enum(["same", "different", "missing"]),
      pointer: z.string().optional().describe("The first place that differs (RFC 6901); empty: only the text does."),
      found: z.string().optional(),
      missing: z.array(z.string()).optional().describe("Inputs that are not in the folder."),
    }),
  ),
  counts: z.strictObject({ same: number, different: number, missing: number }),
});

const CheckDocument = z.strictObject({
  version,
  file: z.string().describe("The policy, as it was given."),
  files: z
    .array(
      z.strictObject({
        file: z.string(),
        layer: z.string().describe("`organization`, `team:SLUG` or `repository`."),
        sha256: z.string(),
      }),
    )
    .describe("The files that the policy comes from, uppermost first."),
  problems: z
    .array(
      z.looseObject({
        level: z.literal("warning"),
        file: z.string(),
        line: count,
        column: count,
        path: z.string(),
        message: z.string(),
        remedy: z.string(),
        text: z.string().describe("The whole warning in one line."),
      }),
    )
    .describe("Warnings: with an error the document is that of error.json."),
  policy: z.looseObject({}).optional().describe("The complete policy, with `--resolved`."),
  sources: z
    .record(
      z.string(),
      z.strictObject({
        layer: z.string().describe("`organization`, `team:SLUG`, `repository` or `preset`."),
        file: z.string().optional(),
        line: count.optional(),
        column: count.optional(),
      }),
    )
    .optional()
    .describe("Where each setting comes from, by its path, with `--resolved`. What is not there is a default."),
});

const ExceptionAddDocument = z.strictObject({
  version,
  file: z.string().describe("The file of exceptions."),
  written: z.boolean().describe("False with `--dry-run`."),
  exception: z.looseObject({ id: z.string() }).describe("The exception, with its defaults."),
});

const ExceptionListDocument = z.strictObject({
  version,
  file: z.string(),
  at: z.string().describe("The time that it is true for."),
  exceptions: z.array(
    z.looseObject({
      id: z.string(),
      finding: z.string(),
      state: z
        .enum(["active", "pending", "expired", "ended"])
        .describe("`ended`: an event ended it for everything that it is about."),
      excuses: z.boolean().describe("Whether it may excuse something."),
      until: z.string().describe("Last moment at which it excuses (RFC 3339)."),
      daysLeft: z.int().describe("Whole days left; below 0 once it is over."),
      needed: z.boolean().optional().describe("Whether a finding needs it; absent without reports."),
      line: count.describe("Where it stands in the file."),
      problems: z.array(
        z.strictObject({
          kind: z.string().describe("The setting of the policy that says how it counts: exceptions.KIND."),
          level: z.enum(["error", "warning"]),
          found: z.string(),
          remedy: z.string(),
        }),
      ),
    }),
  ),
  problems: z
    .array(z.looseObject({ message: z.string() }))
    .describe("What is wrong with the file itself; then it excuses nothing."),
});

const ExceptionCompileDocument = z.strictObject({
  version,
  files: z.array(
    z.strictObject({
      target: z.string().describe("As `--to` names it."),
      path: z.string().describe("Where the scanner looks for it, from the folder that it is run in."),
      content: z.string(),
    }),
  ),
  leftOut: z
    .array(
      z.strictObject({
        target: z.string(),
        exception: z.string().describe("Id of the exception."),
        why: z.string().describe("The rest of a sentence that begins with the exception."),
      }),
    )
    .describe("Exceptions that a file does not hold."),
  notes: z.array(z.string()).describe("What no entry can say, by scanner."),
});

const ExceptionShadowsDocument = z.strictObject({
  version,
  folder: z.string().describe("The source, as it was given."),
  at: z.string().describe("The time that it is true for."),
  level: z.enum(["error", "warning"]).describe("How the policy counts them (exceptions.shadow)."),
  known: z.int().min(0).describe("Suppressions that an exception in force stands behind."),
  shadows: z.array(
    z.strictObject({
      scanner: z.string(),
      ids: z.array(z.string()).describe("What it leaves out; empty: whatever it finds there."),
      path: z.string().describe("File that says so, from the folder."),
      line: count.optional(),
      marker: z.string().describe("How it is said."),
      paths: z.array(z.string()).describe("Globs on the files that it is about; empty: all."),
    }),
  ),
  unsearched: z.array(z.string()).describe("Files that could not be searched."),
});

const comparedResource = z.looseObject({
  urn: z.string(),
  type: z.string().describe("Pulumi type token."),
  name: z.string(),
  inputs: z.record(z.string(), z.unknown()),
});
const comparedFile = z.looseObject({ repository: z.string(), path: z.string(), content: z.string() });
const comparedNote = z.looseObject({ level: z.enum(["info", "warning"]), message: z.string() });

const PlanDifferenceDocument = z.strictObject({
  version,
  resources: z.strictObject({
    added: z.array(comparedResource),
    removed: z.array(comparedResource),
    changed: z.array(
      z.strictObject({
        resource: comparedResource,
        inputs: z.array(
          z.strictObject({
            path: z.string().describe("Dotted path of the input."),
            before: z.unknown().optional().describe("Absent where there was none, and for a secret."),
            after: z.unknown().optional().describe("Absent where there is none, and for a secret."),
            secret: z.boolean().describe("True where neither value is shown."),
          }),
        ),
      }),
    ),
  }),
  files: z.strictObject({
    added: z.array(comparedFile),
    removed: z.array(comparedFile),
    changed: z.array(z.strictObject({ file: comparedFile, linesAdded: z.int().min(0), linesRemoved: z.int().min(0) })),
  }),
  notes: z.strictObject({ added: z.array(comparedNote), removed: z.array(comparedNote) }),
});

const enforcement = z.enum(["enforced", "not-enforced", "undecided"]);

const enforcementFindings = z.array(
  z.strictObject({
    about: z.string().describe("Branch, tags, environment, file or setting."),
    found: z.string().describe("What was found; continues a sentence that begins with `about`."),
    remedy: z.string().describe("What to do; a sentence."),
  }),
);

const EnforceCheckDocument = z.strictObject({
  version,
  decision: enforcement.describe("Of all repositories: a gap anywhere counts more than a doubt anywhere."),
  policy: z.strictObject({ file: z.string(), sha256: z.string() }),
  repositories: z.array(
    z.strictObject({
      name: z.string(),
      decision: enforcement,
      gaps: enforcementFindings.describe("Where GitHub surely enforces less than the policy says."),
      doubts: enforcementFindings.describe("Where nobody can say."),
    }),
  ),
  counts: z.strictObject({ enforced: number, notEnforced: number, undecided: number }),
  requests: number.describe("Requests to GitHub."),
});

const issueNumbers = z.array(count).describe("Numbers of the issues.");

const IssuesSyncDocument = z.strictObject({
  version,
  repository: z.string(),
  written: z.boolean().describe("False with `--dry-run`, and where the policy wants no issues there."),
  created: z
    .array(z.strictObject({ number: count.optional(), title: z.string() }))
    .describe("New issues; without a number with `--dry-run`."),
  updated: issueNumbers,
  reopened: issueNumbers,
  closed: issueNumbers,
  duplicates: issueNumbers.describe("Closed, because an older issue is about the same."),
  overdue: issueNumbers.describe("Newly labelled, because the time to fix has passed."),
  rest: number.describe("Findings that the summary issue lists, because the run may not make more new ones."),
  notes: z.array(z.string()).describe("What was left as it is, and why."),
});

const secretKind = z
  .enum([
    "stored secret",
    "database connection",
    "static role",
    "issuer",
    "certificate role",
    "transit key",
    "OIDC client",
  ])
  .describe("What Vault calls the thing that holds it.");
const secretName = z.string().describe("Its path in Vault; of a stored secret the one in the key-value store.");

const SecretsReportDocument = z.strictObject({
  version,
  decision: z
    .enum(["fresh", "overdue", "undecided"])
    .describe("Of all secrets: something overdue counts more than a doubt."),
  policy: z.strictObject({ file: z.string(), sha256: z.string() }),
  at: z.string().describe("The time that it is true for."),
  secrets: z.array(
    z.strictObject({
      kind: secretKind,
      name: secretName,
      class: z.enum(["databasePassword", "apiKey", "certificate", "transitKey"]),
      owners: z.array(z.string()).describe("Who answers for it: `team:SLUG`, `user:LOGIN`."),
      changedBy: z.enum(["vault", "sallyport", "people"]),
      state: z
        .enum(["fresh", "due", "overdue", "unknown"])
        .describe("`due`: within secrets.rotation.ahead of its end."),
      rotatedAt: z.string().optional().describe("When its value changed last (RFC 3339)."),
      ageDays: number.optional().describe("Whole days since then."),
      dueAt: z.string().optional(),
      previousUntil: z.string().optional().describe("Until when the key before it stays valid."),
      why: z.string().optional().describe("Why it is not fresh; continues a sentence that begins with the name."),
      remedy: z.string().optional(),
    }),
  ),
  counts: z.strictObject({ fresh: number, due: number, overdue: number, unknown: number }),
});

const SecretsRotateDocument = z.strictObject({
  version,
  dryRun: z.boolean().describe("True where it only says what would happen."),
  secrets: z.array(
    z.strictObject({
      kind: secretKind,
      name: secretName,
      outcome: z
        .enum(["rotated", "kept", "waiting", "left", "failed"])
        .describe("`waiting`: a later run changes it; `left`: people or Vault change it; `kept`: it is fresh."),
      ended: number.describe("Old keys that ended."),
      previousUntil: z.string().optional().describe("Until when the key before it stays valid."),
      why: z.string().optional().describe("Continues a sentence that begins with the name."),
    }),
  ),
});

const PlanDocument = z.looseObject({
  version,
  resources: z.array(
    z
      .looseObject({
        plane: z.enum(["github", "vault", "aws", "kubernetes", "pipeline"]),
        type: z.string().describe("Pulumi type token."),
        name: z.string(),
        urn: z.string(),
        parent: z.string().describe("URN of the parent; empty for what stands at the top."),
        inputs: z.record(z.string(), z.unknown()),
        custom: z.boolean().describe("True for a resource of a provider, false for a component."),
        dependencies: z.array(z.string()).describe("URNs."),
      })
      .describe("What `pulumi up` would create, with the options it is registered with."),
  ),
  files: z.array(
    z.looseObject({
      repository: z.string(),
      path: z.string().describe("Path in the repository."),
      content: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  budget: z
    .looseObject({
      repositories: amount,
      requests: amount,
      reads: amount,
      writes: amount,
      points: amount.describe("Five for a write, one for a read."),
      contentWrites: amount.describe("Writes that make something new."),
      minutes: amount.describe("Shortest time that GitHub's limits leave it."),
      boundBy: z.string().describe("The limit that decides the time."),
      saving: z
        .looseObject({
          path: z.string().describe("Setting that makes the same rules with fewer calls."),
          value: z.string(),
          rulesets: amount,
          insteadOf: amount,
          requests: amount,
          points: amount,
          contentWrites: amount,
        })
        .optional(),
    })
    .describe("What a first `pulumi up` takes of GitHub's REST API."),
  notes: z.array(
    z.looseObject({
      level: z.enum(["info", "warning"]),
      path: z.string().optional().describe("Setting that it is about."),
      message: z.string(),
    }),
  ),
});
