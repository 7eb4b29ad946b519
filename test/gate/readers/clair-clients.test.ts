import { rate, readReport } from "@sallyport/gate";
import { describe, expect, test } from "vitest";
import { bytes, read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"a".repeat(64)}`;

describe("clair-scanner", () => {
  function entry(fields: Fields = {}): Fields {
    return {
      featurename: "curl",
      featureversion: "7.58.0",
      vulnerability: "CVE-2026-1",
      namespace: "ubuntu:18.04",
      link: "https://ubuntu.example/CVE-2026-1",
      severity: "High",
      fixedby: "7.58.1",
      ...fields,
    };
  }

  function report(fields: Fields = {}): Fields {
    return { image: "acme/api:1", unapproved: ["CVE-2026-1"], vulnerabilities: [entry()], ...fields };
  }

  test("a vulnerability is read with package, fix, link and image", () => {
    const { findings, ...said } = read(report());

    expect(said).toMatchObject({ tool: "clair", format: "clair-scanner-json", health: "ok", usesDatabase: true });
    expect(findings[0]).toMatchObject({
      ids: ["CVE-2026-1"],
      category: "image",
      package: { name: "curl", version: "7.58.0" },
      fixedVersions: ["7.58.1"],
      label: "High",
      labelSource: "ubuntu",
      links: ["https://ubuntu.example/CVE-2026-1"],
      artifact: { name: "acme/api:1", type: "container_image" },
    });
  });

  test("an approved vulnerability is a finding all the same: a threshold may have approved it", () => {
    expect(read(report({ unapproved: [] })).counts).toMatchObject({ high: 1, suppressed: 0 });
  });

  test("an unapproved vulnerability that is not listed makes it partial", () => {
    expect(read(report({ unapproved: ["CVE-2026-1", "CVE-2026-2"] }))).toMatchObject({
      health: "partial",
      healthReasons: ["1 of the vulnerabilities that it calls unapproved are not listed in it"],
    });
  });

  test("an image without vulnerabilities is clean; without an image nobody knows what was scanned", () => {
    expect(read(report({ unapproved: [], vulnerabilities: [] }))).toMatchObject({ health: "ok", findings: [] });
    expect(read({ vulnerabilities: [entry()] }).health).toBe("partial");
    expect(() => read({ vulnerabilities: [] })).toThrow("which is not a report");
  });

  test("an entry that names no vulnerability, or is none, is refused with its place", () => {
    expect(() => read(report({ vulnerabilities: [entry({ vulnerability: null })] }))).toThrow(
      "#/vulnerabilities/0/vulnerability: must be text here",
    );
    expect(() => read(report({ vulnerabilities: [entry(), "FOO"] }))).toThrow("#/vulnerabilities/1: must be a map");
    expect(() => read(report({ vulnerabilities: [entry({ severity: [] })] }))).toThrow("/severity: must be text here");
  });

  test.each([
    ["Defcon1", "critical"],
    ["Critical", "critical"],
    ["Negligible", "info"],
    ["Unknown", "unscored"],
  ])("%s is %s", (severity, rung) => {
    const [finding] = read(report({ vulnerabilities: [entry({ severity })] })).findings;

    expect(finding && rate(finding, ["nvd"]).rung).toBe(rung);
  });
});

describe("klar", () => {
  const vulnerability = {
    Name: "CVE-2026-1",
    NamespaceName: "debian:9",
    Severity: "High",
    FixedBy: "7.52.2",
    FeatureName: "curl",
    FeatureVersion: "7.52.1",
    Link: "https://security-tracker.debian.example/CVE-2026-1",
  };

  test("the vulnerabilities of every severity are read", () => {
    const Vulnerabilities = { High: [vulnerability], Low: [{ ...vulnerability, Name: "CVE-2026-2", Severity: "Low" }] };
    const { findings, ...said } = read({ LayerCount: 3, Vulnerabilities });

    expect(said).toMatchObject({ tool: "clair", format: "klar-json", health: "ok", counts: { high: 1, low: 1 } });
    expect(findings[0]).toMatchObject({
      ids: ["CVE-2026-1"],
      package: { name: "curl", version: "7.52.1" },
      fixedVersions: ["7.52.2"],
      pointer: "/Vulnerabilities/High/0",
    });
  });

  test("layers without a vulnerability are clean; no layers are empty", () => {
    expect(read({ LayerCount: 9, Vulnerabilities: {} })).toMatchObject({ health: "ok", findings: [] });
    expect(read({ LayerCount: 0, Vulnerabilities: {} }).health).toBe("empty");
  });

  test("an entry whose severity is not that of its list makes it partial, and its own word counts", () => {
    const report = read({ LayerCount: 3, Vulnerabilities: { Low: [{ ...vulnerability, Severity: "Critical" }] } });

    expect(report).toMatchObject({ health: "partial", counts: { critical: 1, low: 0 } });
  });

  test("without a word of its own it has that of its list", () => {
    const { Severity, ...without } = vulnerability;

    expect(read({ LayerCount: 3, Vulnerabilities: { Critical: [without] } }).counts).toMatchObject({ critical: 1 });
  });
});

describe("the first API of Clair", () => {
  const vulnerability = {
    Name: "CVE-2026-1",
    NamespaceName: "debian:9",
    Severity: "Medium",
    FixedBy: "7.52.2",
    Metadata: { NVD: { CVSSv2: { Score: 7.5, Vectors: "AV:N/AC:L/Au:N/C:P/I:P" }, CVSSv3: { Score: 0 } } },
  };
  const feature = { Name: "curl", Version: "7.52.1", AddedBy: digest, Vulnerabilities: [vulnerability] };
  const layer = (Features: readonly Fields[] = [feature]) => ({ Layer: { Name: "top", Features } });

  test("package, score and layer are read, from Clair and from Quay", () => {
    const expected = {
      ids: ["CVE-2026-1"],
      package: { name: "curl", version: "7.52.1" },
      scores: [{ source: "nvd", version: "2", score: 7.5 }],
      layer: { digest },
    };

    expect(read(layer())).toMatchObject({ format: "clair-layer-json", health: "ok", findings: [expected] });
    expect(read({ status: "scanned", data: layer() })).toMatchObject({ health: "ok", findings: [expected] });
  });

  test("features without vulnerabilities are clean, a layer without features is empty", () => {
    expect(read(layer([{ Name: "curl", Version: "7.52.1" }])).health).toBe("ok");
    expect(read(layer([])).health).toBe("empty");
    expect(read({ Layer: { Name: "top" } }).health).toBe("empty");
    expect(read(layer([{ Name: "curl", Weaknesses: [vulnerability] }])).health).toBe("partial");
  });

  test("an image that is still in the queue was not scanned", () => {
    expect(read({ status: "queued", data: layer([]) })).toMatchObject({ health: "failed" });
  });

  test("an error of Clair is a failed scan where it is named as Clair's", () => {
    const error = { Error: { Message: "could not find layer" } };

    expect(readReport(bytes(error), "a.json", { tool: "clair" })).toMatchObject({ health: "failed" });
    expect(() => read(error)).toThrow("which is not a report");
  });
});

test("Clair 4 names the layer that brought a package, unless there are several", () => {
  const report = (environments: readonly Fields[]) => ({
    manifest_hash: digest,
    packages: { 1: { id: "1", name: "curl", version: "8.0" } },
    vulnerabilities: { 7: { name: "CVE-2026-1" } },
    package_vulnerabilities: { 1: ["7"] },
    environments: { 1: environments },
  });

  expect(read(report([{ introduced_in: digest }])).findings[0]?.layer).toEqual({ digest });
  expect(read(report([{ introduced_in: digest }, { introduced_in: "sha256:b" }])).findings[0]?.layer).toBeUndefined();
});
