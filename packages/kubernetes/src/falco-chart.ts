/**
 * The Falco that is installed: one version of the chart, which brings Falco 0.44.1, and one of the rules that Falco's
 * authors publish.
 *
 * @see https://github.com/falcosecurity/charts/blob/master/charts/falco/Chart.yaml
 * @see https://github.com/falcosecurity/rules/releases/tag/falco-rules-5.1.0
 */
export const falcoChart = {
  repository: "https://falcosecurity.github.io/charts",
  chart: "falco",
  version: "9.1.0",
  rules: "falco-rules:5.1.0",
} as const;
