import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { expression } from "../document/expression.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { noteStart, recordStep } from "./action-scan.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["codeql"]>;
type Language = RepositoryPolicy["languages"][number];

/** What CodeQL calls a language, and whether it needs a build to read it. */
interface Extraction {
  name: string;
  build: "none" | "autobuild";
}

/**
 * By language of the policy. Kotlin and Go cannot be read without a build; PHP not at all; Swift needs a runner with macOS.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/creating-an-advanced-setup-for-code-scanning/codeql-code-scanning-for-compiled-languages
 */
const extractions: Partial<Record<Language, Extraction>> = {
  c: { name: "c-cpp", build: "none" },
  cpp: { name: "c-cpp", build: "none" },
  csharp: { name: "csharp", build: "none" },
  go: { name: "go", build: "autobuild" },
  java: { name: "java-kotlin", build: "none" },
  javascript: { name: "javascript-typescript", build: "none" },
  kotlin: { name: "java-kotlin", build: "autobuild" },
  python: { name: "python", build: "none" },
  ruby: { name: "ruby", build: "none" },
  rust: { name: "rust", build: "none" },
  typescript: { name: "javascript-typescript", build: "none" },
};

/** The languages of a repository that CodeQL reads, each once; a build where one of them needs it. */
export function codeqlLanguages({ languages }: RepositoryPolicy): Extraction[] {
  const known = languages.flatMap((language) => extractions[language] ?? []);
  return [...new Set(known.map(({ name }) => name))].map((name) => {
    const needsBuild = known.some((extraction) => extraction.name === name && extraction.build === "autobuild");
    return { name, build: needsBuild ? "autobuild" : "none" };
  });
}

/** The languages of a repository that CodeQL, as it runs here, does not read. */
export function languagesWithoutCodeql({ languages }: RepositoryPolicy): Language[] {
  return languages.filter((language) => extractions[language] === undefined);
}

/**
 * CodeQL: a job for each language, because the action analyses one way of building at a time. The gate reads its SARIF log;
 * nothing is uploaded to GitHub from here, so that the job needs no right to write.
 *
 * Settings of CodeQL in the code do not count: the action reads them only where a workflow names them.
 *
 * @see https://github.com/github/codeql-action#readme
 */
export function codeqlJobs(inputs: WorkflowInputs, options: Options): ScannerJob[] {
  return codeqlLanguages(inputs.repository).map((language) => codeqlJob(inputs, options, language));
}

const results = "codeql-results";

function codeqlJob(inputs: WorkflowInputs, { queries }: Options, { name, build }: Extraction): ScannerJob {
  const id = `codeql-${name}`;
  const report = reportPath("codeql", undefined, name, "sarif");
  return scannerJob(inputs, {
    id,
    name: `CodeQL (${name})`,
    stage: "scan",
    tool: "codeql",
    reports: [report],
    steps: [
      noteStart("start"),
      uses(
        "github/codeql-action/init",
        {
          languages: name,
          "build-mode": build,
          "source-root": checkoutFolder,
          // The release that belongs to this commit of the action, not the one that GitHub rolls out today.
          tools: "linked",
          ...(queries !== "default" && { queries }),
        },
        { name: "Set up CodeQL", id: "codeql" },
      ),
      uses(
        "github/codeql-action/analyze",
        { output: results, upload: "never", "upload-database": false, checkout_path: checkoutFolder, category: id },
        { name: "Analyse", id: "analysis" },
      ),
      recordStep(inputs, {
        name: "Record the analysis",
        tool: "codeql",
        report,
        target: `filesystem:${inputs.repository.name}`,
        start: "start",
        scan: "analysis",
        version: expression("steps.codeql.outputs.codeql-version"),
        before: ["shopt -s nullglob", `for log in ${results}/*.sarif; do mv "$log" "$REPORT"; done`],
      }),
    ],
  });
}
