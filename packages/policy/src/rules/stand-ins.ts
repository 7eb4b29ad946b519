import { type ScannerName, scannerNames } from "../scanners.js";
import type { ScanningPolicy } from "../scanning.js";
import type { Breach, Rule } from "./rule.js";

type Scanners = ScanningPolicy["scanners"];
type Target = "images" | "dependencies" | "code" | "python" | "secrets" | "infrastructure" | "manifests" | "staging";

/** What a scanner looks at with the options it has. */
const targets: Record<ScannerName, (scanners: Scanners) => readonly Target[]> = {
  trivy: ({ trivy }) => [trivy?.scanType === "image" ? "images" : "dependencies"],
  snyk: ({ snyk }) => [
    ...(snyk?.scanType.includes("dependencies") ? (["dependencies"] as const) : []),
    ...(snyk?.scanType.some((type) => type !== "dependencies") ? (["infrastructure", "manifests"] as const) : []),
  ],
  dockerScout: () => ["images"],
  clair: () => ["images"],
  codeql: () => ["code", "python"],
  semgrep: () => ["code", "python"],
  sonarqube: () => ["code", "python"],
  bandit: () => ["python"],
  dependencyCheck: () => ["dependencies"],
  gitleaks: () => ["secrets"],
  checkov: () => ["infrastructure", "manifests"],
  kubeScore: () => ["manifests"],
  zap: () => ["staging"],
};

/** A stand-in that looks elsewhere would let a failed scan pass as a good one. */
export const standInsSeeTheSame: Rule = {
  sections: ["scanning"],
  check: ({ scanning: { scanners } }) =>
    scannerNames.flatMap((name): Breach[] => {
      const standIn = scanners[name]?.standIn;
      const problem = standIn && problemOf(name, standIn, scanners);
      return problem ? [{ path: ["scanning", "scanners", name, "standIn"], ...problem }] : [];
    }),
};

function problemOf(
  name: ScannerName,
  standIn: ScannerName,
  scanners: Scanners,
): Pick<Breach, "message" | "remedy"> | undefined {
  if (standIn === name) return { message: "is the scanner itself", remedy: "Name another one, or remove it" };
  if (!scanners[standIn]) {
    const message = `names ${standIn}, which scanning.scanners does not have`;
    return { message, remedy: `Add scanning.scanners.${standIn}, or name another scanner` };
  }
  const seen = targets[standIn](scanners);
  const missed = targets[name](scanners).filter((target) => !seen.includes(target));
  if (missed.length === 0) return undefined;
  const message = `names ${standIn}, which does not look at the ${missed.join(" and ")} that ${name} scans`;
  return { message, remedy: "Name a scanner that does, or remove it" };
}
