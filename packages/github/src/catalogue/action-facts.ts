import type { Permissions } from "../document/workflow.js";
import { accessActions } from "./access-actions.js";
import { imageActions } from "./image-actions.js";
import { scanningActions } from "./scanning-actions.js";
import { toolchainActions } from "./toolchain-actions.js";

/** What is known about an action at the commit that it is pinned to. */
export interface ActionFacts {
  tag: `v${number}.${number}.${number}`;
  /** Commit of the tag; seen on a branch of the action's own repository, so no fork slipped it in. */
  commitSha: string;
  /** Date of that commit. */
  date: string;
  runtime: "node24" | "composite";
  /** SPDX identifier. */
  licence: string;
  inputs: Readonly<Record<string, InputFacts>>;
  outputs: readonly string[];
  /** What the token of the job must allow, whatever the inputs. */
  permissions: Permissions;
}

export interface InputFacts {
  required?: true;
  default?: string | number | boolean;
  /** Why Sallyport never sets it. */
  refused?: string;
  /** What the token of the job must allow besides, by the value of this input. */
  permissions?: Readonly<Record<string, Permissions>>;
}

/**
 * The actions that workflows may use, and the one place where their commits stand. Inputs and defaults are those of each
 * `action.yml` at that commit.
 *
 * A newer version waits a week before it comes in here: attackers' releases are mostly found within days.
 */
export const actionFacts = {
  // https://github.com/actions/checkout/blob/v7.0.1/action.yml
  "actions/checkout": {
    tag: "v7.0.1",
    commitSha: "3d3c42e5aac5ba805825da76410c181273ba90b1",
    date: "2026-07-17",
    runtime: "node24",
    licence: "MIT",
    inputs: {
      repository: { default: `\${{ github.repository }}` },
      ref: {},
      token: { default: `\${{ github.token }}` },
      "ssh-key": {},
      "ssh-known-hosts": {},
      "ssh-strict": { default: true },
      "ssh-user": { default: "git" },
      "persist-credentials": { default: true },
      path: {},
      clean: { default: true },
      filter: {},
      "sparse-checkout": {},
      "sparse-checkout-cone-mode": { default: true },
      "fetch-depth": { default: 1 },
      "fetch-tags": { default: false },
      "show-progress": { default: true },
      lfs: { default: false },
      submodules: { default: false },
      "set-safe-directory": { default: true },
      "github-server-url": {},
      "allow-unsafe-pr-checkout": {
        default: false,
        refused: "it would run a fork's code with the rights of this repository",
      },
    },
    outputs: ["ref", "commit"],
    permissions: { contents: "read" },
  },
  // https://github.com/actions/setup-node/blob/v7.0.0/action.yml
  "actions/setup-node": {
    tag: "v7.0.0",
    commitSha: "820762786026740c76f36085b0efc47a31fe5020",
    date: "2026-07-13",
    runtime: "node24",
    licence: "MIT",
    inputs: {
      "node-version": {},
      "node-version-file": {},
      architecture: {},
      "check-latest": { default: false },
      "registry-url": {},
      scope: {},
      token: { default: `\${{ github.server_url == 'https://github.com' && github.token || '' }}` },
      cache: {},
      "package-manager-cache": { default: true },
      "cache-dependency-path": {},
      mirror: {},
      "mirror-token": {},
    },
    outputs: ["cache-hit", "cache-primary-key", "cache-matched-key", "node-version"],
    permissions: { contents: "read" },
  },
  // https://github.com/actions/upload-artifact/blob/v7.0.0/action.yml
  "actions/upload-artifact": {
    tag: "v7.0.0",
    commitSha: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    date: "2026-02-25",
    runtime: "node24",
    licence: "MIT",
    inputs: {
      name: { default: "artifact" },
      path: { required: true },
      "if-no-files-found": { default: "warn" },
      "retention-days": {},
      "compression-level": { default: 6 },
      overwrite: { default: false },
      "include-hidden-files": { default: false },
      archive: { default: true },
    },
    outputs: ["artifact-id", "artifact-url", "artifact-digest"],
    permissions: {},
  },
  // https://github.com/actions/download-artifact/blob/v8.0.1/action.yml
  "actions/download-artifact": {
    tag: "v8.0.1",
    commitSha: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    date: "2026-03-11",
    runtime: "node24",
    licence: "MIT",
    inputs: {
      name: {},
      "artifact-ids": {},
      path: {},
      pattern: {},
      "merge-multiple": { default: false },
      "github-token": {},
      repository: { default: `\${{ github.repository }}` },
      "run-id": { default: `\${{ github.run_id }}` },
      "skip-decompress": { default: false },
      "digest-mismatch": { default: "error" },
    },
    outputs: ["download-path"],
    permissions: {},
  },
  // https://github.com/aquasecurity/setup-trivy/blob/v0.3.1/action.yaml
  // Every tag before v0.2.6 was replaced by attackers in March 2026 (CVE-2026-33634); this commit is later and clean.
  "aquasecurity/setup-trivy": {
    tag: "v0.3.1",
    commitSha: "81e514348e19b6112ce2a7e3ecbafe19c1e1f567",
    date: "2026-06-03",
    runtime: "composite",
    licence: "Apache-2.0",
    inputs: {
      // `latest` by default, which is no pin; so it has to be given.
      version: { required: true },
      path: { default: "" },
      cache: { default: false },
      token: { default: `\${{ github.token }}` },
      "github-server-url": { default: "https://github.com" },
    },
    outputs: [],
    permissions: { contents: "read" },
  },
  ...toolchainActions,
  ...scanningActions,
  ...imageActions,
  ...accessActions,
} as const satisfies Readonly<Record<string, ActionFacts>>;

/** Actions that Sallyport never uses, by their names or the names of their repositories, and what it uses instead. */
export const refusedActions: Readonly<Record<string, string>> = {
  "semgrep/semgrep-action": "it is archived. Run `semgrep scan` from the package of PyPI",
  "returntocorp/semgrep-action": "it is archived. Run `semgrep scan` from the package of PyPI",
  "actions/attest-sbom": "it is deprecated. Use actions/attest with `sbom-path`",
  "actions/attest-build-provenance": "it only wraps another action since v4. Use actions/attest",
  "snyk/actions": "it runs an image whose tag moves. Run the package `snyk` of npm",
  "gitleaks/gitleaks-action": "it asks a licence server. Run the `gitleaks` program, built from its Go module",
  "PyCQA/bandit-action": "what it uses is not pinned. Run `bandit` from the package of PyPI",
  "dependency-check/Dependency-Check_Action": "it runs an image whose tag moves. Run the Maven plugin",
  "hashicorp/vault-action": "it needs Node 20, which runners no longer have. Use `vaultSecrets`",
};
