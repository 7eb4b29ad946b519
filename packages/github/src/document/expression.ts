/**
 * A value that GitHub computes when the workflow runs: `expression("github.run_id")`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}
