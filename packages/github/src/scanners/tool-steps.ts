import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { script } from "../document/script-step.js";
import type { Step } from "../document/workflow.js";
import { checkoutFolder } from "../workflows/preparation.js";

/** Folder where jobs put tools, beside the checkout. */
export const toolsFolder = "tools";

/** Steps that install a tool of PyPI, at its version and by itself; it is then `tools/NAME/bin/NAME`. */
export function pythonTool(name: "bandit" | "checkov" | "semgrep"): Step[] {
  return [
    uses("actions/setup-python", { "python-version": toolVersions.python }, { name: "Set up Python" }),
    script({ name: `Install ${name}`, env: { PACKAGE: `${name}==${toolVersions[name]}` } }, [
      `python -m venv ${toolsFolder}/${name}`,
      // Wheels only: a package that builds itself runs whatever it likes.
      `${toolsFolder}/${name}/bin/pip install --quiet --only-binary :all: --disable-pip-version-check "$PACKAGE"`,
    ]),
  ];
}

/** How a script calls a tool of {@link pythonTool} or {@link goTool} from the workspace. */
export function toolPath(name: string): string {
  return `${toolsFolder}/${name}/bin/${name}`;
}

/** Steps that build a tool from its Go module, whose checksum Go looks up in its public log. */
export function goTool(name: string, module: string): Step[] {
  return [
    uses("actions/setup-go", { "go-version": toolVersions.go, cache: false }, { name: "Set up Go" }),
    script({ name: `Install ${name}`, env: { MODULE: module } }, [
      `export GOBIN="$PWD/${toolsFolder}/${name}/bin"`,
      'go install "$MODULE"',
    ]),
  ];
}

/**
 * A step that takes files away which would tell a tool what not to see. Whoever opens a pull request must not be the one
 * who says so; exceptions stand in the policy, where their owners guard them.
 */
export function withoutSettings(tool: string, names: readonly string[]): Step {
  const patterns = names.map((name) => `-name '${name}'`).join(" -o ");
  return script({ name: `Take away settings of ${tool}` }, [
    `find ${checkoutFolder} -path ${checkoutFolder}/.git -prune -o \\( ${patterns} \\) -print -exec rm -rf {} +`,
  ]);
}
