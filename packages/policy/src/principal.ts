import * as z from "zod";

const error = "must be team:SLUG or user:LOGIN. Put team: or user: before the name";

/** Who may review or approve: `team:SLUG` or `user:LOGIN`, both listed with their numeric id under `organization`. */
export const Principal = z
  .string({ error })
  .regex(/^(team|user):[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?$/, { error })
  .meta({
    id: "principal",
    title: "principal",
    description: "A team or a user: `team:SLUG` or `user:LOGIN`, listed with its numeric id under `organization`.",
  });

/** A {@link Principal} taken apart. */
export interface PrincipalParts {
  kind: "team" | "user";
  name: string;
}

/** `team:security` as `{ kind: "team", name: "security" }`. */
export function principalParts(principal: string): PrincipalParts {
  const [kind, name] = principal.split(":", 2) as ["team" | "user", string];
  return { kind, name };
}
