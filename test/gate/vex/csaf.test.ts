import { readVex, statementFor } from "@sallyport/gate";
import { describe, expect, test } from "vitest";
import { bytes, read, result, trivyImage, vulnerability } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"a".repeat(64)}`;
const curl = "pkg:deb/debian/curl@8.0.0";
const image = "pkg:oci/api?repository_url=registry.example/acme/api&tag=1.2";

function product(id: string, helper: Fields = {}): Fields {
  return { product_id: id, name: `Product ${id}`, product_identification_helper: helper };
}

/** Two products, `API` with `CURL` inside it as `API:CURL`. */
const tree = {
  full_product_names: [product("API", { purl: image })],
  branches: [
    {
      category: "vendor",
      name: "Acme",
      branches: [{ category: "product_version", name: "8.0.0", product: product("CURL", { purl: curl }) }],
    },
  ],
  relationships: [
    {
      category: "default_component_of",
      product_reference: "CURL",
      relates_to_product_reference: "API",
      full_product_name: product("API:CURL"),
    },
  ],
  product_groups: [{ group_id: "ALL", product_ids: ["API", "API:CURL"] }],
};

function csaf(vulnerability: Fields, fields: Fields = {}, header: Fields = {}) {
  const tracking = { id: "ACME-2026-1", version: "3", current_release_date: "2026-05-02T00:00:00Z", status: "final" };
  const document = {
    category: "csaf_vex",
    csaf_version: "2.0",
    publisher: { name: "Acme PSIRT" },
    tracking,
    ...header,
  };
  const vulnerabilities = [{ cve: "CVE-2026-1000", ...vulnerability }];
  return readVex(bytes({ document, product_tree: tree, vulnerabilities, ...fields }), "vex.json");
}

const flag = (...ids: string[]) => ({ label: "vulnerable_code_not_present", product_ids: ids });
const withTree = (product_tree: Fields) => ({ product_tree });

test("who says it, when and in which version is read", () => {
  expect(csaf({ product_status: {} })).toEqual({
    id: "ACME-2026-1",
    author: "Acme PSIRT",
    timestamp: "2026-05-02T00:00:00Z",
    version: "3",
    format: "csaf",
    statements: [],
  });
});

test.each([
  ["known_affected", "affected"],
  ["first_affected", "affected"],
  ["last_affected", "affected"],
  ["under_investigation", "under_investigation"],
  ["fixed", "fixed"],
  ["first_fixed", "fixed"],
])("%s means %s", (key, status) => {
  expect(csaf({ product_status: { [key]: ["CURL"] } }).statements).toMatchObject([
    {
      ids: ["CVE-2026-1000"],
      status,
      products: [{ id: "CURL", purl: curl, subcomponents: [] }],
      pointer: "/vulnerabilities/0",
    },
  ]);
});

test("a recommended version is no status", () => {
  expect(csaf({ product_status: { recommended: ["CURL"] } }).statements).toEqual([]);
});

test("other ids are aliases, and stand alone where there is no CVE", () => {
  const ids = [{ system_name: "GitHub", text: "GHSA-aaaa-bbbb-cccc" }];
  const product_status = { fixed: ["CURL"] };

  expect(csaf({ ids, product_status }).statements[0]?.ids).toEqual(["CVE-2026-1000", "GHSA-aaaa-bbbb-cccc"]);
  expect(csaf({ cve: undefined, ids, product_status }).statements[0]?.ids).toEqual(["GHSA-aaaa-bbbb-cccc"]);
  expect(() => csaf({ cve: undefined, product_status })).toThrow("#/vulnerabilities/0/cve: must be text here");
});

describe("not affected", () => {
  const product_status = { known_not_affected: ["API", "API:CURL"] };

  test("products with the same reason are one statement, others are apart", () => {
    const threat = { category: "impact", details: "It never runs.", group_ids: ["ALL"] };

    expect(csaf({ product_status, threats: [threat] }).statements).toHaveLength(1);
    expect(csaf({ product_status, threats: [threat], flags: [flag("API")] }).statements).toMatchObject([
      { products: [{ id: "API" }], justification: "vulnerable_code_not_present", impact: "It never runs." },
      { products: [{ id: "API", subcomponents: [curl] }], impact: "It never runs." },
    ]);
  });

  test("a flag that names no product is about all of them", () => {
    expect(csaf({ product_status, flags: [{ label: "component_not_present" }] }).statements).toHaveLength(1);
  });

  test("without a reason it is refused in the VEX profile, and states nothing in another", () => {
    const advisory = { category: "csaf_security_advisory" };

    expect(() => csaf({ product_status, flags: [flag("API")] })).toThrow("without a justification");
    expect(csaf({ product_status, flags: [flag("API")] }, {}, advisory).statements).toMatchObject([
      { products: [{ id: "API", subcomponents: [] }], status: "not_affected" },
    ]);
  });

  test("a threat of another kind is no reason, and a justification that nobody defined is refused", () => {
    const threats = [{ category: "exploit_status", details: "None known" }];

    expect(() => csaf({ product_status, threats })).toThrow("without a justification");
    expect(() => csaf({ product_status, flags: [{ label: "we_think_so" }] })).toThrow("is no VEX justification");
  });
});

test("what the affected should do is the action", () => {
  const remediations = [
    { category: "vendor_fix", details: "Upgrade to 8.1.", product_ids: ["CURL"] },
    { category: "workaround", details: "Switch it off.", product_ids: ["API"] },
  ];

  expect(csaf({ product_status: { known_affected: ["CURL"] }, remediations }).statements[0]?.action).toBe(
    "Upgrade to 8.1.",
  );
});

describe("products", () => {
  const productsOf = (id: string, fields: Fields = {}) =>
    csaf({ product_status: { fixed: [id] } }, fields).statements[0]?.products;

  test("a relationship is a component inside a product, through several of them too", () => {
    const relationships = [
      ...tree.relationships,
      {
        category: "installed_on",
        product_reference: "API:CURL",
        relates_to_product_reference: "HOST",
        full_product_name: product("HOST:API:CURL"),
      },
    ];

    expect(productsOf("API:CURL")).toEqual([{ id: "API", purl: image, subcomponents: [curl] }]);
    expect(productsOf("HOST:API:CURL", withTree({ ...tree, relationships }))).toEqual([
      { id: "HOST", subcomponents: [curl] },
    ]);
  });

  test("relationships in a circle end", () => {
    const circle = { product_reference: "A", relates_to_product_reference: "A", full_product_name: product("A") };

    expect(productsOf("A", withTree({ relationships: [circle] }))).toEqual([{ id: "A", subcomponents: ["A"] }]);
  });

  test("an id that the tree does not have names nothing that a scanner finds", () => {
    expect(productsOf("GONE")).toEqual([{ id: "GONE", subcomponents: [] }]);
  });

  test("a purl without a version takes that of its branch, and none from a range", () => {
    const inBranch = (category: string, name: string, purl: string) =>
      withTree({ branches: [{ category, name, product: product("CURL", { purl }) }] });
    const versionless = "pkg:deb/debian/curl";

    expect(productsOf("CURL", inBranch("product_version", "8.0.0", versionless))).toMatchObject([{ purl: curl }]);
    expect(productsOf("CURL", inBranch("product_version", "9", curl))).toMatchObject([{ purl: curl }]);
    expect(productsOf("CURL", inBranch("product_version", "1.2", "pkg:oci/api"))).toMatchObject([
      { purl: "pkg:oci/api?tag=1.2" },
    ]);
    expect(productsOf("CURL", inBranch("product_version_range", "vers:deb/<8", versionless))).toEqual([
      { id: "CURL", subcomponents: [] },
    ]);
  });

  test("the SHA-256 of its one file is its digest, and CSAF 2.1 may give several purls", () => {
    const hashes = [{ filename: "api.tar", file_hashes: [{ algorithm: "sha256", value: "A".repeat(64) }] }];
    const purls = [curl, "pkg:rpm/redhat/curl@8.0.0"];
    const full_product_names = [product("API", { hashes }), product("CURL", { purls })];

    expect(productsOf("API", withTree({ full_product_names }))).toMatchObject([{ id: "API", digest }]);
    expect(productsOf("CURL", withTree({ full_product_names }))?.map(({ purl }) => purl)).toEqual(purls);
  });
});

describe("on a finding of an image", () => {
  const scanned = (name: string) => {
    const PkgIdentifier = { PURL: `${curl}?arch=amd64` };
    const entry = vulnerability({ PkgName: "curl", InstalledVersion: "8.0.0", PkgIdentifier });
    const [finding] = read(trivyImage(name, [result({ Vulnerabilities: [entry] })])).findings;
    if (!finding) throw new Error("expected a finding");
    return finding;
  };
  const cleared = csaf({ product_status: { known_not_affected: ["API:CURL"] }, flags: [flag("API:CURL")] });

  test("a component is cleared inside its product, and nowhere else", () => {
    expect(statementFor(scanned("registry.example/acme/api:1.2"), [cleared])?.statement.status).toBe("not_affected");
    expect(statementFor(scanned("registry.example/acme/other:1.2"), [cleared])).toBeUndefined();
    expect(statementFor(scanned("registry.example/acme/api:1.3"), [cleared])).toBeUndefined();
  });

  test("of a contradiction in one document the careful half counts", () => {
    const product_status = { known_not_affected: ["CURL"], known_affected: ["CURL"] };
    const both = csaf({ product_status, flags: [flag("CURL")] });

    expect(statementFor(scanned("api:1"), [both])?.statement.status).toBe("affected");
  });
});

test("another version of CSAF, and a damaged one, are refused", () => {
  expect(() => csaf({}, {}, { csaf_version: "1.0" })).toThrow("is no version of CSAF that is known");
  expect(() => csaf({ product_status: { fixed: "CURL" } })).toThrow("must be a list here");
  expect(() => csaf({}, { product_tree: [] })).toThrow("#/product_tree: must be a map here");
});

test("CycloneDX XML states what its JSON states", () => {
  const xml = `<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><vulnerabilities><vulnerability>
    <id>CVE-2026-1000</id>
    <analysis><state>not_affected</state><justification>code_not_reachable</justification></analysis>
    <affects><target><ref>${curl}</ref></target></affects>
  </vulnerability></vulnerabilities></bom>`;

  expect(readVex(Buffer.from(xml), "vex.xml")).toMatchObject({
    format: "cyclonedx",
    version: "1",
    statements: [{ ids: ["CVE-2026-1000"], status: "not_affected", products: [{ purl: curl }] }],
  });
});
