import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, type RequestListener, type Server } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

const sound: Record<string, string | string[]> = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "content-security-policy": "default-src 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

let tls: { key: string; cert: string };

beforeAll(() => {
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "-", "-out", "-", ...subject];
  const pem = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const part = (name: string) => new RegExp(`-----BEGIN ${name}-----[^]*?-----END ${name}-----\n`).exec(pem)?.[0] ?? "";
  tls = { key: part("PRIVATE KEY"), cert: part("CERTIFICATE") };
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A port at which nobody answers. */
async function closedPort(): Promise<number> {
  const server = createPlainServer();
  const port = await listening(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

const answering =
  (status: number, headers: Record<string, string | string[]>): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end("<html></html>");
  };

interface Servers {
  secure?: RequestListener;
  options?: ServerOptions;
  /** What answers without TLS; without it nothing does. */
  plain?: RequestListener;
  /** Whether the client trusts the certificate. */
  trusted?: boolean;
}

async function check({ secure = answering(200, sound), options = {}, plain, trusted = true }: Servers = {}) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "ca.pem"), tls.cert);
  const port = await listening(createServer({ ...tls, ...options }, secure) as unknown as Server);
  const plainPort = plain ? await listening(createPlainServer(plain)) : await closedPort();
  const address = `http://127.0.0.1:${plainPort}/`;
  const args = [
    "runtime-check",
    "--url",
    `https://127.0.0.1:${port}/`,
    "--plain-url",
    address,
    "--out",
    "runtime.sarif",
  ];
  const env: Record<string, string> = trusted ? { NODE_EXTRA_CA_CERTS: join(cwd, "ca.pem") } : {};
  const ended = await runCli([...args, "--commit", "a".repeat(40)], { cwd, env });
  return { ...ended, cwd };
}

/** Ids of the rules that are broken, by the report. */
function broken(cwd: string): string[] {
  const { runs } = JSON.parse(readFileSync(join(cwd, "runtime.sarif"), "utf8"));
  return runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId);
}

describe("a server", () => {
  test("that is configured well breaks no rule", async () => {
    const { code, cwd } = await check();

    expect(code).toBe(0);
    expect(broken(cwd)).toEqual([]);
  });

  test("that says nothing breaks a rule for each header that is missing", async () => {
    const { code, cwd } = await check({ secure: answering(200, {}) });

    expect(code).toBe(1);
    expect(broken(cwd)).toEqual([
      "strict-transport-security",
      "content-security-policy",
      "framing",
      "content-type-options",
      "referrer-policy",
    ]);
  });

  test.each<[string, Record<string, string | string[]>, string[]]>([
    ["a short time for https", { "strict-transport-security": "max-age=300" }, ["strict-transport-security"]],
    ["a time for https that is none", { "strict-transport-security": "max-age=x" }, ["strict-transport-security"]],
    ["a policy without sources", { "content-security-policy": "frame-ancestors 'none'" }, ["content-security-policy"]],
    [
      "a policy that only reports",
      { "content-security-policy": [], "content-security-policy-report-only": "default-src 'self'" },
      ["content-security-policy", "framing"],
    ],
    ["a word for the type that browsers do not know", { "x-content-type-options": "no" }, ["content-type-options"]],
    ["its version", { server: "nginx/1.27.4" }, ["server-version"]],
    ["what it was made with", { "x-powered-by": "Express" }, ["server-version"]],
    [
      "answers for every origin with cookies",
      { "access-control-allow-origin": "https://sallyport.invalid", "access-control-allow-credentials": "true" },
      ["cross-origin"],
    ],
    ["a bare cookie", { "set-cookie": "id=made-up" }, ["cookie-secure", "cookie-http-only", "cookie-same-site"]],
    ["a cookie for scripts", { "set-cookie": "id=made-up; Secure; SameSite=Lax" }, ["cookie-http-only"]],
  ])("that sends %s breaks %#", async (_, headers, rules) => {
    const { cwd } = await check({ secure: answering(200, { ...sound, ...headers }) });

    expect(broken(cwd)).toEqual(rules);
  });

  test.each<[string, Record<string, string | string[]>]>([
    ["an old word against frames", { "content-security-policy": "script-src 'self'", "x-frame-options": "DENY" }],
    ["a name without a version", { server: "nginx" }],
    ["answers for every origin without cookies", { "access-control-allow-origin": "*" }],
    ["a cookie with every attribute", { "set-cookie": "id=made-up; Secure; HttpOnly; SameSite=Strict" }],
  ])("may send %s", async (_, headers) => {
    const { cwd } = await check({ secure: answering(200, { ...sound, ...headers }) });

    expect(broken(cwd)).toEqual([]);
  });

  test("may answer without TLS with a redirect to https, and with nothing else", async () => {
    const redirect = answering(308, { location: "https://127.0.0.1/" });
    const elsewhere = answering(302, { location: "http://127.0.0.1/login" });

    expect(broken((await check({ plain: redirect })).cwd)).toEqual([]);
    expect(broken((await check({ plain: elsewhere })).cwd)).toEqual(["https-only"]);
    expect(broken((await check({ plain: answering(200, sound) })).cwd)).toEqual(["https-only"]);
  });

  test("whose certificate nobody trusts breaks that rule", async () => {
    const { code, cwd } = await check({ trusted: false });

    expect(code).toBe(1);
    expect(broken(cwd)).toEqual(["certificate"]);
  });

  test("that speaks an old version of TLS breaks that rule", async () => {
    const options: ServerOptions = { minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" };

    expect(broken((await check({ options })).cwd)).toEqual(["tls-version"]);
  });

  test("is judged by the page that its own redirects lead to", async () => {
    const secure: RequestListener = (request, response) =>
      request.url === "/"
        ? response.writeHead(302, { location: "/login" }).end()
        : answering(200, sound)(request, response);

    expect(broken((await check({ secure })).cwd)).toEqual([]);
  });

  test("that is down or not there is no answer, and there is no report", async () => {
    const { code, stderr, cwd } = await check({ secure: answering(503, sound) });

    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("answers with HTTP 503") });
    expect(() => broken(cwd)).toThrow("ENOENT");
    const gone = ["runtime-check", "--url", `https://127.0.0.1:${await closedPort()}/`, "--out", "runtime.sarif"];
    expect(await runCli(gone, { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("ECONNREFUSED") });
  });

  test("keeps the values of its cookies to itself", async () => {
    const { cwd, stdout } = await check({ secure: answering(200, { ...sound, "set-cookie": "id=made-up-value" }) });

    expect(stdout).toContain('The cookie "id" has no Secure.');
    expect(stdout + readFileSync(join(cwd, "runtime.sarif"), "utf8")).not.toContain("made-up-value");
  });
});

const securityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
const container = { name: "web", image: `registry.example/api@sha256:${"a".repeat(64)}`, securityContext };

function workload(pod: object = {}) {
  const spec = { template: { spec: { containers: [container], ...pod } } };
  return { kind: "Deployment", metadata: { name: "api" }, spec };
}

async function checkWorkloads(document: unknown) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "workloads.json"), typeof document === "string" ? document : JSON.stringify(document));
  return {
    cwd,
    ...(await runCli(["runtime-check", "--workloads", "workloads.json", "--out", "runtime.sarif"], { cwd })),
  };
}

const withContext = (change: object) =>
  workload({ containers: [{ ...container, securityContext: { ...securityContext, ...change } }] });

describe("a workload", () => {
  test("that keeps to the restricted standard breaks no rule, alone or in a list", async () => {
    for (const document of [workload(), { kind: "List", items: [workload(), workload()] }]) {
      const { code, cwd } = await checkWorkloads(document);

      expect(code).toBe(0);
      expect(broken(cwd)).toEqual([]);
    }
  });

  test.each<[object, string[]]>([
    [withContext({ privileged: true }), ["privileged"]],
    [withContext({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }), ["capabilities"]],
    [withContext({ capabilities: { drop: ["NET_RAW"] } }), ["capabilities"]],
    [withContext({ allowPrivilegeEscalation: true }), ["privilege-escalation"]],
    [withContext({ runAsUser: 0 }), ["non-root"]],
    [withContext({ runAsNonRoot: false }), ["non-root"]],
    [withContext({ seccompProfile: { type: "Unconfined" } }), ["seccomp"]],
    [withContext({ readOnlyRootFilesystem: false }), ["read-only-root"]],
    [workload({ hostNetwork: true, hostPID: true }), ["host-namespaces"]],
    [workload({ volumes: [{ name: "root", hostPath: { path: "/" } }] }), ["host-paths"]],
    [workload({ containers: [{ ...container, image: "registry.example/api:1" }] }), ["image-digest"]],
    [
      workload({ containers: [{ name: "web", image: container.image }] }),
      ["capabilities", "privilege-escalation", "non-root", "seccomp", "read-only-root"],
    ],
    [
      workload({ initContainers: [{ ...container, securityContext: { ...securityContext, privileged: true } }] }),
      ["privileged"],
    ],
  ])("%# breaks its rules", async (document, rules) => {
    const { code, cwd } = await checkWorkloads(document);

    expect(code).toBe(1);
    expect(broken(cwd)).toEqual(rules);
  });

  test("takes from its pod what its container does not say", async () => {
    const { runAsNonRoot, seccompProfile, ...own } = securityContext;
    const pod = {
      securityContext: { runAsNonRoot, seccompProfile },
      containers: [{ ...container, securityContext: own }],
    };

    expect(broken((await checkWorkloads(workload(pod))).cwd)).toEqual([]);
  });

  test.each([
    ["nothing", { kind: "List", items: [] }],
    ["another kind", { kind: "Secret", metadata: { name: "x" } }],
    ["no JSON", "Error from server (NotFound)"],
    ["no container", workload({ containers: [] })],
  ])("of %s is no answer", async (_, document) => {
    expect((await checkWorkloads(document)).code).toBe(2);
  });
});

test("the gate reads the report with its record: grave findings do not pass, warnings do", async () => {
  const policy = join(process.cwd(), "examples/quickstart/sallyport.yaml");
  const judge = async (document: unknown) => {
    const { cwd } = await checkWorkloads(document);
    const args = [
      "gate",
      "--policy",
      policy,
      "--only",
      "runtimeCheck",
      "--report",
      "runtimeCheck=runtime.sarif",
      "--json",
    ];
    const { code, stdout } = await runCli(args, { cwd });
    return { code, findings: JSON.parse(stdout).findings, doubts: JSON.parse(stdout).doubts };
  };

  expect(await judge(workload())).toMatchObject({ code: 0, doubts: [] });
  expect(await judge(withContext({ readOnlyRootFilesystem: false }))).toMatchObject({ code: 0, doubts: [] });
  expect(await judge(withContext({ privileged: true }))).toMatchObject({
    code: 1,
    doubts: [],
    findings: [{ ids: ["privileged"], severity: "critical", outcome: "block" }],
  });
});

test("needs something to look at", async () => {
  const cwd = temporaryFolder();

  expect(await runCli(["runtime-check", "--out", "x.sarif"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--url is missing"),
  });
  expect(await runCli(["runtime-check", "--url", "http://x.example", "--out", "x.sarif"], { cwd })).toMatchObject({
    code: 2,
  });
});

test("a verdict on some scanners is for no ledger", async () => {
  const args = ["gate", "--only", "zap", "--ledger", "ledger.jsonl", "--report", "reports/trivy.json"];

  expect(await runCli(args)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--only goes with no --ledger"),
  });
  expect(await runCli(["gate", "--only", "zapp"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Did you mean zap?"),
  });
});
