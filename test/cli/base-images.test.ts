import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { baseLines, withBase } from "../../packages/cli/src/base-images/dockerfile.ts";
import { isApproved, parseImageReference } from "../../packages/cli/src/base-images/image-reference.ts";
import { documentOf, runCli, temporaryFolder } from "./run-cli.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

interface Answer {
  type: string;
  body: string;
  status?: number;
  headers?: Record<string, string>;
}

/** A registry: manifests and blobs by tag and by the digest of what they really are. */
class Registry {
  readonly answers = new Map<string, Answer>();
  /** Address without the scheme. */
  host = "";
  /** Whether it wants a token, which it gives to everybody. */
  wantsToken = false;
  tokens = 0;

  /** An image for one platform in an index, under a tag; gives the digest of the index. */
  push(path: string, tag: string, { age = 3, megabytes = 40, platform = "linux/amd64", salt = "" } = {}): string {
    const config = JSON.stringify({ created: daysAgo(age), os: "linux", salt });
    const layers = [{ mediaType: "x", digest: digestOf("layer"), size: megabytes * 1_000_000 }];
    const manifest = JSON.stringify({
      schemaVersion: 2,
      config: { digest: digestOf(config), size: config.length },
      layers,
    });
    const [os, architecture] = platform.split("/");
    const index = JSON.stringify({
      schemaVersion: 2,
      manifests: [{ digest: digestOf(manifest), platform: { os, architecture } }],
    });
    this.answers.set(`/v2/${path}/blobs/${digestOf(config)}`, { type: "application/octet-stream", body: config });
    this.answers.set(`/v2/${path}/manifests/${digestOf(manifest)}`, { type: manifestType, body: manifest });
    for (const name of [tag, digestOf(index)])
      this.answers.set(`/v2/${path}/manifests/${name}`, { type: indexType, body: index });
    return digestOf(index);
  }

  answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
    if (url.startsWith("/token")) {
      this.tokens += 1;
      response.writeHead(200, { "content-type": "application/json" }).end('{"token":"for-everybody"}');
      return;
    }
    if (this.wantsToken && headers.authorization !== "Bearer for-everybody") {
      const challenge = `Bearer realm="http://${this.host}/token",service="test",scope="repository:base:pull"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
      return;
    }
    const found = this.answers.get(url);
    if (!found) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"errors":[]}');
      return;
    }
    const { type, body, status = 200, headers: more = {} } = found;
    response.writeHead(status, { "content-type": type, ...more }).end(body);
  }
}

async function registry(): Promise<Registry> {
  const state = new Registry();
  const server = createServer((request, response) => state.answer(request, response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  state.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

interface Checkout {
  dockerfile: string;
  baseImages?: object;
  base?: string;
}

async function judge({ dockerfile, baseImages = {}, base }: Checkout, ...more: string[]) {
  const cwd = temporaryFolder();
  const path = join(cwd, "source/docker/Dockerfile");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, dockerfile);
  const image = { name: "payments-api", dockerfile: "docker/Dockerfile", ...(base !== undefined && { base }) };
  writeFileSync(
    join(cwd, "source/sallyport.yaml"),
    JSON.stringify({
      version: 1,
      organization: { login: "acme", id: 1042, teams: { security: 4203 } },
      repositories: [{ name: "payments-api", id: 900123, images: [image] }],
      registry: { baseImages },
    }),
  );
  const { code, stdout, stderr } = await runCli(
    ["base-images", "--policy", "source/sallyport.yaml", "--json", ...more],
    { cwd },
  );
  const document = documentOf(stdout, "base-images.json") as unknown as Document;
  const kinds = document.bases.flatMap(({ problems }) => problems.map(({ kind }) => kind));
  const doubts = document.bases.flatMap(({ doubts: said }) => said);
  return { code, stderr, kinds, doubts, document, text: () => readFileSync(path, "utf8") };
}

interface Document {
  bases: { problems: { kind: string }[]; doubts: string[]; newest?: string }[];
  updated: { path: string; changes: { line: number; from: string; to: string }[] }[];
}

describe("a base image", () => {
  test("that is pinned, the newest of its tag, young and small has nothing against it", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1");

    expect(await judge({ dockerfile: `FROM ${hub.host}/base:1@${digest}\n` })).toMatchObject({
      code: 0,
      kinds: [],
      doubts: [],
    });
  });

  test("without a digest is not pinned", async () => {
    const hub = await registry();
    hub.push("base", "1");

    expect(await judge({ dockerfile: `FROM ${hub.host}/base:1\n` })).toMatchObject({ code: 1, kinds: ["pinned"] });
  });

  test("whose tag has moved on is outdated", async () => {
    const hub = await registry();
    const before = hub.push("base", "1");
    const now = hub.push("base", "1", { salt: "fixed" });
    const judged = await judge({ dockerfile: `FROM ${hub.host}/base:1@${before}\n` });

    expect(judged).toMatchObject({ code: 1, kinds: ["outdated"] });
    expect(judged.document.bases[0]?.newest).toBe(now);
  });

  test.each([
    [{ age: 29 }, []],
    [{ age: 31 }, ["age"]],
    [{ megabytes: 199 }, []],
    [{ megabytes: 201 }, ["size"]],
  ])("with %j has against it %j", async (made, kinds) => {
    const hub = await registry();
    const digest = hub.push("base", "1", made);

    expect((await judge({ dockerfile: `FROM ${hub.host}/base:1@${digest}\n` })).kinds).toEqual(kinds);
  });

  test("that only helps to build may be large, and has to be pinned all the same", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1");
    hub.push("tools", "1", { megabytes: 900 });
    const dockerfile = `FROM ${hub.host}/tools:1 AS build\nFROM ${hub.host}/base:1@${digest}\nCOPY --from=build /app /app\n`;

    expect(await judge({ dockerfile })).toMatchObject({ code: 1, kinds: ["pinned"] });
  });

  test.each([
    [["HOST/base:1"], []],
    [["HOST/base"], []],
    [["HOST/base:2", "HOST/other"], ["approved"]],
    [["base:1"], ["approved"]],
  ])("with the list %j has against it %j", async (approved, kinds) => {
    const hub = await registry();
    const digest = hub.push("base", "1");
    const list = approved.map((entry) => entry.replace("HOST", hub.host));

    expect(
      (await judge({ dockerfile: `FROM ${hub.host}/base:1@${digest}\n`, baseImages: { approved: list } })).kinds,
    ).toEqual(kinds);
  });

  test("that is another than the policy names is told of", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1");
    const dockerfile = `FROM ${hub.host}/base:1@${digest}\n`;

    expect((await judge({ dockerfile, base: `${hub.host}/base:1` })).kinds).toEqual([]);
    expect((await judge({ dockerfile, base: `${hub.host}/base:2` })).kinds).toEqual(["declared"]);
  });

  test("is asked for with the token that a registry gives to everybody, once", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1");
    hub.wantsToken = true;

    expect(await judge({ dockerfile: `FROM ${hub.host}/base:1@${digest}\n` })).toMatchObject({ code: 0 });
    expect(hub.tokens).toBe(1);
  });

  test("is that of the platform that the Dockerfile names", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1", { platform: "linux/arm64" });
    const from = `${hub.host}/base:1@${digest}\n`;

    expect((await judge({ dockerfile: `FROM --platform=linux/arm64 ${from}` })).code).toBe(0);
    expect((await judge({ dockerfile: `FROM ${from}` })).doubts[0]).toContain("has nothing for linux/amd64");
  });
});

describe("nobody can tell", () => {
  test.each<[string, Answer, string]>([
    [
      "the registry wants a pause",
      { status: 429, type: "text/plain", body: "", headers: { "retry-after": "60" } },
      "a pause for 60 seconds",
    ],
    ["the image is for some people only", { status: 403, type: "text/plain", body: "" }, "is not for everybody"],
    ["the registry is broken", { status: 502, type: "text/html", body: "<html>" }, "HTTP 502"],
    ["the answer is of another type", { type: "text/html", body: "{}" }, "which is no manifest"],
    ["the answer is not JSON", { type: manifestType, body: "<html>" }, "not JSON"],
    ["the manifest is none", { type: manifestType, body: "{}" }, "not as registries describe it"],
    [
      "the digest is of other bytes",
      { type: manifestType, body: "{}", headers: { "docker-content-digest": digestOf("x") } },
      "other bytes",
    ],
  ])("when %s", async (_, answer, says) => {
    const hub = await registry();
    hub.answers.set("/v2/base/manifests/1", answer);
    const { code, doubts } = await judge({ dockerfile: `FROM ${hub.host}/base:1\n` });

    expect(code).toBe(2);
    expect(doubts[0]).toContain(says);
  });

  test("when a registry gives other bytes under a digest", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1");
    const other = hub.push("other", "1", { salt: "other" });
    const swapped = hub.answers.get(`/v2/other/manifests/${other}`);
    if (swapped) hub.answers.set(`/v2/base/manifests/${digest}`, swapped);

    expect((await judge({ dockerfile: `FROM ${hub.host}/base:1@${digest}\n` })).doubts[0]).toContain("other bytes");
  });

  test.each([
    ["the image is not there", (host: string) => `FROM ${host}/none:1\n`, "is not in its registry"],
    ["a variable has no default", () => "ARG BASE\nFROM $" + "{BASE}\n", "has a variable without a default"],
  ])("when %s", async (_, dockerfile, says) => {
    const hub = await registry();
    const { code, doubts } = await judge({ dockerfile: dockerfile(hub.host) });

    expect(code).toBe(2);
    expect(doubts[0]).toContain(says);
  });

  test("and what speaks against another base is said first", async () => {
    const hub = await registry();
    hub.push("base", "1");

    expect((await judge({ dockerfile: `FROM ${hub.host}/none:1 AS build\nFROM ${hub.host}/base:1\n` })).code).toBe(1);
  });
});

describe("an update", () => {
  test("writes the newest digest into the line, and nothing else", async () => {
    const hub = await registry();
    const before = hub.push("base", "1");
    const now = hub.push("base", "1", { salt: "fixed" });
    const dockerfile = `# the base\nFROM  ${hub.host}/base:1@${before} AS build\nRUN echo "FROM ${hub.host}/base:1@${before}"\n`;
    const { code, text, document } = await judge({ dockerfile }, "--update");

    expect(code).toBe(1);
    expect(text()).toBe(dockerfile.replace(before, now));
    expect(document.updated).toMatchObject([{ path: "docker/Dockerfile", changes: [{ line: 2 }] }]);
  });

  test("pins what was not pinned, after which nothing speaks against it", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1");
    const { text } = await judge({ dockerfile: `FROM ${hub.host}/base:1\n` }, "--update");

    expect(text()).toBe(`FROM ${hub.host}/base:1@${digest}\n`);
    expect((await judge({ dockerfile: text() })).code).toBe(0);
  });

  test("changes nothing without the flag, or where nothing is newer", async () => {
    const hub = await registry();
    const digest = hub.push("base", "1", { age: 100 });
    const pinned = `FROM ${hub.host}/base:1@${digest}\n`;

    expect((await judge({ dockerfile: `FROM ${hub.host}/base:1\n` })).document.updated).toEqual([]);
    expect((await judge({ dockerfile: pinned }, "--update")).document.updated).toEqual([]);
  });
});

describe("a Dockerfile", () => {
  const [v, orThree] = ["\u0024{V}", "\u0024{V:-3}"];
  const written = (text: string) =>
    baseLines(text).map(({ written: name, reference, isShipped }) => [name, reference, isShipped]);

  test.each<[string, string, unknown[][]]>([
    ["of one stage", "FROM python:3.13", [["python:3.13", "python:3.13", true]]],
    ["in lower case", "from python as base", [["python", "python", true]]],
    [
      "that goes on from a stage",
      "FROM python AS base\nFROM node AS assets\nFROM base",
      [
        ["python", "python", true],
        ["node", "node", false],
      ],
    ],
    ["from scratch", "FROM golang AS build\nFROM scratch", [["golang", "golang", false]]],
    ["with a default", `ARG V=3.13\nFROM python:${v}-slim`, [[`python:${v}-slim`, "python:3.13-slim", true]]],
    ["with a word for a default", `FROM python:${orThree}`, [[`python:${orThree}`, "python:3", true]]],
    [
      "with an argument of a stage",
      "FROM a\nARG V=1\nFROM b:$V",
      [
        ["a", "a", false],
        ["b:$V", undefined, true],
      ],
    ],
    ["with a continued line", "FROM \\\n  # why\n  python \\\n  AS base", [["python", "python", true]]],
    ["with another escape", "# escape=`\nFROM `\n  python", [["python", "python", true]]],
    ["with a heredoc", "FROM a\nRUN <<EOF\nFROM b\nEOF\nCOPY <<-'X' /f\n\tFROM c\n\tX\n", [["a", "a", true]]],
    ["with comments", "# FROM a\n  # FROM b\nFROM c", [["c", "c", true]]],
    ["with Windows line ends", "FROM a\r\nRUN x\r\n", [["a", "a", true]]],
  ])("%s", (_, text, bases) => {
    expect(written(text)).toEqual(bases);
  });

  test("is not changed where a variable stands", () => {
    const text = "ARG V=1\nFROM a:$V\n";
    const [base] = baseLines(text);

    expect(base && withBase(text, base, "a:1@x")).toBeUndefined();
  });
});

test.each([
  ["python", { registry: "docker.io", path: "library/python", tag: "latest", digest: undefined }],
  ["acme/base:1", { registry: "docker.io", path: "acme/base", tag: "1", digest: undefined }],
  [
    `ghcr.io/acme/base@${digestOf("a")}`,
    { registry: "ghcr.io", path: "acme/base", tag: undefined, digest: digestOf("a") },
  ],
  ["localhost:5000/base", { registry: "localhost:5000", path: "base", tag: "latest", digest: undefined }],
  ["Not An Image", undefined],
])("%s is read as a reference", (text, parts) => {
  expect(parseImageReference(text)).toEqual(parts);
});

test("a list without a registry means Docker Hub, under every way to write it", () => {
  const image = parseImageReference("docker.io/library/python:3.13-slim");

  expect(image && isApproved(image, ["python:3.13-slim"])).toBe(true);
  expect(image && isApproved(image, ["python:3.13"])).toBe(false);
  expect(image && isApproved(image, ["ghcr.io/library/python"])).toBe(false);
});
