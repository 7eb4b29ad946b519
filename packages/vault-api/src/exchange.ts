import type * as http from "node:http";
import type * as https from "node:https";

/** Largest answer that is read, in bytes. */
const maximumBytes = 16 * 1024 * 1024;

/** An answer, whatever its status. */
export interface Reply {
  status: number;
  text: string;
}

/** Loaded when somebody asks Vault: an import would cost every start of the command line program 20 ms. */
export function protocolOf({ protocol }: URL): Pick<typeof https, "Agent" | "request"> {
  return process.getBuiltinModule(protocol === "https:" ? "node:https" : "node:http") as typeof https;
}

/**
 * Sends one request and reads the whole answer, within a time that holds for both together.
 *
 * @throws when there is no answer, or one too late or too large.
 */
export function exchange(
  url: URL,
  options: http.RequestOptions,
  content: string | undefined,
  timeoutMilliseconds: number,
): Promise<Reply> {
  const { request } = protocolOf(url);
  return new Promise<Reply>((resolve, reject) => {
    const asked = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maximumBytes) asked.destroy(new Error(`more than the ${maximumBytes} bytes that are read`));
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
      response.on("error", reject);
    });
    const late = () => asked.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`));
    const timer = setTimeout(late, timeoutMilliseconds);
    asked.on("close", () => clearTimeout(timer));
    asked.on("error", reject);
    asked.end(content);
  });
}
