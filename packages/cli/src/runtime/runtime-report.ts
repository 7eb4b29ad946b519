import { type RuntimeFinding, runtimeRules } from "./runtime-rule.js";

/** Name under which the gate knows the report. */
const driver = "Sallyport runtime-check";

/** What was found in a running deployment, as SARIF 2.1.0. The same findings give the same text. */
export function runtimeReport(findings: readonly RuntimeFinding[], version: string): string {
  const rules = Object.entries(runtimeRules).map(([id, { title, severity, remedy, link }]) => ({
    id,
    shortDescription: { text: title },
    help: { text: remedy },
    helpUri: link,
    properties: { "security-severity": severity.toFixed(1) },
  }));
  const results = findings.map(({ rule, place, found }) => ({
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: runtimeRules[rule].severity >= 7 ? "error" : "warning",
    message: { text: `${found} ${runtimeRules[rule].remedy}` },
    locations: [
      {
        logicalLocations: [{ fullyQualifiedName: place }],
        physicalLocation: { artifactLocation: { uri: uriOf(place) } },
      },
    ],
  }));
  const document = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: driver,
            semanticVersion: version,
            informationUri: "https://github.com/sallyport-dev/sallyport",
            rules,
          },
        },
        invocations: [{ executionSuccessful: true }],
        results,
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function uriOf(place: string): string {
  return URL.canParse(place) ? place : encodeURI(place);
}
