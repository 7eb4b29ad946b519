import { posix } from "node:path";
import { manifestKind, type Policy, type RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { script } from "../document/script-step.js";
import type { ScriptStep } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { databaseCache } from "./cache-steps.js";
import { type SecretRequest, secretValue } from "./scan-secrets.js";
import { runs, scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["dependencyCheck"]>;

const key: SecretRequest = { name: "nvd", fields: ["api-key"] };
const folder = "dependency-check";
const libraries = "libraries";

/**
 * OWASP Dependency-Check: the dependencies that lie in the repository or stand in its lock files, and the libraries that
 * its Maven projects ask for. It runs as a Maven plugin of a project of its own, so that no setting of the code, such as
 * `<skip>`, reaches it.
 *
 * The first run fetches the whole National Vulnerability Database, for which the service wants a key; later ones add to
 * the copy in the cache.
 *
 * @see https://dependency-check.github.io/DependencyCheck/dependency-check-maven/
 */
export function dependencyCheckJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("dependency-check");
  const cache = databaseCache("dependency-check", `${folder}/data`, toolVersions.dependencyCheck);
  const kinds = inputs.repository.manifests.map(kindOf);
  return scannerJob(inputs, {
    id: "dependency-check",
    name: "OWASP Dependency-Check",
    stage: "scan",
    tool: "dependencyCheck",
    reports: [report],
    secrets: options.nvdApiKey ? [key] : [],
    steps: [
      uses(
        "actions/setup-java",
        { distribution: "temurin", "java-version": toolVersions.java },
        { name: "Set up Java" },
      ),
      ...inputs.repository.manifests
        .filter((manifest) => kindOf(manifest) === "maven")
        .map((manifest) => librariesStep(pathOf(manifest))),
      cache.restore,
      checkStep(inputs, options, report, kinds.includes("python") || kinds.includes("golang")),
      cache.save,
    ],
  });
}

type Manifest = RepositoryPolicy["manifests"][number];

function pathOf(manifest: Manifest): string {
  return typeof manifest === "string" ? manifest : manifest.path;
}

function kindOf(manifest: Manifest) {
  return typeof manifest === "string" ? manifestKind(manifest) : manifest.kind;
}

/** The libraries themselves, because a `pom.xml` does not say which ones Maven will choose. */
function librariesStep(path: string): ScriptStep {
  return script({ name: `Fetch the libraries of ${path}`, env: { MANIFEST: posix.join(checkoutFolder, path) } }, [
    'mvn --batch-mode --quiet --file "$MANIFEST" \\',
    `  org.apache.maven.plugins:maven-dependency-plugin:${toolVersions.mavenDependencyPlugin}:copy-dependencies \\`,
    `  "-DoutputDirectory=$PWD/${libraries}"`,
  ]);
}

/** Python and Go are read by analysers that are called experimental, and off unless asked for. */
function checkStep(inputs: WorkflowInputs, options: Options, report: string, experimental: boolean): ScriptStep {
  const plugin = `org.owasp:dependency-check-maven:${toolVersions.dependencyCheck}:check`;
  return scanStep(inputs, {
    name: "Check the dependencies",
    tool: "dependencyCheck",
    report,
    target: `filesystem:${inputs.repository.name}`,
    version: toolVersions.dependencyCheck,
    env: {
      NAME: inputs.repository.name,
      ...(options.nvdApiKey && { NVD_API_KEY: secretValue(key, "api-key") }),
    },
    command: [
      `mkdir -p ${folder} ${libraries}`,
      `cat > ${folder}/pom.xml <<END`,
      '<project xmlns="http://maven.apache.org/POM/4.0.0">',
      "  <modelVersion>4.0.0</modelVersion>",
      "  <groupId>sallyport</groupId>",
      "  <artifactId>$NAME</artifactId>",
      "  <version>1</version>",
      "</project>",
      "END",
      ...runs(
        [
          `mvn --batch-mode --quiet --file ${folder}/pom.xml ${plugin}`,
          `"-DscanDirectory=$PWD/${checkoutFolder},$PWD/${libraries}"`,
          `-Dformat=JSON "-Dodc.outputDirectory=$PWD/${folder}/report" "-DdataDirectory=$PWD/${folder}/data"`,
          // Another service with an account of its own.
          "-DossIndexAnalyzerEnabled=false",
          ...(experimental ? ["-DenableExperimental=true"] : []),
          ...(options.nvdApiKey ? ["-DnvdApiKeyEnvironmentVariable=NVD_API_KEY"] : []),
        ],
        totalSeconds(inputs, options.timeout),
      ),
      `if [ -f ${folder}/report/dependency-check-report.json ]; then mv ${folder}/report/dependency-check-report.json "$REPORT"; fi`,
    ],
    facts: [
      `database="$(jq --raw-output '[.scanInfo.dataSource[]? | select(.name | startswith("NVD")) | .timestamp | select(test("^[0-9-]+T[0-9:.]+Z$"))] | max // empty' "$REPORT")" || database=""`,
    ],
    afterwards: failLines(options),
  });
}

/** `failOnCvss`: the step fails, after the record, where the report has a score as high as that. */
function failLines({ failOnCvss }: Options): string[] {
  if (failOnCvss === undefined) return [];
  return [
    `if [ -s "$REPORT" ] && jq --exit-status '[.dependencies[]?.vulnerabilities[]? | .cvssv4?, .cvssv3?, .cvssv2? | objects | .baseScore, .score, .cvssData?.baseScore | numbers] | any(. >= ${failOnCvss})' "$REPORT" > /dev/null; then`,
    `  echo "::error title=Dependency-Check::A score is ${failOnCvss} or higher. The gate decides what follows."`,
    "  exit 1",
    "fi",
  ];
}
