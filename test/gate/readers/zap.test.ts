import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const shop = "https://shop.example";

function alert(fields: Fields = {}): Fields {
  return {
    pluginid: "10011",
    alertRef: "10011-1",
    alert: "Cookie",
    name: "Cookie without Secure flag",
    riskcode: "2",
    confidence: "2",
    solution: "<p>Set the flag.</p>",
    reference: "<p>https://acme.example/cookies</p><p>javascript:alert(1)</p>",
    cweid: "614",
    instances: [{ uri: `${shop}/login?token=fake-token#x`, method: "GET", evidence: "Set-Cookie: id=fake-token" }],
    ...fields,
  };
}

function zap(sites: readonly Fields[], fields: Fields = {}): Fields {
  return {
    "@version": "2.16.1",
    "@generated": "Mon, 4 May 2026 11:00:00",
    created: "2026-05-04T11:00:00Z",
    site: sites,
    ...fields,
  };
}

function site(alerts: readonly Fields[], name = shop): Fields {
  return { "@name": name, "@host": "shop.example", alerts };
}

test("an alert is read with its risk, place and remedy", () => {
  expect(read(zap([site([alert()])]))).toMatchObject({
    tool: "zap",
    format: "zap-json",
    toolVersion: "2.16.1",
    createdAt: "2026-05-04T11:00:00Z",
    health: "ok",
    counts: { medium: 1 },
    artifact: { name: shop, type: "url" },
    findings: [
      {
        ids: ["10011-1"],
        category: "dynamic",
        title: "Cookie without Secure flag",
        detail: `Seen at GET ${shop}/login`,
        remedy: "Set the flag.",
        location: { path: `${shop}/login` },
        label: "Medium",
        cwes: ["CWE-614"],
        links: ["https://acme.example/cookies"],
        pointer: "/site/0/alerts/0",
      },
    ],
  });
});

test("neither the query, the evidence nor a password in the address is kept", () => {
  const instances = [{ uri: "https://fake-user:fake-token@shop.example/a?k=fake-token", attack: "fake-token" }];
  const report = read(zap([site([alert({ instances }), alert()])]));

  expect(JSON.stringify(report)).not.toContain("fake-token");
});

test("the same alert of two sites is a finding of each", () => {
  const { findings } = read(zap([site([alert()]), site([alert()], "http://shop.example")]));

  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test("the name of an alert is `alert` where there is no `name`", () => {
  expect(read(zap([site([alert({ name: undefined })])])).findings[0]?.title).toBe("Cookie");
});

test("the risk codes are informational, low, medium and high; anything else is unscored", () => {
  const codes = ["0", "1", "2", "3", "4", "", undefined];

  expect(read(zap([site(codes.map((riskcode) => alert({ riskcode })))])).counts).toMatchObject({
    info: 1,
    low: 1,
    medium: 1,
    high: 1,
    unscored: 3,
  });
});

test("confidence 0 is a false positive: counted, not judged; low confidence is judged", () => {
  const { findings, suppressed } = read(zap([site([alert({ confidence: "0" }), alert({ confidence: "1" })])]));

  expect(findings).toHaveLength(1);
  expect(suppressed).toMatchObject([{ suppression: { status: "false positive" } }]);
});

test("the XML report says the same as the JSON report", () => {
  const document = `<OWASPZAPReport version="2.16.1" created="2026-05-04T11:00:00Z">
    <site name="${shop}" host="shop.example"><alerts><alertitem>
      <pluginid>10011</pluginid><alertRef>10011-1</alertRef><alert>Cookie</alert><name>Cookie without Secure flag</name>
      <riskcode>2</riskcode><confidence>2</confidence><solution>&lt;p&gt;Set the flag.&lt;/p&gt;</solution>
      <reference>&lt;p&gt;https://acme.example/cookies&lt;/p&gt;</reference><cweid>614</cweid>
      <instances><instance><uri>${shop}/login?token=fake-token</uri><method>GET</method></instance></instances>
    </alertitem></alerts></site></OWASPZAPReport>`;
  const { findings, ...said } = readReport(Buffer.from(document), "zap.xml");
  const json = read(zap([site([alert()])]));

  expect(findings).toEqual(json.findings);
  expect(said).toMatchObject({ tool: "zap", format: "zap-xml", toolVersion: "2.16.1", createdAt: json.createdAt });
});

test("a report without sites shows that nothing was tested", () => {
  expect(read(zap([]))).toMatchObject({ health: "empty", findings: [] });
  expect(read(zap([site([])]))).toMatchObject({ health: "ok", findings: [] });
});
