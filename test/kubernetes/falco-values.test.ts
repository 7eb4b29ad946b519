import { falcoRules, falcoValues, memoryLimit, ruleSelection } from "@sallyport/kubernetes";
import { RuleCategory, RuntimePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const valuesOf = (settings: object = {}) => falcoValues(RuntimePolicy.parse(settings));

test("uses the driver that needs no kernel headers, with capabilities instead of a privileged container", () => {
  expect(valuesOf().driver).toMatchObject({ kind: "modern_ebpf", modernEbpf: { leastPrivileged: true } });
});

describe("the driver's buffer", () => {
  test("has the preset of the policy", () => {
    expect(valuesOf().driver.modernEbpf.bufSizePreset).toBe(8);
    expect(valuesOf({ bufferSize: 4 }).driver.modernEbpf.bufSizePreset).toBe(4);
  });

  test.each([
    [1, "1040Mi"],
    [4, "1152Mi"],
    [8, "3072Mi"],
    [10, "9216Mi"],
  ])("of preset %i fits into the memory limit", (preset, limit) => {
    expect(memoryLimit(preset)).toBe(limit);
    expect(valuesOf({ bufferSize: preset }).resources.limits.memory).toBe(limit);
  });
});

describe("the rules", () => {
  test("of an enabled category are loaded, those of another are not there", () => {
    const { customRules } = valuesOf({ rulesEnabled: ["network_anomaly", "data_exfiltration"] });

    expect(Object.keys(customRules)).toEqual(["network_anomaly.yaml", "data_exfiltration.yaml"]);
    expect(parse(customRules["network_anomaly.yaml"] ?? "")).toEqual(falcoRules.network_anomaly);
  });

  test("that Falco's authors publish are selected by the same categories", () => {
    expect(ruleSelection(["privilege_escalation"])).toEqual([
      { disable: { rule: "*" } },
      { enable: { tag: "privilege_escalation" } },
      { enable: { tag: "mitre_privilege_escalation" } },
    ]);
  });

  // What distinguishes the rules of falco_rules.yaml, release falco-rules-5.1.0.
  test.each([
    ["mitre_credential_access"],
    ["mitre_defense_evasion"],
    ["mitre_discovery", "network"],
    ["mitre_execution"],
    ["mitre_impact"],
    ["mitre_persistence"],
    ["mitre_privilege_escalation"],
  ])("that are published with %s belong to a category", (...tags) => {
    const enabled = ruleSelection(RuleCategory.options).flatMap((entry) =>
      "enable" in entry ? [entry.enable.tag] : [],
    );

    expect(tags.filter((tag) => enabled.includes(tag))).not.toEqual([]);
  });

  test("come in a fixed version that nothing replaces at run time", () => {
    const { artifact, config } = valuesOf().falcoctl;

    expect(artifact.follow.enabled).toBe(false);
    expect(config.artifact.install.refs).toEqual(["falco-rules:5.1.0"]);
  });

  test.each([
    ["low", "critical"],
    ["medium", "warning"],
    ["high", "notice"],
    ["critical", "debug"],
  ])("of sensitivity %s are those of at least priority %s", (sensitivityLevel, priority) => {
    expect(valuesOf({ sensitivityLevel }).falco.priority).toBe(priority);
  });
});

describe("events", () => {
  test("are JSON, or text when the policy says so", () => {
    expect(valuesOf().falco.json_output).toBe(true);
    expect(valuesOf({ outputFormat: "text" }).falco.json_output).toBe(false);
  });

  test("go to the syslog of the host", () => {
    const { falco, mounts } = valuesOf({ logDriver: "syslog" });

    expect([falco.syslog_output.enabled, falco.file_output.enabled]).toEqual([true, false]);
    expect(mounts).toEqual({
      volumes: [{ name: "host-syslog", hostPath: { path: "/dev/log", type: "Socket" } }],
      volumeMounts: [{ name: "host-syslog", mountPath: "/dev/log", readOnly: true }],
    });
  });

  test("go to a file of the host", () => {
    const { falco, mounts } = valuesOf({ logDriver: "file" });

    expect(falco.syslog_output.enabled).toBe(false);
    expect(falco.file_output).toEqual({ enabled: true, filename: "/var/log/falco/events.log" });
    expect(mounts).toEqual({
      volumes: [{ name: "host-events", hostPath: { path: "/var/log/falco", type: "DirectoryOrCreate" } }],
      volumeMounts: [{ name: "host-events", mountPath: "/var/log/falco", readOnly: false }],
    });
  });

  test("never name the outputs that this version of the chart refuses", () => {
    expect(Object.keys(valuesOf().falco).filter((key) => key.startsWith("grpc"))).toEqual([]);
  });
});

test("stay small, because they land in the state", () => {
  expect(JSON.stringify(valuesOf({ response: "terminate" })).length).toBeLessThan(16_000);
});
