import { createRunRecord, type RunRecord, renderRunRecord, runRecordPath } from "@sallyport/gate";
import { badFile, badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { parseCommit } from "../flags.js";
import { print } from "../output.js";
import { readInput } from "../read-input.js";
import { runtimeReport } from "../runtime/runtime-report.js";
import { type RuntimeFinding, runtimeRules } from "../runtime/runtime-rule.js";
import { seeServer } from "../runtime/see-server.js";
import { serverFindings } from "../runtime/server-findings.js";
import { type Workload, Workloads, workloadFindings } from "../runtime/workload-findings.js";
import { version } from "../version.js";
import { writeFiles } from "../write-files.js";

export interface RuntimeCheckOptions {
  url?: string;
  plainUrl?: string;
  workloads?: string;
  commit?: string;
  out: string;
}

/** `sallyport runtime-check`: how a deployment really runs, as a report for the gate. Ends with 1 when something is wrong. */
export async function runtimeCheck(options: RuntimeCheckOptions): Promise<ExitCode> {
  const [server, workloads, commit] = together(
    () => parseServer(options),
    () => (options.workloads === undefined ? [] : readWorkloads(options.workloads)),
    () => parseCommit(options.commit),
  );
  const startedAt = new Date().toISOString();
  const findings = [
    ...(server ? serverFindings(server.url.href, await seeServer(server.url, server.plain)) : []),
    ...workloads.flatMap(workloadFindings),
  ];
  const report = runtimeReport(findings, version);
  const record = createRunRecord({
    reportPath: options.out,
    report: Buffer.from(report),
    tool: { name: "runtimeCheck", version },
    database: null,
    exitCode: findings.length > 0 ? 1 : 0,
    startedAt,
    endedAt: new Date().toISOString(),
    target: { ...targetOf(server?.url, workloads), ...(commit !== undefined && { commit }) },
  });
  await writeFiles([
    { path: options.out, content: report },
    { path: runRecordPath(options.out), content: renderRunRecord(record) },
  ]);
  await print([...findings.map(describe), `Wrote ${options.out}`, ""].join("\n"));
  return findings.length > 0 ? 1 : 0;
}

function describe({ rule, place, found }: RuntimeFinding): string {
  return `${rule}: ${place}: ${found} ${runtimeRules[rule].remedy}`;
}

function targetOf(url: URL | undefined, workloads: readonly Workload[]): Pick<RunRecord["target"], "kind" | "name"> {
  if (url) return { kind: "url", name: url.href };
  return { kind: "cluster", name: workloads.map(({ kind, metadata }) => `${kind}/${metadata.name}`).join(", ") };
}

function parseServer({ url, plainUrl, workloads }: RuntimeCheckOptions): { url: URL; plain: URL } | undefined {
  if (url === undefined) {
    if (workloads !== undefined) return undefined;
    throw badFlag("--url", "is missing, as is --workloads", "Give the address of the deployment, or its workloads.");
  }
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "https:") {
    throw badFlag("--url", `is ${JSON.stringify(url)}`, "Give an address with https.");
  }
  const plain = URL.parse(plainUrl ?? `http://${parsed.hostname}${parsed.pathname}`);
  if (plain?.protocol === "http:") return { url: parsed, plain };
  throw badFlag("--plain-url", `is ${JSON.stringify(plainUrl)}`, "Give an address with http.");
}

function readWorkloads(file: string): Workload[] {
  const remedy = "Give what `kubectl get deployment/NAME --output json` prints.";
  const text = Buffer.from(readInput(file, 16 * 1024 * 1024, remedy)).toString("utf8");
  const parsed = Workloads.safeParse(parse(file, text, remedy));
  if (parsed.success) return parsed.data;
  throw badFile(file, "is no Deployment, StatefulSet or DaemonSet, and no list of them", remedy);
}

function parse(file: string, text: string, remedy: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badFile(file, "is not JSON", remedy);
  }
}
