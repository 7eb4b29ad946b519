import { correlate, type Sighting } from "@sallyport/gate";
import { expect, test } from "vitest";
import { grype, type Labelled, npmAudit, osvScanner, snyk, trivy } from "./corpus.ts";

const lock = "web/package-lock.json";
const ecosystems = ["npm", "pypi", "maven", "golang"] as const;
const files = { npm: lock, pypi: "requirements.txt", maven: "pom.xml", golang: "go.mod" };
const names = { npm: "@shop/pad", pypi: "Ruamel.Yaml", maven: "org.example:core", golang: "example.com/mod/v2" };

/** The same weakness in each ecosystem, then whatever looks like it and is another. */
const checkout: Labelled[] = ecosystems.flatMap((ecosystem, index) => {
  const known = { ecosystem, name: names[ecosystem], version: "1.2.0", path: files[ecosystem] };
  const at = (label: string, fields: Partial<Labelled> = {}): Labelled => ({
    ...known,
    label: `${ecosystem} ${label}`,
    cve: `CVE-2026-1${index}00`,
    ghsa: `GHSA-aaaa-bbbb-${ecosystem}`,
    ...fields,
  });
  return [
    at("weakness"),
    at("in another folder", { path: `legacy/${files[ecosystem]}` }),
    at("in another version", { version: "0.9.0" }),
    at("in another package", { name: `${names[ecosystem]}-extra` }),
    at("of another CVE", { cve: `CVE-2026-1${index}01`, ghsa: `GHSA-cccc-dddd-${ecosystem}` }),
    at("without an advisory", { cve: `CVE-2026-1${index}02`, ghsa: undefined }),
  ];
});

/** What npm audit sees of workspaces: one package in one lock file, and one in two, where nobody knows which it means. */
const workspace = (name: string, label: string, path: string, index: number): Labelled => ({
  ecosystem: "npm",
  name,
  version: "1.2.0",
  path,
  label,
  cve: `CVE-2026-300${index}`,
  ghsa: `GHSA-eeee-ffff-000${index}`,
});
const inner = workspace("@shop/inner", "workspace inner", lock, 1);
const both = [lock, "legacy/package-lock.json"].map((path) => workspace("@shop/both", `both in ${path}`, path, 2));
const audited = [inner, { ...workspace("@shop/both", "both as npm audit has it", lock, 2) }];
checkout.push(inner, ...both);

const images = [
  "shop/api:1",
  "shop/api:2",
  "shop/web:1",
  "shop/worker:1",
  "shop/cron:1",
  "shop/mail:1",
  "shop/proxy:1",
];

/** One weakness of the system in seven images, beside one that its advisory covers too, and a package in a folder. */
function inImage(image: string): Labelled[] {
  const openssl = { ecosystem: "deb", name: "openssl", version: "3.0.1-1", image, advisory: "DSA-5000-1" } as const;
  return [
    { ...openssl, label: `${image} one`, cve: "CVE-2026-2000" },
    { ...openssl, label: `${image} other`, cve: "CVE-2026-2001" },
    { ...openssl, label: `${image} library`, cve: "CVE-2026-2000", name: "libssl3" },
    {
      label: `${image} app`,
      cve: "CVE-2026-1000",
      ghsa: "GHSA-aaaa-bbbb-npm",
      ecosystem: "npm",
      name: "@shop/pad",
      version: "1.2.0",
      path: "app/package-lock.json",
      image,
    },
    {
      label: `${image} tool`,
      cve: "CVE-2026-1000",
      ghsa: "GHSA-aaaa-bbbb-npm",
      ecosystem: "npm",
      name: "@shop/pad",
      version: "1.2.0",
      path: "tool/package-lock.json",
      image,
    },
  ];
}

const read = [
  trivy(undefined)(checkout),
  grype(undefined)(checkout),
  osvScanner(checkout),
  npmAudit(audited),
  snyk(checkout),
  ...images.flatMap((image) => [trivy(image)(inImage(image)), grype(image)(inImage(image))]),
];
const labels = new Map(read.flatMap((one) => [...one.labels]));
const weaknesses = correlate(read.map(({ report }) => report));

function labelOf({ finding, report }: Sighting): string {
  const label = labels.get(`${report.path}#${finding.pointer}`);
  if (label === undefined) throw new Error(`${report.path}#${finding.pointer} has no label`);
  return label;
}

function pairs(sizes: Iterable<number>): number {
  return [...sizes].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

function tally(values: readonly string[]): Map<string, number> {
  return values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<string, number>());
}

const merged = pairs(weaknesses.map(({ sightings }) => sightings.length));
const rightly = pairs(weaknesses.flatMap(({ sightings }) => [...tally(sightings.map(labelOf)).values()]));
const labelled = pairs(tally([...labels.values()]).values());

console.info(
  `labelled corpus: ${labels.size} entries, ${new Set(labels.values()).size} weaknesses; precision ${rightly}/${merged}, recall ${rightly}/${labelled}`,
);

test("every entry of every report is read and stands in exactly one weakness", () => {
  const seen = weaknesses.flatMap(({ sightings }) =>
    sightings.map(({ finding, report }) => `${report.path}#${finding.pointer}`),
  );

  expect(seen.toSorted()).toEqual([...labels.keys()].toSorted());
});

test("at least 99 of 100 pairs that are merged are one weakness", () => {
  expect(merged).toBeGreaterThan(100);
  expect(rightly / merged).toBeGreaterThanOrEqual(0.99);
});

test("at least 99 of 100 pairs that are one weakness are merged", () => {
  expect(rightly / labelled).toBeGreaterThanOrEqual(0.99);
});

test("no affected artifact is hidden: every weakness of every image and file has a finding of its own", () => {
  const shown = new Set(weaknesses.map(({ sightings: [first] }) => first && labelOf(first)));

  expect([...new Set(labels.values())].filter((label) => !shown.has(label))).toEqual([]);
});
