import * as z from "zod";
import { RepositoryName } from "./repository-name.js";

const Central = z.strictObject({
  repository: RepositoryName.describe(
    "Name of the repository that holds the workflows of all others, without the owner.",
  ),
  id: z.int().min(1).describe("Its numeric id (`gh api repos/OWNER/NAME --jq .id`)."),
  visibility: z
    .enum(["private", "internal", "public"])
    .default("internal")
    .describe("Its visibility; GitHub requires workflows only of a repository that those it guards may see."),
  ref: z
    .string()
    .regex(/^(?!.*(?:\.\.|\/\/|@\{))[A-Za-z0-9](?:[\w./-]{0,98}[A-Za-z0-9])?$/, {
      error: "must be the name of a branch, such as main",
    })
    .default("main")
    .describe("Its branch whose workflows count."),
});

const Files = z
  .strictObject({
    codeowners: z
      .boolean()
      .default(true)
      .describe("`CODEOWNERS`: the owners of each repository, and the approvers for what steers the gate.")
      .meta({ stronger: "true" }),
    dependabot: z
      .boolean()
      .default(true)
      .describe("`dependabot.yml`: updates of every manifest of the policy and of the actions.")
      .meta({ stronger: "true" }),
    securityPolicy: z
      .boolean()
      .default(false)
      .describe("`SECURITY.md`: how to report a vulnerability, and by when it is fixed.")
      .meta({ stronger: "true" }),
  })
  .prefault({});

/** The `delivery` section: where the workflow files go, and how they get there. */
export const DeliveryPolicy = z
  .strictObject({
    mode: z
      .enum(["in-repository", "central"])
      .default("in-repository")
      .describe(
        "`central`: an organisation ruleset requires the workflow of a central repository, which no pull request can change. `in-repository`: the files lie in the repository that they judge, guarded by code owners and locked paths.",
      )
      .meta({ stronger: ["in-repository", "central"] }),
    central: Central.optional().describe("The central repository, for `mode: central`.").meta({ stronger: "same" }),
    branch: z
      .string()
      .regex(/^(?!.*(?:\.\.|\/\/|@\{))[A-Za-z0-9][\w./-]{0,98}[A-Za-z0-9]$/, {
        error: "must be the name of a branch, such as sallyport/update",
      })
      .default("sallyport/update")
      .describe("Branch of the pull request that brings the files.")
      .meta({ stronger: "free" }),
    files: Files.describe("Files beside the workflows. One that somebody wrote already is never replaced."),
    cooldownDays: z
      .int()
      .min(0)
      .max(90)
      .default(7)
      .describe("Days that a new version must be old before Dependabot proposes it; security updates do not wait.")
      .meta({ stronger: "higher" }),
  })
  .prefault({})
  .describe("Where the workflow files go, and how they get there.");
export type DeliveryPolicy = z.infer<typeof DeliveryPolicy>;
