import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { toolPath } from "../../../scripts/tools.ts";
import type { DatabaseServer, DatabaseUser } from "./database-server.ts";
import { freePort, startServer } from "./server-process.ts";
import { unprivileged } from "./unprivileged.ts";

const host = "127.0.0.1";
const database = "postgres";

/** A real PostgreSQL server, with a superuser `vault` for Vault. */
export async function startPostgres(): Promise<DatabaseServer> {
  const program = toolPath("postgresql");
  if (!program) throw new Error("There is no PostgreSQL to run. Run `pnpm tools` once.");
  const folder = mkdtempSync(join(tmpdir(), "sallyport-postgres-"));
  const { prefix, own, reachable } = unprivileged();
  const programs = dirname(reachable(program, join(folder, "programs")));
  const admin = { user: "administrator", password: `fake-${randomBytes(8).toString("hex")}` };
  const bootstrap = { user: "vault", password: `fake-bootstrap-${randomBytes(8).toString("hex")}` };
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, admin.password);
  for (const path of [folder, passwordFile]) own(path);
  chmodSync(folder, 0o700);

  const data = join(folder, "data");
  const [initCommand = "", ...initArgs] = [...prefix, join(programs, "initdb"), "-D", data, "-U", admin.user];
  execFileSync(initCommand, [...initArgs, `--pwfile=${passwordFile}`, "-A", "scram-sha-256", "-N"], {
    cwd: "/",
    stdio: "pipe",
  });
  const port = await freePort();
  const settings = [
    `listen_addresses=${host}`,
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    "fsync=off",
    "jit=off",
  ];
  const [command = "", ...args] = [...prefix, join(programs, basename(program)), "-D", data];
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
