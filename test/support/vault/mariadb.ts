import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import mysql from "mysql2/promise";
import { toolPath } from "../../../scripts/tools.ts";
import type { DatabaseServer, DatabaseUser } from "./database-server.ts";
import { freePort, startInFolder, startServer } from "./server-process.ts";

const host = "127.0.0.1";
const database = "shop";

/** A real MariaDB server, with a user `vault` for Vault who may make others. */
export function startMariaDb(): Promise<DatabaseServer> {
  return startInFolder("mariadb", startIn);
}

async function startIn(folder: string): Promise<DatabaseServer> {
  const admin = { user: "administrator", password: `fake-${randomBytes(8).toString("hex")}` };
  const bootstrap = { user: "vault", password: `fake-bootstrap-${randomBytes(8).toString("hex")}` };
  const [command = "", ...args] = initialise(folder, [admin, bootstrap]);
  const port = await freePort();
  const query = (sql: string, as: DatabaseUser = admin) => ask(port, sql, as);
  const server = await startServer({
    name: "MariaDB",
    command,
    args: [...args, `--port=${port}`, `--bind-address=${host}`, `--socket=${folder}/socket`, "--skip-name-resolve"],
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

/** Makes the files of the server, with users who may do all; the words that start it on them. */
function initialise(folder: string, users: readonly DatabaseUser[]): string[] {
  const program = toolPath("mariadbd");
  if (!program) throw new Error("There is no mariadbd to run. Run `pnpm tools` once.");
  const share = shareOf(program);
  const args = [
    "--no-defaults",
    `--user=${userInfo().username}`, // It runs as root only when told to.
    `--datadir=${folder}/data`,
    `--lc-messages-dir=${share}`,
  ];
  mkdirSync(join(folder, "data"));
  const grants = users.flatMap(({ user, password }) => [
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION;`,
  ]);
  execFileSync(program, [...args, "--bootstrap"], {
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
    input: [systemTables(share), "FLUSH PRIVILEGES;", `CREATE DATABASE ${database};`, ...grants].join("\n"),
  });
  return [program, ...args];
}

/** Where Debian's package has its texts: beside `bin` of one that was unpacked, beside `sbin` of an installed one. */
function shareOf(program: string): string {
  const places = ["../usr/share/mysql", "../share/mysql"].map((path) => join(dirname(program), path));
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new Error(`${program} has no tables to begin with: neither ${places.join(" nor ")} is there.`);
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
