import { createServer, type Server, type Socket } from "node:net";

/** Who a socket audit device of Vault writes to: https://developer.hashicorp.com/vault/docs/audit/socket */
export class LogCollector {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #received = "";

  static async start(): Promise<LogCollector> {
    const collector = new LogCollector();
    await collector.resume();
    return collector;
  }

  /** `127.0.0.1:PORT` */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** All that came, also before an interruption. */
  get received(): string {
    return this.#received;
  }

  /** Listens again, at the same address. */
  async resume(): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("data", (chunk) => {
        this.#received += chunk.toString("utf8");
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  /** Breaks every connection and listens no more, as a collector that crashed. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
    this.#server = undefined;
  }
}
