import { generatedFile } from "@sallyport/github-api";
import { stringify } from "yaml";
import { type RepositoryFile, repositoryFile } from "../delivery/repository-file.js";
import { actionFolder, type Central } from "./central.js";

/** What stands where the delivery did not put Sallyport: it decides nothing (exit code 2). */
const noBundle = `console.error("Sallyport was not delivered: this file only stands in for it.");\nprocess.exit(2);\n`;

/** What stands where the delivery did not put a policy or exceptions: neither is valid, so the gate cannot decide (exit code 2). */
const noPolicy = "notDelivered: this file only stands in for the real one\n";

/**
 * The action that puts Sallyport, the policy and its exceptions into the folder `sallyport/` of a job. All of them are of the
 * commit at which a workflow names the action, so nobody changes them but in the central repository.
 *
 * @param exceptionsPath Where the exceptions are, from the folder of the policy.
 */
export function centralAction({ repository }: Central, exceptionsPath: string): RepositoryFile[] {
  const file = (path: string, rest: Pick<RepositoryFile, "content" | "purpose" | "source">) =>
    repositoryFile({ repository, path: `${actionFolder}/${path}`, ...rest });
  return [
    file("action.yml", {
      content: generatedFile(stringify(definition, { lineWidth: 0 })),
      purpose: "Brings Sallyport, the policy and its exceptions into a job.",
    }),
    file("sallyport.js", {
      content: noBundle,
      source: "gate-bundle",
      purpose: "Sallyport as one file, which judges every repository.",
    }),
    file("sallyport.yaml", {
      content: noPolicy,
      source: "policy",
      purpose: "The policy by which every repository is judged.",
    }),
    file(exceptionsPath, {
      content: noPolicy,
      source: "exceptions",
      purpose: "The exceptions of the policy.",
    }),
  ];
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
const definition = {
  name: "Sallyport",
  description: "Puts Sallyport, the policy and its exceptions into the folder sallyport/ of the job.",
  runs: {
    using: "composite",
    steps: [
      {
        name: "Put Sallyport and its policy into the job",
        shell: "bash",
        run: [
          "set -euo pipefail",
          "# A folder that is there already is not ours.",
          "rm -rf sallyport",
          'cp -R "$GITHUB_ACTION_PATH" sallyport',
          "",
        ].join("\n"),
      },
    ],
  },
};
