import type { TeamMembers } from "@sallyport/gate";
import { Principal, principalParts } from "@sallyport/policy";
import { badFlag, together } from "./command-error.js";

/**
 * Who is in which team, from `--members team:security=alice,bob`; undefined when nobody says. Of a team that is named
 * several times all members count.
 *
 * @throws {CommandError} naming every value that is none.
 */
export function parseMembers(given: readonly string[] | undefined): TeamMembers | undefined {
  if (!given || given.length === 0) return undefined;
  const teams = together(...given.map((text) => () => parseTeam(text)));
  return Object.fromEntries(
    [...Map.groupBy(teams, ({ team }) => team)].map(([team, all]) => [team, all.flatMap(({ logins }) => logins)]),
  );
}

function parseTeam(text: string): { team: string; logins: string[] } {
  const [, team = "", list = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const logins = list.split(",").filter((login) => login !== "");
  const isTeam = Principal.safeParse(team).success && principalParts(team).kind === "team";
  if (isTeam && logins.every((login) => Principal.safeParse(`user:${login}`).success)) return { team, logins };
  throw badFlag("--members", `is ${JSON.stringify(text)}`, "Give a team and its logins: team:security=alice,bob.");
}
