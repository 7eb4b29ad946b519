import type { Report } from "@sallyport/gate";
import { expect, test } from "vitest";
import { misconfiguration, read, result, secret, trivy, trivyImage, vulnerability } from "../support/findings.ts";

function fingerprints(report: Report): string[] {
  return report.findings.map(({ fingerprint }) => fingerprint);
}

const lockFile = (...list: Record<string, unknown>[]) => fingerprints(read(trivy([result({ Vulnerabilities: list })])));

test("a finding keeps its fingerprint when entries change order", () => {
  const [one, two] = [vulnerability(), vulnerability({ VulnerabilityID: "CVE-2026-2000" })];

  expect(lockFile(one, two).toSorted()).toEqual(lockFile(two, one).toSorted());
});

test("a finding keeps its fingerprint when lines move", () => {
  const at = (StartLine: number) =>
    fingerprints(
      read(
        trivy([
          {
            Target: "Dockerfile",
            Class: "config",
            Misconfigurations: [misconfiguration({ CauseMetadata: { StartLine } })],
          },
          { Target: "app.env", Class: "secret", Secrets: [secret({ StartLine })] },
        ]),
      ),
    );

  expect(at(4)).toEqual(at(40));
});

test("a package that rose to a version with the same weakness is no new finding", () => {
  expect(lockFile(vulnerability())).toEqual(lockFile(vulnerability({ InstalledVersion: "1.0.0-rc.2" })));
});

test("a finding in an image keeps its fingerprint in the next build", () => {
  const build = (tag: string) =>
    fingerprints(
      read(
        trivyImage(`registry.example:5000/acme/api:${tag}`, [
          { Target: `api:${tag} (debian 12)`, Class: "os-pkgs", Type: "debian", Vulnerabilities: [vulnerability()] },
        ]),
      ),
    );

  expect(build("1.4.1")).toEqual(build("1.4.2"));
});

test.each([
  ["id", { VulnerabilityID: "CVE-2026-2000" }],
  ["package", { PkgName: "right-pad" }],
  ["path", { PkgPath: "vendor/left-pad/package.json" }],
])("another %s is another finding", (_, fields) => {
  expect(lockFile(vulnerability(fields))).not.toEqual(lockFile(vulnerability()));
});

test("another artifact is another finding", () => {
  const inService = (name: string) =>
    fingerprints(read(trivy([result({ Vulnerabilities: [vulnerability()] })], { ArtifactName: name })));

  expect(inService("service-a")).not.toEqual(inService("service-b"));
});

test("one more of the same kind in the same place is a new finding", () => {
  const [first, second] = lockFile(vulnerability(), vulnerability());

  expect(second).not.toBe(first);
  expect(lockFile(vulnerability())).toEqual([first]);
});
