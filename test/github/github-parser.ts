import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

type Parser = typeof import("@actions/workflow-parser");

/**
 * GitHub's own workflow parser, as a function from the text of a file to its errors.
 *
 * The package imports a JSON file without saying so, which Node refuses; a bundle has no such import left.
 */
export async function loadGitHubParser(): Promise<(content: string) => Promise<string[]>> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-parser-"));
  const outfile = join(folder, "parser.mjs");
  await build({
    stdin: { contents: 'export * from "@actions/workflow-parser";', resolveDir: process.cwd() },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const parser: Parser = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return async (content) => {
    const file = { name: "sallyport.yml", content };
    const { context, value } = parser.parseWorkflow(file, new parser.NoOperationTraceWriter());
    const template = value && (await parser.convertWorkflowTemplate(context, value));
    const found = [
      ...context.errors.getErrors().map(({ message }) => message),
      ...(template?.errors ?? []).map(({ Message }) => Message),
    ];
    return [...new Set(found)];
  };
}
