import type { RuntimeFinding, RuntimeRuleId } from "./runtime-rule.js";

/** What a server answered. */
export interface ServerAnswer {
  /** The address that answered in the end, without query and fragment. */
  address: string;
  status: number;
  headers: Headers;
}

/** What was seen of a server. */
export interface ServerSight {
  /** The answer over TLS; why its certificate is refused in place of it. */
  secure: ServerAnswer | { certificate: string };
  /** The answer without TLS; undefined where none came. */
  plain?: Pick<ServerAnswer, "address" | "status" | "headers"> | undefined;
  /** Version of TLS before 1.2 that it agreed to. */
  oldTls?: string | undefined;
}

/** Half a year, what browsers want before they take a name into their lists. */
const leastMaxAge = 15_768_000;

/** What is wrong with how a server is configured, as far as its answers show. */
export function serverFindings(address: string, { secure, plain, oldTls }: ServerSight): RuntimeFinding[] {
  return [
    ...(plain && !leadsToTls(plain) ? [plainFinding(plain)] : []),
    ...(oldTls === undefined
      ? []
      : [{ rule: "tls-version", place: address, found: `It agreed to ${oldTls}.` } as const]),
    ...("certificate" in secure
      ? [{ rule: "certificate", place: address, found: `Clients refuse it: ${secure.certificate}.` } as const]
      : answerFindings(secure)),
  ];
}

function leadsToTls({ status, headers, address }: ServerAnswer): boolean {
  const target = URL.parse(headers.get("location") ?? "", address);
  return [301, 302, 303, 307, 308].includes(status) && target?.protocol === "https:";
}

function plainFinding({ address, status }: ServerAnswer): RuntimeFinding {
  return { rule: "https-only", place: address, found: `Without TLS it answers with HTTP ${status}.` };
}

function answerFindings({ address, headers }: ServerAnswer): RuntimeFinding[] {
  const policy = directives(headers.get("content-security-policy") ?? "");
  const missing = (name: string) => `It sends no ${name}.`;
  const found: [RuntimeRuleId, string | undefined][] = [
    ["strict-transport-security", transportFault(headers.get("strict-transport-security"))],
    [
      "content-security-policy",
      policy.has("default-src") || policy.has("script-src")
        ? undefined
        : "It sends no Content-Security-Policy that says where scripts may come from.",
    ],
    [
      "framing",
      policy.has("frame-ancestors") || /^\s*(deny|sameorigin)\s*$/i.test(headers.get("x-frame-options") ?? "")
        ? undefined
        : "It sends neither frame-ancestors nor X-Frame-Options.",
    ],
    [
      "content-type-options",
      /^\s*nosniff\s*$/i.test(headers.get("x-content-type-options") ?? "")
        ? undefined
        : "It sends no X-Content-Type-Options: nosniff.",
    ],
    ["referrer-policy", headers.has("referrer-policy") ? undefined : missing("Referrer-Policy")],
    ["server-version", versionFault(headers)],
    ["cross-origin", crossOriginFault(headers)],
  ];
  return [
    ...found.flatMap(([rule, fault]) => (fault === undefined ? [] : [{ rule, place: address, found: fault }])),
    ...headers.getSetCookie().flatMap((cookie) => cookieFindings(address, cookie)),
  ];
}

function transportFault(header: string | null): string | undefined {
  if (header === null) return "It sends no Strict-Transport-Security.";
  const seconds = Number(/(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(header)?.[1] ?? 0);
  return seconds >= leastMaxAge ? undefined : `Its Strict-Transport-Security is for ${seconds} seconds.`;
}

/** Names of the directives of a content security policy. */
function directives(header: string): ReadonlySet<string> {
  return new Set(header.split(/[;,]/).map((part) => part.trim().split(/\s+/, 1)[0]?.toLowerCase() ?? ""));
}

function versionFault(headers: Headers): string | undefined {
  const powered = headers.get("x-powered-by");
  if (powered !== null) return "It sends X-Powered-By.";
  return /\d/.test(headers.get("server") ?? "") ? "Its header Server has a version." : undefined;
}

function crossOriginFault(headers: Headers): string | undefined {
  const credentials = headers.get("access-control-allow-credentials")?.trim() === "true";
  const origin = headers.get("access-control-allow-origin")?.trim();
  // We name an origin of nobody, so whoever repeats it repeats any.
  const anybody = origin === "*" || origin === foreignOrigin || origin === "null";
  return credentials && anybody ? `It lets ${origin} read answers with the cookies of a user.` : undefined;
}

/** Origin that requests say they come from: nobody's (RFC 2606). */
export const foreignOrigin = "https://sallyport.invalid";

/** A cookie is named by its name alone: its value may open something. */
function cookieFindings(place: string, cookie: string): RuntimeFinding[] {
  const [pair = "", ...attributes] = cookie.split(";").map((part) => part.trim());
  const has = (name: RegExp) => attributes.some((attribute) => name.test(attribute));
  const name = pair.split("=", 1)[0] ?? "";
  const wanted: [RuntimeRuleId, RegExp, string][] = [
    ["cookie-secure", /^secure$/i, "Secure"],
    ["cookie-http-only", /^httponly$/i, "HttpOnly"],
    ["cookie-same-site", /^samesite=(lax|strict|none)$/i, "SameSite"],
  ];
  return wanted
    .filter(([, pattern]) => !has(pattern))
    .map(([rule, , attribute]) => ({ rule, place, found: `The cookie ${JSON.stringify(name)} has no ${attribute}.` }));
}
