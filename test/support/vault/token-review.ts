import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeyPair, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { loopbackCertificate } from "./certificate.ts";

/** A service account of a cluster. */
export interface ServiceAccount {
  namespace: string;
  name: string;
  uid: string;
}

/** What of a Kubernetes API server Vault asks: whose token a token is. */
export interface TokenReviewServer {
  /** `https://127.0.0.1:PORT` */
  url: string;
  /** Text of the authority that signs its certificate. */
  ca: string;
  /** A token of an account for an audience, as a pod finds it in its projected volume. */
  tokenOf: (account: ServiceAccount, audience?: string, claims?: Record<string, unknown>) => Promise<string>;
  /** The same, signed by somebody else. */
  forgedTokenOf: (account: ServiceAccount) => Promise<string>;
  /** The account is gone; one of the same name would have another uid. */
  deleteAccount: (account: ServiceAccount) => void;
  stop: () => Promise<void>;
}

const Review = z.object({ spec: z.object({ token: z.string(), audiences: z.array(z.string()).min(1) }) });
const issuer = "https://kubernetes.default.svc.cluster.local";

interface Claims {
  sub?: string;
  aud?: string | string[];
  "kubernetes.io"?: { serviceaccount?: { uid?: string } };
}

/**
 * Answers TokenReview requests as an API server does whose own audiences are its address and `vault`: of a caller whom it
 * knows, by what was signed and not by what is claimed, for the audiences asked.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/
 */
export async function startTokenReview(): Promise<TokenReviewServer> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-token-review-"));
  const certificate = loopbackCertificate(folder, "api");
  const key = await generateKeyPair("RS256");
  const other = await generateKeyPair("RS256");
  const deleted = new Set<string>();

  /** Claims of a token of this cluster whose account is there. */
  const known = async (token: string): Promise<Claims | undefined> => {
    try {
      const { payload } = await jwtVerify<Claims>(token, key.publicKey, { issuer });
      return deleted.has(payload["kubernetes.io"]?.serviceaccount?.uid ?? "") ? undefined : payload;
    } catch {
      return undefined;
    }
  };
  const review = async (body: unknown) => {
    const { spec } = Review.parse(body);
    const claims = await known(spec.token);
    const audiences = [claims?.aud ?? []].flat().filter((audience) => spec.audiences.includes(audience));
    if (!claims || audiences.length === 0) return { authenticated: false, error: "[invalid bearer token]" };
    const user = { username: claims.sub, uid: claims["kubernetes.io"]?.serviceaccount?.uid, groups: [] };
    return { authenticated: true, user, audiences };
  };
  const server = createServer({ key: certificate.key, cert: certificate.certificate }, async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.method !== "POST" || request.url !== "/apis/authentication.k8s.io/v1/tokenreviews") {
      return answer(404, failure(404, "NotFound"));
    }
    const body = await bodyOf(request);
    const [, bearer = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const caller = await known(bearer);
    if (![caller?.aud ?? []].flat().some((audience) => audience === issuer || audience === "vault")) {
      return answer(401, failure(401, "Unauthorized"));
    }
    const kind = { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1" };
    return answer(201, { ...kind, metadata: {}, status: await review(body) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");

  const sign = (account: ServiceAccount, audience: string, claims: object, by = key.privateKey) =>
    new SignJWT({ ...claimsOf(account), aud: [audience], ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "cluster" })
      .sign(by);
  return {
    url: `https://127.0.0.1:${address.port}`,
    ca: certificate.certificate,
    tokenOf: (account, audience = "vault", claims = {}) => sign(account, audience, claims),
    forgedTokenOf: (account) => sign(account, "vault", {}, other.privateKey),
    deleteAccount: ({ uid }) => void deleted.add(uid),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#schema-for-service-account-private-claims */
function claimsOf({ namespace, name, uid }: ServiceAccount) {
  const pod = { name: `${name}-0`, uid: randomUUID() };
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    iat: now,
    nbf: now,
    exp: now + 3600,
    jti: randomUUID(),
    sub: `system:serviceaccount:${namespace}:${name}`,
    "kubernetes.io": { namespace, pod, serviceaccount: { name, uid } },
  };
}

function failure(code: number, reason: string) {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message: reason, reason, code };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
