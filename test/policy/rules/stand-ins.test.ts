import { expect, test } from "vitest";
import { complaints, policyWith } from "../support.ts";

const repository = {
  name: "api",
  id: 3,
  images: [{ name: "api" }],
  manifests: ["requirements.txt"],
  kubernetes: ["k8s"],
};
const withScanners = (scanners: Record<string, unknown>) => ({
  repositories: [{ ...repository, languages: ["python"] }],
  secrets: { vault: { address: "https://vault.example" } },
  scanning: { scanners },
});

test.each<[string, Record<string, { standIn?: string } & Record<string, unknown>>]>([
  ["Clair for Trivy on images", { trivy: { standIn: "clair" }, clair: { url: "https://clair.acme.example" } }],
  [
    "Dependency-Check for Snyk on dependencies",
    { snyk: { scanType: ["dependencies"], standIn: "dependencyCheck" }, dependencyCheck: {} },
  ],
  ["Semgrep for Bandit", { bandit: { standIn: "semgrep" }, semgrep: {} }],
  ["Checkov for kube-score", { kubeScore: { standIn: "checkov" }, checkov: {} }],
])("takes %s", (_, scanners) => {
  const [[name = "", options] = []] = Object.entries(scanners);

  expect(policyWith(withScanners(scanners)).scanning.scanners).toMatchObject({ [name]: { standIn: options?.standIn } });
});

test.each([
  ["a scanner that stands in for itself", { trivy: { standIn: "trivy" } }, "is the scanner itself"],
  [
    "one that the policy does not have",
    { gitleaks: { standIn: "semgrep" } },
    "names semgrep, which scanning.scanners does not have",
  ],
  [
    "one that looks elsewhere",
    { trivy: { standIn: "gitleaks" }, gitleaks: {} },
    "names gitleaks, which does not look at the images that trivy scans",
  ],
  [
    "one that sees a part only",
    { snyk: { standIn: "dependencyCheck" }, dependencyCheck: {} },
    "names dependencyCheck, which does not look at the infrastructure and manifests that snyk scans",
  ],
  [
    "one for Python where all languages are scanned",
    { semgrep: { standIn: "bandit" }, bandit: {} },
    "names bandit, which does not look at the code that semgrep scans",
  ],
])("refuses %s", (_, scanners, message) => {
  expect(complaints(withScanners(scanners))).toEqual([expect.stringContaining(message)]);
});
