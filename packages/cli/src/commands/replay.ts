import { replay as decideAnew, type Replay } from "@sallyport/gate";
import type { ExitCode } from "../exit-code.js";
import { openInputFolder } from "../input-folder.js";
import { print } from "../output.js";
import { maximumFactBytes, readInput } from "../read-input.js";

export interface ReplayOptions {
  reports: string;
  json?: boolean;
}

type Replayed = Replay & { file: string };

/** `sallyport replay`: whether stored verdicts follow from their inputs. */
export async function replay(files: readonly string[], { reports, json }: ReplayOptions): Promise<ExitCode> {
  const stored = openInputFolder(reports);
  const verdicts = files.map((file): Replayed => ({ file, ...decideAnew(readVerdict(file), stored) }));
  await print(
    json ? `${JSON.stringify({ version: 1, verdicts, counts: count(verdicts) }, null, 2)}\n` : render(verdicts),
  );
  if (verdicts.some(({ result }) => result === "different")) return 1;
  return verdicts.some(({ result }) => result === "missing") ? 2 : 0;
}

function readVerdict(file: string): string {
  return Buffer.from(readInput(file, maximumFactBytes, "Give a verdict.json of `sallyport gate`.")).toString("utf8");
}

function count(verdicts: readonly Replayed[]) {
  const of = (wanted: Replay["result"]) => verdicts.filter(({ result }) => result === wanted).length;
  return { same: of("same"), different: of("different"), missing: of("missing") };
}

function render(verdicts: readonly Replayed[]): string {
  const { same, different, missing } = count(verdicts);
  const lines = verdicts.flatMap(describe);
  const total = `${verdicts.length} verdicts replayed: ${same} the same, ${different} different, ${missing} without all inputs.`;
  return `${[...lines, total].join("\n")}\n`;
}

function describe(verdict: Replayed): string[] {
  switch (verdict.result) {
    case "different":
      return [`${verdict.file}: DIFFERENT: ${verdict.pointer || "the text"} ${verdict.found}`];
    case "missing":
      return [`${verdict.file}: CANNOT BE REPLAYED: missing ${verdict.missing.join(", ")}`];
    default:
      return [];
  }
}
