import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** Takes the place of an answer. Gets the right one as text, in case it wants to spoil it. */
export type Fault = (
  response: ServerResponse,
  answer: { status: number; text: string; headers?: Record<string, string> },
) => void | Promise<void>;

const json = { "content-type": "application/json; charset=utf-8" };

/** An error with a message, as GitHub gives it. */
export function refusal(status: number, message: string, headers: Record<string, string> = {}): Fault {
  return (response) => {
    response.writeHead(status, { ...json, ...headers }).end(JSON.stringify({ message }));
  };
}

/** The answer of a proxy on the way: HTML, not JSON. */
export function page(status: number): Fault {
  return (response) => {
    response.writeHead(status, { "content-type": "text/html" }).end("<html><body>Unicorn!</body></html>");
  };
}

/** The limit for those who ask too much at once. */
export function secondaryLimit(retryAfterSeconds: number | undefined, status: 403 | 429 = 403): Fault {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return refusal(status, message, headers);
}

/** The limit by the hour, which ends at a time. */
export function primaryLimit(resetsAt: Date): Fault {
  const reset = String(Math.ceil(resetsAt.getTime() / 1000));
  const headers = { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
  return refusal(403, "API rate limit exceeded for installation.", headers);
}

/** The first half of the answer, as if that were all. */
export const cutOff: Fault = (response, { status, text }) => {
  response.writeHead(status, json).end(text.slice(0, Math.floor(text.length / 2)));
};

/** The first half of the answer, then the connection is gone. */
export const torn: Fault = (response, { status, text }) => {
  response.writeHead(status, { ...json, "content-length": String(Buffer.byteLength(text)) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
};

/** No answer at all. */
export const hungUp: Fault = (response) => {
  response.destroy();
};

/** The right answer, under the name of another type. */
export const asHtml: Fault = (response, { status, text }) => {
  response.writeHead(status, { "content-type": "text/html" }).end(text);
};

/** The right shape, with another content. */
export function instead(body: unknown, status = 200): Fault {
  return (response) => {
    response.writeHead(status, json).end(JSON.stringify(body));
  };
}

/** The right answer, after a while. */
export function slow(milliseconds: number): Fault {
  return async (response, { status, text, headers }) => {
    await wait(milliseconds, undefined, { ref: false });
    response.writeHead(status, { ...json, ...headers }).end(text);
  };
}

/** Sends the client elsewhere. */
export function redirect(location: string, status = 302): Fault {
  return (response) => {
    response.writeHead(status, { location, ...json }).end("{}");
  };
}

/** More bytes than anybody needs. */
export function endless(bytes: number): Fault {
  return (response) => {
    response.writeHead(200, json).end(`["${"x".repeat(bytes)}"]`);
  };
}
