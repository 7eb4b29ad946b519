import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { VaultClient, VaultError } from "@sallyport/vault-api";
import * as z from "zod";
import { toolPath } from "../../../scripts/tools.ts";
import { type LoopbackCertificate, loopbackCertificate } from "./certificate.ts";
import { freePort, type ServerProcess, startServer } from "./server-process.ts";

export interface VaultOptions {
  /** `dev` lives in memory over HTTP and is unsealed; `raft` is on disk over HTTPS, initialised and unsealed. */
  storage?: "dev" | "raft";
}

const Initialised = z.object({ keys_base64: z.array(z.string()).min(1), root_token: z.string() });

/** A real Vault server on the loopback address. */
export class VaultServer {
  /** `http://127.0.0.1:PORT`, with `https` on raft. */
  readonly address: string;
  readonly folder: string;
  /** PEM file of the authority that signs its certificate, on raft. */
  readonly caFile: string | undefined;
  rootToken = `root-${randomBytes(8).toString("hex")}`;
  readonly #port: number;
  readonly #certificate: LoopbackCertificate | undefined;
  readonly #clients: VaultClient[] = [];
  #unsealKey = "";
  #process: ServerProcess | undefined;

  private constructor(folder: string, port: number, certificate: LoopbackCertificate | undefined) {
    this.folder = folder;
    this.#port = port;
    this.#certificate = certificate;
    this.caFile = certificate?.certificateFile;
    this.address = `${certificate ? "https" : "http"}://127.0.0.1:${port}`;
  }

  static async start({ storage = "dev" }: VaultOptions = {}): Promise<VaultServer> {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-vault-"));
    const certificate = storage === "raft" ? loopbackCertificate(folder) : undefined;
    const vault = new VaultServer(folder, await freePort(), certificate);
    try {
      if (certificate) writeFileSync(join(folder, "vault.hcl"), vault.#configuration(certificate, await freePort()));
      await vault.restart();
      if (certificate) await vault.#initialise();
      return vault;
    } catch (error) {
      await vault.stop();
      throw error;
    }
  }

  /** A client for the server; as root, unless another token or none is given. */
  client(token: string | undefined = this.rootToken): VaultClient {
    const client = this.unauthenticated(token);
    this.#clients.push(client);
    return client;
  }

  /** A client that has not logged in. */
  unauthenticated(token?: string): VaultClient {
    return new VaultClient({
      url: new URL(this.address),
      token,
      namespace: undefined,
      ca: this.#certificate?.certificate,
    });
  }

  /** What Vault's own tools and ours read: address, token and authority. */
  environment(token = this.rootToken): Record<string, string> {
    return { VAULT_ADDR: this.address, VAULT_TOKEN: token, ...(this.caFile && { VAULT_CACERT: this.caFile }) };
  }

  /** What the server printed so far. */
  log(): string {
    return this.#process?.log() ?? "";
  }

  /** Starts it again after {@link kill}; on raft it is sealed then. */
  async restart(): Promise<void> {
    const command = toolPath("vault");
    if (!command) throw new Error("There is no vault to run. Run `pnpm tools` once.");
    const plugins = pluginFolder(command);
    const development = [
      "-dev",
      `-dev-root-token-id=${this.rootToken}`,
      `-dev-listen-address=127.0.0.1:${this.#port}`,
      "-dev-no-store-token",
      ...(plugins ? [`-dev-plugin-dir=${plugins}`] : []),
    ];
    this.#process = await startServer({
      name: "Vault",
      command,
      args: ["server", "-log-level=warn", ...(this.#certificate ? [`-config=${this.folder}/vault.hcl`] : development)],
      env: { HOME: this.folder },
      isReady: () => this.#answers(),
    });
  }

  async seal(): Promise<void> {
    await this.client().write("POST", "sys/seal");
  }

  async unseal(): Promise<void> {
    await this.client().write("POST", "sys/unseal", { key: this.#unsealKey });
    await this.#active();
  }

  /** Opens its log files again: https://developer.hashicorp.com/vault/docs/audit/file#log-file-rotation */
  reload(): void {
    this.#process?.signal("SIGHUP");
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    await this.#process?.end("SIGKILL");
  }

  /** Ends the server and removes every trace. */
  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#process?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Also a refusal is an answer. */
  async #answers(): Promise<boolean> {
    const client = this.unauthenticated();
    try {
      await client.read("sys/mounts", z.unknown());
      return true;
    } catch (error) {
      return error instanceof VaultError && error.status !== undefined;
    } finally {
      client.close();
    }
  }

  async #initialise(): Promise<void> {
    const body = { secret_shares: 1, secret_threshold: 1 };
    const made = await this.unauthenticated().send("PUT", "sys/init", body, Initialised);
    this.#unsealKey = made.keys_base64[0] ?? "";
    this.rootToken = made.root_token;
    await this.unseal();
    await this.#registerPlugins();
  }

  /** Until it has chosen itself as the leader. */
  async #active(): Promise<void> {
    const client = this.client();
    for (let tried = 0; ; tried++) {
      try {
        await client.read("sys/mounts", z.unknown());
        return;
      } catch (error) {
        if (tried > 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async #registerPlugins(): Promise<void> {
    const plugins = pluginFolder(toolPath("vault") ?? "");
    for (const name of plugins ? readdirSync(plugins) : []) {
      const sha256 = createHash("sha256")
        .update(readFileSync(join(plugins ?? "", name)))
        .digest("hex");
      const type = name.endsWith("-database-plugin") ? "database" : "auth";
      await this.client().write("PUT", `sys/plugins/catalog/${type}/${name}`, { sha256, command: name });
    }
  }

  #configuration({ certificateFile, keyFile }: LoopbackCertificate, clusterPort: number): string {
    mkdirSync(join(this.folder, "raft"));
    const plugins = pluginFolder(toolPath("vault") ?? "");
    return `storage "raft" {
  path    = "${this.folder}/raft"
  node_id = "one"
  performance_multiplier = 1 # the only node need not wait long for others
}
listener "tcp" {
  address       = "127.0.0.1:${this.#port}"
  tls_cert_file = "${certificateFile}"
  tls_key_file  = "${keyFile}"
}
api_addr      = "${this.address}"
cluster_addr  = "https://127.0.0.1:${clusterPort}"
disable_mlock = true
${plugins ? `plugin_directory = "${plugins}"` : ""}
`;
  }
}

/** Vault as `pnpm tools` makes it has its plugins beside it; an official one has them built in. */
function pluginFolder(command: string): string | undefined {
  const folder = join(dirname(command), "plugins");
  return existsSync(folder) ? folder : undefined;
}
