import * as z from "zod";

/** A pattern that branches or tags are named by, as GitHub's rulesets and environments take it. */
export const RefPattern = z.string().regex(/^(?!\/)(?!refs\/)[^\s~^:\\]{1,255}$/, {
  error: "must be a branch or tag pattern such as main or release/*. Write it without refs/ and without spaces",
});
