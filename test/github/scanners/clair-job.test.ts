import { readReport } from "@sallyport/gate";
import { scannerJobs } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { loopback, runBeside } from "../loopback.ts";
import { commit, runStep, scriptStep } from "../run-step.ts";
import { sampleWith } from "../sample.ts";

const clair = { url: "https://clair.acme.example", registry: "registry.acme.example/scans" };
const { jobs } = scannerJobs(sampleWith({ clair }));
const manifest = JSON.stringify({
  layers: [{ digest: `sha256:${"1".repeat(64)}` }, { digest: `sha256:${"2".repeat(64)}` }],
});
/** The image as the gate calls it, which is not how the registry calls it. */
const digest = `sha256:${"d".repeat(64)}`;
const repository = "/v2/scans/payments-api";

interface Answers {
  /** Whether the registry gives tokens, or takes the account itself. */
  tokens: boolean;
  indexed: boolean;
  report: boolean;
}

/** Registry, its token service and Clair, on one port. */
function services({ tokens, indexed, report }: Answers) {
  return loopback(({ path, headers }, response) => {
    const [route = ""] = path.split("?", 1);
    const json = (value: unknown, status = 200) => {
      response.statusCode = status;
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    };
    const packages = { "1": { id: "1", name: "openssl", version: "3.0" } };
    const found = { manifest_hash: digest, packages, vulnerabilities: {}, package_vulnerabilities: {} };
    switch (route) {
      case `${repository}/tags/list`:
        if (tokens) {
          const service = `http://${headers.host}/token`;
          response.setHeader("www-authenticate", `Bearer realm="${service}",service="registry.acme.example"`);
        }
        return json({}, 401);
      case "/token":
        return json({ token: "of-these-layers" });
      case `${repository}/manifests/${commit}`:
        return json(manifest);
      case "/indexer/api/v1/index_report":
        return json({ success: indexed });
      case "/matcher/api/v1/internal/update_operation":
        return json({ a: [{ date: "2026-05-01T00:00:00Z" }], b: [{ date: "2026-05-03T04:05:06.7Z" }] });
      case `/matcher/api/v1/vulnerability_report/${digest}`:
        return report ? json(found) : json("", 500);
      default:
        return json("", 404);
    }
  });
}

async function scan(answers: Partial<Answers> = {}) {
  const { url, asked } = await services({ tokens: true, indexed: true, report: true, ...answers });
  const env = { CLAIR: url, REGISTRY_URL: url, REGISTRY_USERNAME: "bot", REGISTRY_PASSWORD: "p4ss", DIGEST: digest };
  return { run: await runBeside(scriptStep(jobs.clair, "Scan payments-api"), env), asked };
}

const basic = Buffer.from("bot:p4ss").toString("base64");

describe("the scan", () => {
  test("hands the layers to Clair, with a token that reads these alone", async () => {
    const { run, asked } = await scan();
    const index = asked.find(({ path }) => path.startsWith("/indexer"));
    const token = asked.find(({ path }) => path.startsWith("/token"));

    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(decodeURIComponent(token?.path ?? "")).toBe(
      "/token?service=registry.acme.example&scope=repository:scans/payments-api:pull",
    );
    expect(token?.headers.authorization).toBe(`Basic ${basic}`);
    expect(JSON.parse(index?.body ?? "")).toMatchObject({
      hash: digest,
      layers: [
        {
          uri: expect.stringMatching(/\/v2\/scans\/payments-api\/blobs\/sha256:1{64}$/),
          headers: { Authorization: ["Bearer of-these-layers"] },
        },
        { hash: `sha256:${"2".repeat(64)}` },
      ],
    });
  });

  test("leaves a report that the gate can read, with digest and date of the data in its record", async () => {
    const { run } = await scan();
    const report = readReport(Buffer.from(run.file("reports/clair-image-payments-api.json")), "clair.json", {});

    expect(report).toMatchObject({ tool: "clair", health: "ok" });
    expect(run.file("npx-arguments")).toMatch(
      new RegExp(` --exit 0 .* --target image:payments-api@${digest} --database-date 2026-05-03T04:05:06\\.7Z $`),
    );
  });

  test("masks what it was given before it uses it", async () => {
    const { run } = await scan();

    expect(run.stdout.trim().split("\n")).toEqual([`::add-mask::${basic}`, "::add-mask::of-these-layers"]);
  });

  test("uses the account where the registry gives no tokens", async () => {
    const { asked } = await scan({ tokens: false });

    expect(asked.find(({ path }) => path.includes("/manifests/"))?.headers.authorization).toBe(`Basic ${basic}`);
  });

  test.each([
    ["cannot read the image", { indexed: false }],
    ["has no report", { report: false }],
  ])("where Clair %s is red and leaves an empty report", async (_, answers) => {
    const { run } = await scan(answers);

    expect(run.status).not.toBe(0);
    expect(run.file("reports/clair-image-payments-api.json")).toBe("");
    expect(run.file("npx-arguments")).not.toContain("--exit 0 ");
  });
});

test("pushes the image under its commit", () => {
  const run = runStep(scriptStep(jobs.clair, "Push payments-api"), { docker: "exit 0" });
  const remote = `registry.acme.example/scans/payments-api:${commit}`;

  expect(run.calls).toEqual([`docker tag payments-api:${commit} ${remote}`, `docker push --quiet ${remote}`]);
});

test("logs in without the password among the arguments", () => {
  const env = { REGISTRY_USERNAME: "bot", REGISTRY_PASSWORD: "p4ss" };
  const run = runStep(scriptStep(jobs.clair, "Log in"), { docker: 'test "$(cat)" = p4ss' }, env);

  expect(run).toMatchObject({
    status: 0,
    calls: ["docker login registry.acme.example --username bot --password-stdin"],
  });
});
