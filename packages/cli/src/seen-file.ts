import { FirstSights } from "@sallyport/gate";
import { badFile } from "./command-error.js";
import { describeIssue, readJson } from "./facts-file.js";

const remedy =
  'Give the seen.json that the last `sallyport gate --seen ... --out` wrote. To begin one, write {"version": 1, "sights": []}.';

/**
 * The first sights of a `--seen` file. One that is not there is refused: without it every clock would begin anew.
 *
 * @throws {CommandError} when it cannot be read or says something else.
 */
export function readFirstSights(file: string): FirstSights {
  const parsed = FirstSights.safeParse(readJson(file, remedy));
  if (!parsed.success) throw badFile(file, describeIssue(parsed.error), remedy);
  return parsed.data;
}
