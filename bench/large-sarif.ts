import { closeSync, openSync, writeSync } from "node:fs";

const text = "An attacker who can send a request may read memory that is not theirs, because a bound is not checked. ";

/** Writes a SARIF log with its rules behind its results, about 890 bytes a result. */
export function writeLargeSarif(path: string, results: number): void {
  const file = openSync(path, "w");
  let block = '{"version":"2.1.0","runs":[{"results":[';
  for (let number = 0; number < results; number += 1) {
    block += (number === 0 ? "" : ",") + JSON.stringify(result(number));
    if (block.length < 4_000_000) continue;
    writeSync(file, block);
    block = "";
  }
  const rules = Array.from({ length: 500 }, (_, number) => ({
    id: `rule-${number}`,
    shortDescription: { text: `Rule ${number}` },
    properties: { "security-severity": String((number % 100) / 10) },
  }));
  const tool = { driver: { name: "Example Scanner", semanticVersion: "1.0.0", rules } };
  writeSync(file, `${block}],"tool":${JSON.stringify(tool)},"invocations":[{"executionSuccessful":true}]}]}`);
  closeSync(file);
}

function result(number: number): unknown {
  const uri = `src/module-${number % 2000}/file-${number % 97}.c`;
  const region = { startLine: 1 + (number % 5000), startColumn: 3, endColumn: 40 };
  return {
    ruleId: `rule-${number % 500}`,
    ruleIndex: number % 500,
    level: ["error", "warning", "note"][number % 3],
    message: { text: `Weakness ${number}: ${text.repeat(5)}` },
    locations: [{ physicalLocation: { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region } }],
    partialFingerprints: { primaryLocationLineHash: `${number.toString(16)}:1` },
    properties: { confidence: "HIGH", index: number },
  };
}
