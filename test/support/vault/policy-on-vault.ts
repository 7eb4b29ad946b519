import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { EngineStack, type Outcome } from "../engine.ts";
import { VaultPlane } from "../providers/vault/vault-plane.ts";
import { type Issuer, startIssuer } from "./issuer.ts";
import { type VaultOptions, VaultServer } from "./vault-server.ts";

const Named = z.record(z.string(), z.unknown());

/** `stacks/repo` on the engine, with a policy file whose `secrets` section is made in a real Vault. The other providers are in memory. */
export class PolicyOnVault {
  readonly vault: VaultServer;
  readonly issuer: Issuer;
  readonly plane: VaultPlane;
  readonly stack: EngineStack;
  /** Variables of the program. */
  readonly environment: Record<string, string>;
  /** What every command so far printed. */
  readonly printed: string[] = [];
  readonly #folder: string;

  private constructor(
    parts: Pick<PolicyOnVault, "vault" | "issuer" | "plane" | "stack" | "environment">,
    folder: string,
  ) {
    ({
      vault: this.vault,
      issuer: this.issuer,
      plane: this.plane,
      stack: this.stack,
      environment: this.environment,
    } = parts);
    this.#folder = folder;
  }

  static async start(options: VaultOptions = {}): Promise<PolicyOnVault> {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    const [vault, issuer] = await Promise.all([VaultServer.start(options), startIssuer()]);
    writeFileSync(join(folder, "issuer.pem"), issuer.ca);
    const environment = vault.environment();
    const plane = new VaultPlane(vault.client());
    const stack = await EngineStack.create(
      "stacks/repo",
      {
        "aws:region": "eu-central-1",
        "github:owner": "acme",
        "vault:address": "https://vault.acme.example",
        "sallyport:policy": join(folder, "sallyport.yaml"),
      },
      { planes: { vault: plane }, environment },
    );
    return new PolicyOnVault({ vault, issuer, plane, stack, environment }, folder);
  }

  /** Puts a policy in the place of the old one; `ISSUER` in it is the address of the issuer, `issuer.pem` its authority. */
  write(policy: string): void {
    writeFileSync(join(this.#folder, "sallyport.yaml"), policy.replaceAll("ISSUER", this.issuer.url));
  }

  preview(): Promise<Outcome> {
    return this.#kept(this.stack.preview());
  }

  up(...flags: string[]): Promise<Outcome> {
    return this.#kept(this.stack.startUp(...flags).done);
  }

  refresh(): Promise<Outcome> {
    return this.#kept(this.stack.refresh());
  }

  destroy(): Promise<Outcome> {
    return this.#kept(this.stack.destroy());
  }

  /** Everything that can be made in Vault, by name. */
  async inVault(): Promise<Record<string, string[]>> {
    const root = this.vault.client();
    const keys = async (path: string) => Object.keys(await root.read(path, Named)).toSorted();
    return {
      mounts: await keys("sys/mounts"),
      auth: await keys("sys/auth"),
      audit: await keys("sys/audit"),
      policies: (await root.list("sys/policies/acl")).toSorted(),
      quotas: await root.list("sys/quotas/rate-limit"),
      groups: await root.list("identity/group/name"),
      oneTimePasswords: await root.list("identity/mfa/method/totp"),
      enforcements: await root.list("identity/mfa/login-enforcement"),
    };
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await Promise.all([this.vault.stop(), this.issuer.stop()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #kept(command: Promise<Outcome>): Promise<Outcome> {
    const outcome = await command;
    this.printed.push(outcome.output, ...outcome.errors);
    return outcome;
  }
}
