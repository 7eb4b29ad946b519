import type { JsonMap } from "../description.ts";
import type { Account } from "../state.ts";

/** An account as answers have it. */
export function account({ id, login, type }: Account): JsonMap {
  return { id, login, type };
}
