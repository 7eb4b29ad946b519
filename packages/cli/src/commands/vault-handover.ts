import { posix } from "node:path";
import {
  foreseeHandover,
  type Handover,
  HandoverError,
  handOver,
  handOverOidc,
  handoversOf,
  type VaultClient,
} from "@sallyport/vault-api";
import { badFlag, type CommandProblem, problemsOf } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { print, printError, terminalOf } from "../output.js";
import { paint } from "../paint.js";
import { readInput } from "../read-input.js";
import { renderHandover } from "../render-handover.js";
import { didYouMean } from "../repository-flag.js";
import { openSecrets } from "../secrets/secrets-run.js";

export interface VaultHandoverOptions {
  policy: string;
  adopt?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** What happened to a root credential, or with a dry run what would. */
export interface HandoverOutcome {
  name: string;
  outcome: "already" | "completed" | "handed over" | "completes" | "adopts" | "hands over" | "lacks";
  variable: string;
  at?: string;
}

/**
 * `sallyport vault handover`: root credentials go to Vault, from the environment and nowhere else. One that cannot be handed
 * over does not hold up the others.
 */
export async function vaultHandover(names: readonly string[], options: VaultHandoverOptions): Promise<ExitCode> {
  const { policy, client } = openSecrets(options.policy);
  const { dryRun = false } = options;
  try {
    const chosen = choose(handoversOf(policy), names);
    const run = { client, kv: policy.secrets.engines.kv.path, named: names.includes("oidc"), ...options };
    const { handovers, problems } = await each(chosen, dryRun ? (one) => foresee(run, one) : (one) => hand(run, one));
    if (options.json) await print(`${JSON.stringify({ version: 1, dryRun, handovers, problems }, null, 2)}\n`);
    else await print(handovers.map(renderHandover).join(""));
    const label = paint(terminalOf(process.stderr))("red", "error:");
    await printError(problems.map(({ message }) => `${label} ${message}\n`).join(""));
    return problems.length === 0 ? 0 : 2;
  } finally {
    client.close();
  }
}

/** @throws {CommandError} when one is not in the policy. */
function choose(all: readonly Handover[], names: readonly string[]): readonly Handover[] {
  const known = all.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const remedy =
    known.length === 0 ? "The policy has neither a database nor secrets.auth.oidc." : didYouMean(unknown, known);
  throw badFlag("CONNECTION", `is ${JSON.stringify(unknown)}, which the policy does not have`, remedy);
}

async function each(all: readonly Handover[], work: (handover: Handover) => Promise<HandoverOutcome>) {
  const handovers: HandoverOutcome[] = [];
  const problems: CommandProblem[] = [];
  for (const handover of all) {
    try {
      handovers.push(await work(handover));
    } catch (error) {
      const found = problemsOf(error);
      if (!found) throw error;
      problems.push(...found);
    }
  }
  return { handovers, problems };
}

interface Run extends VaultHandoverOptions {
  client: VaultClient;
  kv: string;
  /** Whether `oidc` was asked for by name: its secret is a new one then. */
  named: boolean;
}

async function foresee({ client, kv, adopt = false, named }: Run, handover: Handover): Promise<HandoverOutcome> {
  const { kind, name, variable } = handover;
  const isGiven = given(variable) !== undefined;
  if (kind === "oidc" && named && isGiven) return { name, outcome: "hands over", variable };
  const isAdopted = kind === "database" && adopt;
  return { ...(await foreseeHandover(client, kv, handover, { isGiven, adopt: isAdopted })), variable };
}

async function hand(run: Run, handover: Handover): Promise<HandoverOutcome> {
  const { client, adopt = false, named } = run;
  const { variable, setting } = handover;
  const secret = given(variable);
  try {
    if (handover.kind === "database") {
      return { ...(await handOver(client, handover.database, { password: secret, adopt })), variable };
    }
    const oidc = { ...handover.oidc, caCertificate: certificate(run.policy, handover.oidc.policy.caCertificate) };
    return { ...(await handOverOidc(client, oidc, { clientSecret: secret, replace: named })), variable };
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    if (!problem || error instanceof HandoverError) throw error;
    throw new HandoverError(setting, `cannot be handed over: ${problem.message}`, "Then run it again.");
  }
}

function given(variable: string): string | undefined {
  return process.env[variable] || undefined;
}

/** Text of the PEM file beside the policy. */
function certificate(policyFile: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const path = posix.join(posix.dirname(policyFile), file);
  const remedy = "secrets.auth.oidc.caCertificate names it; its path starts at the folder of the policy.";
  return Buffer.from(readInput(path, 1024 * 1024, remedy)).toString("utf8");
}
