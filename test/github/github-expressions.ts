import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** A value of a context. */
export type Value = boolean | null | number | string | { readonly [name: string]: Value };

/** Functions without arguments, such as `failure`. */
export type StatusFunctions = Readonly<Record<string, () => boolean>>;

/** Evaluates an expression, without its `${{ }}`. */
export type Evaluate = (expression: string, contexts: Record<string, Value>, functions: StatusFunctions) => Value;

interface Data {
  value?: boolean | number | string;
  coerceString(): string;
}

/**
 * GitHub's own evaluator of expressions, which comes with its workflow parser. Bundled for the same reason as the parser.
 *
 * @see https://github.com/actions/languageservices/tree/main/expressions
 */
export async function loadGitHubExpressions(): Promise<Evaluate> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-expressions-"));
  const outfile = join(folder, "expressions.mjs");
  const parser = realpathSync("node_modules/@actions/workflow-parser");
  await build({
    stdin: { contents: 'export * from "@actions/expressions";', resolveDir: parser },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const { Lexer, Parser, Evaluator, data } = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });

  const dataOf = (value: Value): Data => {
    if (value === null) return new data.Null();
    if (typeof value === "boolean") return new data.BooleanData(value);
    if (typeof value === "number") return new data.NumberData(value);
    if (typeof value === "string") return new data.StringData(value);
    return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: dataOf(inner) })));
  };
  return (expression, contexts, functions) => {
    const infos = Object.entries(functions).map(([name, call]) => ({
      name,
      description: name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(call()),
    }));
    const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), infos).parse();
    const known = new Map(infos.map((info) => [info.name.toLowerCase(), info]));
    const result: Data = new Evaluator(tree, dataOf(contexts), known).evaluate();
    return result.value ?? result.coerceString();
  };
}
