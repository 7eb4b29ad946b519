import { existsSync, readFileSync } from "node:fs";
import { readVex, statementFor } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, reportOf, vulnerability } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const leftPad = {
  name: "left-pad 1.0.0",
  product_id: "P-1",
  product_identification_helper: { purl: "pkg:npm/left-pad@1.0.0" },
};

/** A CSAF document about one vulnerability of left-pad and of the product of the vendor that has it inside. */
function csaf(vulnerability: Fields, { tracking = {}, tree = {} }: { tracking?: Fields; tree?: Fields } = {}) {
  const document = {
    document: {
      category: "csaf_vex",
      csaf_version: "2.0",
      publisher: { category: "vendor", name: "Left Pad Inc.", namespace: "https://left-pad.example" },
      title: "left-pad",
      tracking: {
        id: "LP-2026-1",
        status: "final",
        version: "2",
        current_release_date: "2026-05-01T00:00:00Z",
        ...tracking,
      },
    },
    product_tree: {
      branches: [
        {
          category: "vendor",
          name: "Left Pad Inc.",
          branches: [{ category: "product_version", name: "1.0.0", product: leftPad }],
        },
      ],
      full_product_names: [
        { name: "registry.example/api", product_id: "P-2", product_identification_helper: { purl: "pkg:oci/api" } },
      ],
      relationships: [
        {
          category: "default_component_of",
          full_product_name: { name: "left-pad in api", product_id: "P-2:P-1" },
          product_reference: "P-1",
          relates_to_product_reference: "P-2",
        },
      ],
      product_groups: [{ group_id: "G-1", product_ids: ["P-1", "P-2:P-1"] }],
      ...tree,
    },
    vulnerabilities: [{ cve: "CVE-2026-1000", ...vulnerability }],
  };
  return readVex(bytes(document), "csaf.json");
}

const notAffected = { product_status: { known_not_affected: ["P-1"] } };
const flag = (fields: Fields) => ({ flags: [{ label: "vulnerable_code_not_in_execute_path", ...fields }] });

test("reads author, id, version and time of the document", () => {
  expect(csaf({})).toEqual({
    id: "LP-2026-1",
    author: "Left Pad Inc.",
    version: "2",
    timestamp: "2026-05-01T00:00:00Z",
    format: "csaf",
    statements: [],
  });
});

test.each([
  ["fixed", "fixed"],
  ["first_fixed", "fixed"],
  ["known_affected", "affected"],
  ["first_affected", "affected"],
  ["last_affected", "affected"],
  ["under_investigation", "under_investigation"],
  ["unknown", "under_investigation"],
])("products under %s are %s", (list, status) => {
  expect(csaf({ product_status: { [list]: ["P-1"] } }).statements).toMatchObject([
    { ids: ["CVE-2026-1000"], status, products: [{ purl: "pkg:npm/left-pad@1.0.0", subcomponents: [] }] },
  ]);
});

test("a recommended version is no word about a vulnerability", () => {
  expect(csaf({ product_status: { recommended: ["P-1"] } }).statements).toEqual([]);
});

test("a flag gives the justification, a threat the words, of a product or of a group", () => {
  const said = { status: "not_affected", justification: "vulnerable_code_not_in_execute_path" };

  expect(csaf({ ...notAffected, ...flag({ product_ids: ["P-1"] }) }).statements).toMatchObject([said]);
  expect(csaf({ ...notAffected, ...flag({ group_ids: ["G-1"] }) }).statements).toMatchObject([said]);
  expect(
    csaf({ ...notAffected, threats: [{ category: "impact", details: "Never called.", product_ids: ["P-1"] }] })
      .statements,
  ).toMatchObject([{ status: "not_affected", impact: "Never called." }]);
});

test("what clears a product without a reason, or with that of another product, is refused", () => {
  expect(() => csaf(notAffected)).toThrow("says not_affected without a justification");
  expect(() => csaf({ ...notAffected, ...flag({ product_ids: ["P-2"] }) })).toThrow("says not_affected without");
  expect(() =>
    csaf({ ...notAffected, threats: [{ category: "exploit_status", details: "none", product_ids: ["P-1"] }] }),
  ).toThrow("says not_affected without");
});

test("a component of a product is excused inside that product only", () => {
  const inApi = { product_status: { known_not_affected: ["P-2:P-1"] }, ...flag({ product_ids: ["P-2:P-1"] }) };
  const [finding] = reportOf(vulnerability({ PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" } })).findings;
  if (!finding) throw new Error("no finding");
  const image = { ...finding, artifact: { name: "api:1.0", type: "container_image" } };
  const document = csaf(inApi);

  expect(document.statements[0]?.products).toEqual([
    { id: "registry.example/api", purl: "pkg:oci/api", subcomponents: ["pkg:npm/left-pad@1.0.0"] },
  ]);
  expect(statementFor(finding, [document])).toBeUndefined();
  expect(statementFor(image, [document])?.statement.status).toBe("not_affected");
});

test("a product that the document does not define is nobody's, and a chain of components that bites its tail ends", () => {
  const relationship = (id: string, whole: string) => ({
    category: "default_component_of",
    full_product_name: { name: id, product_id: id },
    product_reference: "P-1",
    relates_to_product_reference: whole,
  });
  const circle = { relationships: [relationship("A", "B"), relationship("B", "A")] };
  const { statements } = csaf({ product_status: { fixed: ["P-9", "A"] } }, { tree: circle });

  expect(statements[0]?.products[0]).toEqual({ id: "P-9", subcomponents: [] });
  expect(statements[0]?.products[1]).toMatchObject({ subcomponents: ["pkg:npm/left-pad@1.0.0"] });
});

test("the digest of an image is taken, that of any other file is not", () => {
  const hashes = [{ filename: "f", file_hashes: [{ algorithm: "sha256", value: "A".repeat(64) }] }];
  const product = (purl: string) =>
    csaf(
      { product_status: { fixed: ["P-3"] } },
      {
        tree: {
          full_product_names: [{ name: "x", product_id: "P-3", product_identification_helper: { purl, hashes } }],
        },
      },
    ).statements[0]?.products[0];

  expect(product("pkg:oci/api")).toMatchObject({ digest: `sha256:${"a".repeat(64)}` });
  expect(product("pkg:generic/api")).not.toHaveProperty("digest");
});

test("a draft, and an entry without an id, are refused", () => {
  expect(() => csaf({}, { tracking: { status: "draft" } })).toThrow("is draft");
  expect(() => csaf({ cve: undefined, product_status: { fixed: ["P-1"] } })).toThrow("names no vulnerability");
});

test("ids beside the CVE count as its names", () => {
  const ids = [{ system_name: "GitHub", text: "GHSA-aaaa-bbbb-cccc" }];

  expect(csaf({ ids, product_status: { fixed: ["P-1"] } }).statements[0]?.ids).toEqual([
    "CVE-2026-1000",
    "GHSA-aaaa-bbbb-cccc",
  ]);
});

const real = "../shared/reports/csaf/";

test.skipIf(!existsSync(real))("documents of other projects are read", () => {
  const statusesIn = (file: string) => readVex(readFileSync(real + file), file).statements.map(({ status }) => status);

  expect(statusesIn("csaf-demo1.json")).toEqual(["fixed"]);
  expect(statusesIn("openvex--csaf.json")).toEqual(["affected", "not_affected", "affected", "not_affected"]);
  expect(statusesIn("csaf_no_vuln.json")).toEqual([]);
});
