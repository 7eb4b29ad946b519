import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { toolPath } from "../../../scripts/tools.ts";
import type { DatabaseServer, DatabaseUser } from "./database-server.ts";
import { freePort, startInFolder, startServer } from "./server-process.ts";
import { unprivileged } from "./unprivileged.ts";

const host = "127.0.0.1";
const database = "postgres";

/** A real PostgreSQL server, with a superuser `vault` for Vault. */
export function startPostgres(): Promise<DatabaseServer> {
  return startInFolder("postgres", startIn);
}

async function startIn(folder: string): Promise<DatabaseServer> {
  const admin = { user: "administrator", password: `fake-${randomBytes(8).toString("hex")}` };
  const bootstrap = { user: "vault", password: `fake-bootstrap-${randomBytes(8).toString("hex")}` };
  const [command = "", ...args] = initialise(folder, admin);
  const port = await freePort();
  const settings = [`listen_addresses=${host}`, `port=${port}`, `unix_socket_directories=${folder}`, ...quick];
  const query = (sql: string, as: DatabaseUser = admin) => ask(port, sql, as);
  const server = await startServer({
    name: "PostgreSQL",
    command,
    args: [...args, ...settings.flatMap((setting) => ["-c", setting])],
    isReady: async () => (await query("select 1")).length === 1,
  });
  await query(`create role vault login superuser password '${bootstrap.password}'`);
  return {
    host,
    port,
    database,
    admin,
    bootstrap,
    query,
    async stop() {
      await server.end("SIGINT"); // does not wait for open sessions
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a power cut would destroy is of no worth here. */
const quick = ["fsync=off", "jit=off"];

/** Makes the files of the server; the words that start it on them. */
function initialise(folder: string, admin: DatabaseUser): string[] {
  const program = toolPath("postgresql");
  if (!program) throw new Error("There is no PostgreSQL to run. Run `pnpm tools` once.");
  const { prefix, own, reachable } = unprivileged();
  const programs = dirname(reachable(program, join(folder, "programs")));
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, admin.password);
  for (const path of [folder, passwordFile]) own(path);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const [command = "", ...args] = [...prefix, join(programs, "initdb"), "-D", data, "-U", admin.user];
  execFileSync(command, [...args, `--pwfile=${passwordFile}`, "-A", "scram-sha-256", "-N"], {
    cwd: "/",
    stdio: "pipe",
  });
  return [...prefix, join(programs, basename(program)), "-D", data];
}

async function ask(port: number, sql: string, { user, password }: DatabaseUser): Promise<(string | null)[][]> {
  const client = new pg.Client({ host, port, database, user, password });
  client.on("error", () => {}); // the server ended the session: the query says so
  try {
    await client.connect();
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return (rows ?? []).map((row: unknown[]) => row.map((value) => (value === null ? null : String(value))));
  } finally {
    await client.end().catch(() => {});
  }
}
