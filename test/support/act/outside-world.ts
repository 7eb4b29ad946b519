import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy that lets nothing through and knows what was asked for. */
export interface OutsideWorld extends AsyncDisposable {
  /** Environment that sends programs to it, for everything but this host. */
  env: Record<string, string>;
  /** `GET http://example.com/`, `CONNECT example.com:443`. */
  asked: string[];
}

/** Stands between a run and the Internet. curl, Git, Go, Python, npm and Node heed the variables. */
export async function outsideWorld(): Promise<OutsideWorld> {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(403).end();
  });
  server.on("connect", ({ url }, socket) => {
    asked.push(`CONNECT ${url}`);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
  const exceptions = { no_proxy: "127.0.0.1,localhost", NO_PROXY: "127.0.0.1,localhost", NODE_USE_ENV_PROXY: "1" };
  return {
    env: { ...Object.fromEntries(names.map((name) => [name, proxy])), ...exceptions },
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
