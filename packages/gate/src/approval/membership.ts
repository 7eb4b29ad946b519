import * as z from "zod";

/** What says that the approver is one of those who may approve. */
export const Membership = z
  .enum(["user", "team", "rule"])
  .describe(
    "What says that the approver may: `user`, it is the user of the policy; `team`, GitHub lists them in the team; `rule`, GitHub's reviewers rule alone, because the token may not read teams.",
  );
export type Membership = z.infer<typeof Membership>;
