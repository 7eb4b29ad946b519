import {
  type Finding,
  ReportError,
  readVex,
  renderOpenVex,
  statementFor,
  type VexProduct,
  type VexStatement,
} from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"a".repeat(64)}`;
const image = { name: "registry.example/acme/api:1.2", type: "container_image", digest };

function finding(fields: Partial<Finding> = {}): Finding {
  return {
    fingerprint: "f",
    ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1"],
    category: "image",
    title: "curl",
    package: { name: "curl", version: "8.0.0", purl: "pkg:deb/debian/curl@8.0.0?arch=amd64" },
    fixedVersions: [],
    location: { path: "" },
    artifact: image,
    scores: [],
    links: [],
    scanner: "grype",
    pointer: "",
    ...fields,
  };
}

function statement(fields: Fields = {}): Fields {
  return {
    vulnerability: { name: "CVE-2026-1" },
    products: [{ "@id": "pkg:deb/debian/curl" }],
    status: "not_affected",
    justification: "vulnerable_code_not_present",
    ...fields,
  };
}

function vex(...statements: Fields[]) {
  const document = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://vex.example/1",
    author: "Security",
    timestamp: "2026-05-04T10:00:00Z",
    version: 1,
    statements,
  };
  return readVex(bytes(document), "vex.json");
}

function statusOf(statements: Fields[], of = finding()) {
  return statementFor(of, [vex(...statements)])?.statement.status;
}

test("a document is read with its author, time and statements", () => {
  expect(vex(statement({ impact_statement: "Not built in" }))).toMatchObject({
    id: "https://vex.example/1",
    author: "Security",
    version: "1",
    format: "openvex",
    statements: [
      {
        ids: ["CVE-2026-1"],
        products: [{ purl: "pkg:deb/debian/curl", subcomponents: [] }],
        status: "not_affected",
        justification: "vulnerable_code_not_present",
        impact: "Not built in",
        timestamp: "2026-05-04T10:00:00Z",
        pointer: "/statements/0",
      },
    ],
  });
});

test("the texts of version 0.0.x are read: vulnerability, products, subcomponents and version", () => {
  const old = {
    "@context": "https://openvex.dev/ns",
    version: "1",
    statements: [
      statement({ vulnerability: "CVE-2026-1", products: ["pkg:oci/api"], subcomponents: ["pkg:deb/debian/curl"] }),
    ],
  };

  expect(readVex(bytes(old), "vex.json")).toMatchObject({
    version: "1",
    statements: [{ ids: ["CVE-2026-1"], products: [{ purl: "pkg:oci/api", subcomponents: ["pkg:deb/debian/curl"] }] }],
  });
});

test("not_affected without a reason is refused, and an impact statement is a reason", () => {
  expect(() => vex(statement({ justification: undefined }))).toThrow("without a justification or an impact statement");
  expect(vex(statement({ justification: undefined, impact_statement: "Not built in" })).statements).toHaveLength(1);
});

test.each([
  ["status", "safe"],
  ["justification", "trust me"],
  ["timestamp", "yesterday"],
])("a %s that nobody defined is refused", (field, value) => {
  expect(() => vex(statement({ [field]: value }))).toThrow(ReportError);
});

test("other JSON is no VEX document", () => {
  expect(() => readVex(bytes({ statements: [] }), "vex.json")).toThrow("which is not a VEX document");
});

test("an alias on either side names the vulnerability", () => {
  const aliased = statement({ vulnerability: { name: "GO-2026-1", aliases: ["ghsa-aaaa-bbbb-cccc"] } });

  expect(statusOf([aliased])).toBe("not_affected");
  expect(statusOf([statement({ vulnerability: { name: "CVE-2026-2" } })])).toBeUndefined();
});

test.each([
  ["pkg:deb/debian/curl", "not_affected"],
  ["pkg:deb/debian/curl@8.0.0", "not_affected"],
  ["pkg:deb/debian/curl@8.0.0?arch=amd64", "not_affected"],
  ["pkg:deb/debian/curl@8.0.0?arch=arm64", undefined],
  ["pkg:deb/debian/curl@8.0.1", undefined],
  ["pkg:deb/ubuntu/curl@8.0.0", undefined],
  ["pkg:npm/curl@8.0.0", undefined],
  ["pkg:", undefined],
])("the purl %s of a statement gives %s", (purl, status) => {
  expect(statusOf([statement({ products: [{ "@id": purl }] })])).toBe(status);
});

test.each([
  [`pkg:oci/api@${digest}`, "not_affected"],
  [`pkg:oci/api@sha256%3A${"a".repeat(64)}`, "not_affected"],
  [`pkg:oci/api@sha256:${"b".repeat(64)}`, undefined],
  ["pkg:oci/api?repository_url=registry.example/acme/api", "not_affected"],
  ["pkg:oci/api?repository_url=registry.example/other/api", undefined],
  ["pkg:oci/api?tag=1.2", "not_affected"],
  ["pkg:oci/api?tag=1.3", undefined],
  ["registry.example/acme/api:1.2", "not_affected"],
  ["registry.example/acme/api:1.3", undefined],
])("the image %s of a statement gives %s", (id, status) => {
  expect(statusOf([statement({ products: [{ "@id": id }] })])).toBe(status);
});

test("an image by digest does not match one whose digest is unknown", () => {
  const unknown = finding({ artifact: { name: "registry.example/acme/api:1.2", type: "container_image" } });

  expect(statusOf([statement({ products: [{ "@id": `pkg:oci/api@${digest}` }] })], unknown)).toBeUndefined();
});

test("a statement about subcomponents needs both the product and the package", () => {
  const within = (product: string, component: string) =>
    statement({ products: [{ "@id": product, subcomponents: [{ "@id": component }] }] });

  expect(statusOf([within(`pkg:oci/api@${digest}`, "pkg:deb/debian/curl@8.0.0")])).toBe("not_affected");
  expect(statusOf([within(`pkg:oci/api@${digest}`, "pkg:deb/debian/bash")])).toBeUndefined();
  expect(statusOf([within("pkg:oci/other", "pkg:deb/debian/curl@8.0.0")])).toBeUndefined();
  expect(statusOf([within(`pkg:oci/api@${digest}`, "our own name")])).toBeUndefined();
});

test("a statement on the root of the dependency path applies to what it holds", () => {
  const inProject = finding({ artifact: { name: ".", type: "filesystem" }, dependencyPath: ["shop@1.0.0", "curl@8"] });

  expect(statusOf([statement({ products: [{ "@id": "pkg:npm/shop@1.0.0" }] })], inProject)).toBe("not_affected");
  expect(statusOf([statement({ products: [{ "@id": "pkg:npm/shop@2.0.0" }] })], inProject)).toBeUndefined();
});

test("the newest statement wins, wherever it stands", () => {
  const older = statement({ timestamp: "2026-05-01T00:00:00Z" });
  const newer = statement({ timestamp: "2026-05-02T00:00:00Z", status: "affected", action_statement: "Upgrade" });

  expect(statusOf([newer, older])).toBe("affected");
  expect(statusOf([older, newer])).toBe("affected");
});

test("of two statements of the same time the one that asks for more care wins", () => {
  expect(statusOf([statement(), statement({ status: "under_investigation" })])).toBe("under_investigation");
});

const made: VexStatement = {
  ids: ["CVE-2026-1", "GHSA-aaaa-bbbb-cccc"],
  products: [{ purl: `pkg:oci/api@${digest}`, digest, subcomponents: ["pkg:deb/debian/curl"] }],
  status: "not_affected",
  justification: "component_not_present",
  impact: "Not built in",
};
const header = { author: "Security", timestamp: "2026-05-04T12:00:00Z" };

test("a rendered document has every field that OpenVEX 0.2.0 asks for, and reads back", () => {
  const text = renderOpenVex([made], header);

  expect(JSON.parse(text)).toMatchObject({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": expect.stringMatching(/^https:\/\/openvex\.dev\/docs\/public\/vex-[0-9a-f]{64}$/),
    author: "Security",
    timestamp: "2026-05-04T12:00:00Z",
    version: 1,
    statements: [{ vulnerability: { name: "CVE-2026-1", aliases: ["GHSA-aaaa-bbbb-cccc"] }, status: "not_affected" }],
  });
  expect(statementFor(finding(), [readVex(Buffer.from(text), "vex.json")])?.statement).toMatchObject({
    justification: "component_not_present",
    impact: "Not built in",
  });
});

test("the same statements in another order, or twice, give the same bytes", () => {
  const other: VexStatement = { ...made, ids: ["CVE-2026-2"], status: "fixed" };

  expect(renderOpenVex([other, made, other], header)).toBe(renderOpenVex([made, other], header));
  expect(renderOpenVex([made], header)).not.toBe(renderOpenVex([other], header));
});

const nameless: VexProduct = { subcomponents: [] };

test.each<[string, Partial<VexStatement>]>([
  ["names no vulnerability", { ids: [] }],
  ["names no product", { products: [] }],
  ["has a product without a name", { products: [nameless] }],
  ["says affected and gives no action", { status: "affected" }],
])("a statement that %s is not rendered", (fault, fields) => {
  expect(() => renderOpenVex([{ ...made, ...fields }], header)).toThrow(fault);
});

test("not_affected without a reason is not rendered", () => {
  const { justification, impact, ...unexplained } = made;

  expect(() => renderOpenVex([unexplained], header)).toThrow("gives no reason");
});
