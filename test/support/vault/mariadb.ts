import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import mysql from "mysql2/promise";
import { toolPath } from "../../../scripts/tools.ts";
import type { DatabaseServer, DatabaseUser } from "./database-server.ts";
import { freePort, startServer } from "./server-process.ts";

const host = "127.0.0.1";
const database = "shop";

/** A real MariaDB server, with a user `vault` for Vault who may make others. */
export async function startMariaDb(): Promise<DatabaseServer> {
  const program = toolPath("mariadbd");
  if (!program) throw new Error("There is no mariadbd to run. Run `pnpm tools` once.");
  const folder = mkdtempSync(join(tmpdir(), "sallyport-mariadb-"));
  const admin = { user: "administrator", password: `fake-${randomBytes(8).toString("hex")}` };
  const bootstrap = { user: "vault", password: `fake-bootstrap-${randomBytes(8).toString("hex")}` };
  const port = await freePort();
  const share = join(dirname(program), "../usr/share/mysql");
  const common = [
    "--no-defaults",
    `--user=${userInfo().username}`, // It runs as root only when told to.
    `--datadir=${folder}/data`,
    `--lc-messages-dir=${share}`,
  ];
  mkdirSync(join(folder, "data"));
  const users = [admin, bootstrap].flatMap(({ user, password }) => [
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION;`,
  ]);
  execFileSync(program, [...common, "--bootstrap"], {
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
    input: [systemTables(share), "FLUSH PRIVILEGES;", `CREATE DATABASE ${database};`, ...users].join("\n"),
  });
  const query = (sql: string, as: DatabaseUser = admin) => ask(port, sql, as);
  const server = await startServer({
    name: "MariaDB",
    command: program,
    args: [...common, `--port=${port}`, `--bind-address=${host}`, `--socket=${folder}/socket`, "--skip-name-resolve"],
    isReady: async () => (await query("select 1")).length === 1,
  });
  return {
    host,
    port,
    database,
    admin,
    bootstrap,
    query,
    async stop() {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What makes the tables that a server keeps its users in, as Debian's package brings it. */
function systemTables(share: string): string {
  const files = ["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"];
  const texts = files.map((file) => readFileSync(join(share, file), "utf8"));
  return [
    "CREATE DATABASE mysql;",
    "USE mysql;",
    "SET @auth_root_socket=NULL;",
    "SET @skip_auth_anonymous=1;",
    ...texts,
  ].join("\n");
}

async function ask(port: number, sql: string, { user, password }: DatabaseUser): Promise<(string | null)[][]> {
  const connection = await mysql.createConnection({ host, port, user, password, database, multipleStatements: true });
  try {
    const [rows] = await connection.query({ sql, rowsAsArray: true });
    return (Array.isArray(rows) ? rows : []).map((row) =>
      (Array.isArray(row) ? row : []).map((value) => (value === null ? null : String(value))),
    );
  } finally {
    await connection.end().catch(() => {});
  }
}
