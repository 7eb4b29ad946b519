import { toolPath } from "../../../scripts/tools.ts";
import { freePort, startServer } from "./server-process.ts";

/** AWS as moto plays it, on the loopback address: https://docs.getmoto.org/en/latest/docs/server_mode.html */
export interface Moto {
  url: string;
  stop: () => Promise<void>;
}

/** @param env Such as `INITIAL_NO_AUTH_ACTION_COUNT`, from which call on IAM is enforced. */
export async function startMoto(env: Record<string, string> = {}): Promise<Moto> {
  const command = toolPath("moto_server");
  if (!command) throw new Error("There is no moto_server to run. Run `pnpm tools` once.");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer({
    name: "moto",
    command,
    args: ["-H", "127.0.0.1", "-p", String(port)],
    env,
    isReady: async () => (await fetch(`${url}/moto-api/data.json`)).ok,
  });
  return { url, stop: () => server.end() };
}
