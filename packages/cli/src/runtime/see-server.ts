import { connect, type SecureVersion } from "node:tls";
import { badFlag, CommandError } from "../command-error.js";
import { foreignOrigin, type ServerAnswer, type ServerSight } from "./server-findings.js";

const timeoutMilliseconds = 20_000;

/** Most redirects that are followed. */
const maximumHops = 5;

/**
 * What a server shows of its configuration to anybody who asks.
 *
 * @param plain The same address without TLS.
 * @throws {CommandError} when it cannot be reached, or is not up: that is no answer about its configuration.
 */
export async function seeServer(url: URL, plain: URL): Promise<ServerSight> {
  const secure = await answerOrFault(url);
  const [plainAnswer, oldTls] = await Promise.all([answerWithoutTls(plain), oldTlsOf(url)]);
  return { secure, plain: plainAnswer, oldTls };
}

async function answerOrFault(url: URL): Promise<ServerSight["secure"]> {
  try {
    return await finalAnswer(url);
  } catch (error) {
    const certificate = certificateFault(error);
    if (certificate !== undefined) return { certificate };
    if (error instanceof CommandError) throw error;
    throw badFlag(
      "--url",
      `cannot be reached (${reasonOf(error)})`,
      "Wait until the deployment answers, and try again.",
    );
  }
}

/** The answer at the end of redirects. Another host is somebody else's configuration, so it ends there. */
async function finalAnswer(url: URL, hops = 0): Promise<ServerAnswer> {
  const { status, headers } = await ask(url);
  if (status >= 500) {
    throw badFlag("--url", `answers with HTTP ${status}`, "What is down says nothing about its configuration.");
  }
  const next = status >= 300 && status < 400 ? URL.parse(headers.get("location") ?? "", url.href) : null;
  if (next?.origin === url.origin && hops < maximumHops) return finalAnswer(next, hops + 1);
  return { address: `${url.origin}${url.pathname}`, status, headers };
}

async function answerWithoutTls(url: URL): Promise<ServerAnswer | undefined> {
  try {
    const { status, headers } = await ask(url);
    return { address: `${url.origin}${url.pathname}`, status, headers };
  } catch {
    // Nobody answers there, which is as good.
    return undefined;
  }
}

async function ask(url: URL): Promise<Response> {
  const response = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMilliseconds),
    headers: { "user-agent": "sallyport", origin: foreignOrigin, accept: "text/html,*/*" },
  });
  await response.body?.cancel();
  return response;
}

/** Codes of Node for a certificate that it refuses (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
function certificateFault(error: unknown): string | undefined {
  const { code = "" } = (error as { cause?: { code?: string } }).cause ?? {};
  return /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code) ? code : undefined;
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  return name === "TimeoutError" ? `no answer within ${timeoutMilliseconds} ms` : (cause?.code ?? message);
}

/** The old version of TLS that a server agrees to, when it is offered nothing better; undefined when it refuses. */
function oldTlsOf({ hostname, port }: URL): Promise<string | undefined> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const offered: SecureVersion = "TLSv1.1";
  return new Promise((seen) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      servername: /^[\d.]+$|:/.test(host) ? "" : host,
      minVersion: "TLSv1",
      maxVersion: offered,
      // OpenSSL offers these versions at its lowest level only.
      ciphers: "DEFAULT:@SECLEVEL=0",
      // Whether the certificate is trusted is another question.
      rejectUnauthorized: false,
      timeout: timeoutMilliseconds,
    });
    const end = (version: string | undefined) => {
      socket.destroy();
      seen(version);
    };
    socket.once("secureConnect", () => end(socket.getProtocol() ?? offered));
    socket.once("error", () => end(undefined));
    socket.once("timeout", () => end(undefined));
  });
}
