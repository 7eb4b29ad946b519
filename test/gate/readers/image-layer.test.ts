import { describe, expect, test } from "vitest";
import { read, result, secretValue, trivy, verdictOn, vulnerability } from "../../support/findings.ts";
import { report } from "../correlation/sightings.ts";

type Fields = Record<string, unknown>;

const sha = (letter: string) => `sha256:${letter.repeat(64)}`;

describe("Trivy", () => {
  const history = [
    { created_by: "/bin/sh -c #(nop) ADD file:9d14 in / " },
    { created_by: "ENV A=b", empty_layer: true },
    { created_by: "RUN /bin/sh -c apt-get install curl # buildkit" },
  ];

  function layerOf(Layer: Fields | undefined, ImageConfig: Fields = {}) {
    const Metadata = { ImageConfig: { rootfs: { diff_ids: [sha("a"), sha("b")] }, history, ...ImageConfig } };
    const document = trivy([result({ Vulnerabilities: [vulnerability({ Layer })] })], { Metadata });
    return read(document).findings[0]?.layer;
  }

  test("the layer has its digest, and the instruction that made it", () => {
    expect(layerOf({ Digest: sha("c"), DiffID: sha("b") })).toEqual({
      digest: sha("c"),
      instruction: "RUN apt-get install curl",
    });
    expect(layerOf({ DiffID: sha("a") })).toEqual({ digest: sha("a"), instruction: "ADD file:9d14 in /" });
  });

  test("without a layer, or with a history of another length, nothing is made up", () => {
    expect(layerOf(undefined)).toBeUndefined();
    expect(layerOf({})).toBeUndefined();
    expect(layerOf({ DiffID: sha("b") }, { history: history.slice(1) })).toEqual({ digest: sha("b") });
    expect(layerOf({ DiffID: sha("f") })).toEqual({ digest: sha("f") });
  });

  test.each([
    [`RUN |1 NPM_TOKEN=${secretValue} /bin/sh -c npm ci # buildkit`, "RUN npm ci"],
    [`|2 A=b C=${secretValue} /bin/sh -c npm ci`, "RUN npm ci"],
    [`RUN |1 NPM_TOKEN=${secretValue} /bin/zsh5 npm ci`, "RUN …"],
    [`RUN /bin/sh -c NPM_TOKEN=${secretValue} npm ci`, "RUN NPM_TOKEN=… npm ci"],
    [`RUN /bin/sh -c A="x\\" ${secretValue} y" npm ci`, "RUN A=… npm ci"],
    [`RUN /bin/sh -c A="${"x ".repeat(3000)} ${secretValue}" npm ci`, "RUN A=…"],
    [`RUN /bin/sh -c curl -u me:${secretValue} https://a.example`, "RUN curl -u … https://a.example"],
    [`RUN /bin/sh -c curl --header "Authorization: ${secretValue}" b`, "RUN curl --header … b"],
    [`RUN /bin/sh -c git clone https://x:${secretValue}@a.example/b`, "RUN git clone https://…@a.example/b"],
    [`RUN /bin/sh -c login --password-stdin ${secretValue}`, "RUN login --password-stdin …"],
    [`RUN /bin/sh -c ${"x".repeat(40)}`, "RUN …"],
    [`RUN /bin/sh -c ${"echo ".repeat(40)}`, `RUN ${"echo ".repeat(19)}e…`],
  ])("what may be secret in an instruction is not shown: %#", (created_by, shown) => {
    const { instruction = "" } = layerOf({ DiffID: sha("b") }, { history: [history[0], { created_by }] }) ?? {};

    expect(instruction).toBe(shown);
    expect(instruction).not.toContain(secretValue);
  });
});

describe("other scanners", () => {
  test("Grype names the layer of a package in an image, and of nothing else", () => {
    const match = {
      vulnerability: { id: "CVE-2026-1000", severity: "High" },
      artifact: {
        name: "curl",
        version: "8",
        type: "deb",
        locations: [{ path: "/var/lib/dpkg/status", layerID: sha("a") }],
      },
    };
    const document = (source: Fields) => ({ matches: [match], source, descriptor: { name: "grype" } });

    expect(read(document({ type: "image", target: { userInput: "api:1" } })).findings[0]?.layer).toEqual({
      digest: sha("a"),
    });
    expect(read(document({ type: "directory", target: "." })).findings[0]?.layer).toBeUndefined();
  });

  test("Inspector names the layer where all packages of a finding have the same", () => {
    const finding = (...layers: (string | undefined)[]) => ({
      findingArn: "arn:1",
      type: "PACKAGE_VULNERABILITY",
      packageVulnerabilityDetails: {
        vulnerabilityId: "CVE-2026-1000",
        vulnerablePackages: layers.map((sourceLayerHash) => ({ name: "curl", sourceLayerHash })),
      },
    });
    const layer = (...layers: (string | undefined)[]) => read({ findings: [finding(...layers)] }).findings[0]?.layer;

    expect(layer(sha("a"), sha("a"))).toEqual({ digest: sha("a") });
    expect(layer(sha("a"), sha("b"))).toBeUndefined();
    expect(layer(undefined)).toBeUndefined();
  });

  test.each(["aquasecurity:trivy:LayerDigest", "aquasecurity:trivy:LayerDiffID", "syft:location:0:layerID"])(
    "CycloneDX has the layer of an image in the property %s",
    (name) => {
      const properties = [{ name, value: sha("a") }];
      const document = (type: string) => ({
        bomFormat: "CycloneDX",
        metadata: { component: { type, name: "api:1" } },
        components: [{ "bom-ref": "curl", name: "curl", properties }],
        vulnerabilities: [{ id: "CVE-2026-1000", affects: [{ ref: "curl" }] }],
      });

      expect(read(document("container")).findings[0]?.layer).toEqual({ digest: sha("a") });
      expect(read(document("application")).findings[0]?.layer).toBeUndefined();
    },
  );
});

describe("Snyk", () => {
  const advice = [
    { message: "Base Image      Vulnerabilities  Severity\nnode:22-bookworm  40  1 critical, 2 high" },
    { message: "Recommendations for base image upgrade:", bold: true },
    { message: "Minor upgrades", bold: true },
    { message: "Base Image         Vulnerabilities  Severity\nnode:22.9-bookworm  12  0 critical, 1 high" },
    { message: "Alternative image types", bold: true },
    { message: "Base Image  Vulnerabilities  Severity\nnode:22-slim  3  0 critical" },
  ];
  const docker = {
    baseImage: "node:22-bookworm",
    baseImageRemediation: { code: "REMEDIATION_AVAILABLE", advice },
  };

  function image(fields: Fields = {}, dockerFields: Fields = {}) {
    const weakness = {
      id: "SNYK-1",
      packageName: "zlib",
      name: "zlib/zlib1g",
      version: "1",
      severity: "high",
      from: [],
    };
    return read({
      ok: false,
      path: "api:1",
      docker: { ...docker, ...dockerFields },
      vulnerabilities: [{ ...weakness, fixedIn: ["2"], ...fields }],
    });
  }
  const fixOf = (...reports: Parameters<typeof verdictOn>[0]) => verdictOn(reports).findings[0]?.fix;

  test("what no instruction installed is of the base image, and the smallest newer one fixes it", () => {
    const found = image({ dockerBaseImage: "node:22-bookworm" });

    expect(found.findings[0]?.layer).toEqual({
      origin: "base",
      baseImage: "node:22-bookworm",
      newerBase: "node:22.9-bookworm",
    });
    expect(fixOf(found)).toBe("Upgrade the base image to node:22.9-bookworm (now node:22-bookworm).");
  });

  test("a newer base image is a fix, so the step for what has none is for what Snyk says to be the application's", () => {
    const gate = { withoutFix: "log" } as const;
    const outcomeOf = (fields: Fields) =>
      verdictOn([image({ fixedIn: [], dockerBaseImage: "node:22-bookworm", ...fields })], { gate }).findings[0];

    expect(outcomeOf({})?.rule).not.toBe("gate.withoutFix");
    expect(outcomeOf({ dockerfileInstruction: "RUN a" })?.rule).toBe("gate.withoutFix");
  });

  test("what an instruction installed is of the application, and the package is what to upgrade", () => {
    const found = image({ dockerBaseImage: "node:22-bookworm", dockerfileInstruction: "RUN apt-get install zlib1g" });

    expect(found.findings[0]?.layer).toEqual({
      origin: "application",
      instruction: "RUN apt-get install zlib1g",
      baseImage: "node:22-bookworm",
    });
    expect(fixOf(found)).toBe("Upgrade zlib/zlib1g from 1 to 2.");
  });

  test("without a Dockerfile nobody knows whose it is, whatever is recommended", () => {
    const found = image();

    expect(found.findings[0]?.layer).toEqual({ baseImage: "node:22-bookworm" });
    expect(fixOf(found)).toBe("Upgrade zlib/zlib1g from 1 to 2.");
  });

  test.each([
    ["no advice", {}],
    [
      "a base image that only has to be pulled again",
      {
        code: "OUTDATED_BASE_IMAGE",
        advice: [{ message: "1) Pull the latest version of your base image by running 'docker pull node:22'" }],
      },
    ],
    ["no table below the heading", { advice: advice.slice(0, 3) }],
  ])("with %s no newer base image is named", (_, baseImageRemediation) => {
    const found = image({ dockerBaseImage: "node:22-bookworm" }, { baseImageRemediation });

    expect(found.findings[0]?.layer).toEqual({ origin: "base", baseImage: "node:22-bookworm" });
    expect(fixOf(found)).toBe("Upgrade zlib/zlib1g from 1 to 2.");
  });

  test("applications in the image are not of the base image", () => {
    const application = {
      ok: false,
      vulnerabilities: [{ id: "SNYK-2", packageName: "left-pad", severity: "low", from: ["a"] }],
    };
    const found = read({ ok: true, path: "api:1", docker, vulnerabilities: [], applications: [application] });

    expect(found.findings[0]?.layer).toBeUndefined();
  });
});

describe("what several scanners know of a layer", () => {
  const base = { origin: "base", baseImage: "node:22", newerBase: "node:22.9" } as const;
  const outcome = (one: Fields, other: Fields) =>
    verdictOn([
      report("trivy", [{ ids: ["CVE-2026-1"], layer: one }]),
      report("snyk", [{ ids: ["CVE-2026-1"], layer: other }]),
    ]).findings[0];

  test("the layer of one and the base image of the other are joined", () => {
    expect(outcome({ digest: sha("a"), instruction: "RUN a" }, base)).toMatchObject({
      layer: { digest: sha("a"), instruction: "RUN a", ...base },
      fix: "Upgrade the base image to node:22.9 (now node:22).",
    });
  });

  test("digest and instruction are of one layer", () => {
    const { layer } = outcome({ digest: sha("a"), instruction: "RUN a" }, { digest: sha("b") }) ?? {};

    expect([{ digest: sha("b") }, { digest: sha("a"), instruction: "RUN a" }]).toContainEqual(layer);
  });

  test("a dispute about whose layer it is names no newer base image", () => {
    const disputed = outcome({ digest: sha("a"), origin: "application" }, base);

    expect(disputed?.layer).toEqual({ digest: sha("a"), baseImage: "node:22" });
    expect(disputed?.fix).not.toContain("base image");
  });
});
