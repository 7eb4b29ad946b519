import type { Report } from "@sallyport/gate";
import { readReport } from "@sallyport/gate";
import { bytes } from "../../support/findings.ts";

/** A weakness that the labelled corpus has, and everything that is true about it. */
export interface Labelled {
  /** What people say it is: entries with the same label are one weakness. */
  label: string;
  cve: string;
  ghsa?: string | undefined;
  /** Id of an advisory, which may cover other CVEs too. */
  advisory?: string;
  ecosystem: "npm" | "pypi" | "maven" | "golang" | "deb";
  name: string;
  version: string;
  /** File that holds the package; absent for packages of the system. */
  path?: string;
  /** Image; absent for the checkout. */
  image?: string;
}

type Fields = Record<string, unknown>;
export type Scanner = (entries: readonly Labelled[]) => { report: Report; labels: ReadonlyMap<string, string> };

function purl({ ecosystem, name, version }: Labelled): string {
  const path = ecosystem === "maven" ? name.replace(":", "/") : name.replace("@", "%40");
  return `pkg:${ecosystem}/${ecosystem === "deb" ? "debian/" : ""}${path}@${version}`;
}

function scanner(
  file: string,
  pointerAt: (index: number) => string,
  document: (entries: readonly Labelled[]) => Fields,
): Scanner {
  return (entries) => ({
    report: readReport(bytes(document(entries)), file),
    labels: new Map(entries.map(({ label }, index) => [`${file}#${pointerAt(index)}`, label])),
  });
}

/** Trivy names the CVE, gives the purl, and writes Maven packages as group:artifact. */
export const trivy = (image: string | undefined): Scanner =>
  scanner(
    `trivy-${image ?? "files"}.json`,
    (index) => `/Results/${index}/Vulnerabilities/0`,
    (entries) => ({
      SchemaVersion: 2,
      ArtifactName: image ?? "source",
      ArtifactType: image === undefined ? "filesystem" : "container_image",
      Results: entries.map((entry) => ({
        Target: entry.path ?? `${image} (debian 12)`,
        Class: entry.path === undefined ? "os-pkgs" : "lang-pkgs",
        Type: entry.ecosystem === "deb" ? "debian" : entry.ecosystem,
        Vulnerabilities: [
          {
            VulnerabilityID: entry.cve,
            VendorIDs: entry.advisory === undefined ? [] : [entry.advisory],
            PkgName: entry.name,
            InstalledVersion: entry.version,
            PkgIdentifier: { PURL: purl(entry) },
            Severity: "HIGH",
          },
        ],
      })),
    }),
  );

/** Grype names the GHSA where there is one, and leaves the group of a Maven package to the purl. */
export const grype = (image: string | undefined): Scanner =>
  scanner(
    `grype-${image ?? "files"}.json`,
    (index) => `/matches/${index}`,
    (entries) => ({
      descriptor: { name: "grype", version: "0.99.0", db: { status: { valid: true } } },
      source:
        image === undefined ? { type: "directory", target: "." } : { type: "image", target: { userInput: image } },
      matches: entries.map((entry) => ({
        vulnerability: { id: entry.ghsa ?? entry.cve, severity: "High" },
        relatedVulnerabilities: entry.ghsa === undefined ? [] : [{ id: entry.cve }],
        artifact: {
          name: entry.ecosystem === "maven" ? entry.name.split(":")[1] : entry.name,
          version: entry.ecosystem === "golang" ? `v${entry.version}` : entry.version,
          type: entry.ecosystem,
          purl: purl(entry),
          locations: [{ path: `/${entry.path ?? "var/lib/dpkg/status"}` }],
        },
      })),
    }),
  );

/** OSV-Scanner groups aliases, and reads lock files only. */
export const osvScanner: Scanner = scanner(
  "osv.json",
  (index) => `/results/${index}/packages/0/groups/0`,
  (entries) => ({
    results: entries.map((entry) => ({
      source: { path: entry.path ?? "", type: "lockfile" },
      packages: [
        {
          package: { name: entry.name, version: entry.version, ecosystem: entry.ecosystem },
          vulnerabilities: [{ id: entry.ghsa ?? entry.cve, aliases: [entry.cve] }],
          groups: [{ ids: [entry.ghsa ?? entry.cve], aliases: [entry.ghsa ?? entry.cve, entry.cve] }],
        },
      ],
    })),
  }),
);

/** npm audit names the folder of a workspace that a package is installed in, and no version. */
export const npmAudit: Scanner = (entries) => {
  const read = scanner(
    "npm-audit.json",
    (index) => `/vulnerabilities/${(entries[index]?.name ?? "").replace("/", "~1")}`,
    () => ({
      auditReportVersion: 2,
      vulnerabilities: Object.fromEntries(
        entries.map(({ name, ghsa }) => [
          name,
          {
            name,
            severity: "high",
            via: [{ source: 1, name, title: name, severity: "high", url: `https://github.com/advisories/${ghsa}` }],
            nodes: [`packages/ui/node_modules/${name}`],
          },
        ]),
      ),
      metadata: { vulnerabilities: { high: entries.length, total: entries.length }, dependencies: { total: 9 } },
    }),
  );
  return read(entries);
};

/** Snyk has ids of its own and names a project. */
export const snyk: Scanner = scanner(
  "snyk.json",
  (index) => `/${index}/vulnerabilities/0`,
  (entries) =>
    entries.map((entry, index) => ({
      ok: false,
      projectName: "shop",
      displayTargetFile: entry.path,
      dependencyCount: 3,
      vulnerabilities: [
        {
          id: `SNYK-${entry.ecosystem.toUpperCase()}-${index}`,
          packageName: entry.name,
          version: entry.version,
          severity: "high",
          identifiers: { CVE: [entry.cve], GHSA: entry.ghsa === undefined ? [] : [entry.ghsa] },
          from: ["shop@1.0.0", `${entry.name}@${entry.version}`],
        },
      ],
    })) as unknown as Fields,
);
