import { alertLabel, responseValues } from "@sallyport/kubernetes";
import { RuntimePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

function installed(settings: object) {
  const values = responseValues(RuntimePolicy.parse(settings));
  const { "falco-talon": talon } = values;
  if (!talon) throw new Error("there is no response");
  return { ...values, talon };
}

/** The entries that Falco Talon reads: those of the chart and ours, in one list. */
function talonRules(settings: object) {
  const ofTheChart = "- action: Terminate Pod\n  actionner: kubernetes:terminate\n";
  return parse(`${ofTheChart}\n${installed(settings).talon.config.rulesOverride}\n`);
}

test("no response installs nothing", () => {
  expect(responseValues(RuntimePolicy.parse({ response: "none" }))).toEqual({});
});

describe("the response", () => {
  test("puts a label on the pod", () => {
    expect(talonRules({ response: "label" })[1].actions).toEqual([
      { action: "Label the pod", actionner: "kubernetes:label", parameters: { labels: { [alertLabel]: "true" } } },
    ]);
  });

  test("ends the pod, also one that nothing would start again", () => {
    expect(talonRules({ response: "terminate" })[1].actions).toEqual([
      {
        action: "Terminate the pod",
        actionner: "kubernetes:terminate",
        parameters: { grace_period_seconds: 5, ignore_standalone_pods: false },
      },
    ]);
  });

  test("leaves the cluster's own pods and Falco's alone", () => {
    expect(talonRules({ response: "terminate", namespace: "detection" })[1].match).toEqual({
      output_fields: ["k8s.ns.name!=kube-system, k8s.ns.name!=detection"],
    });
  });

  test.each([
    ["low", "notice"],
    ["medium", "warning"],
    ["high", "critical"],
  ])("to alerts from threshold %s on hears of priority %s and above", (alertThreshold, minimumpriority) => {
    expect(installed({ response: "label", alertThreshold })).toMatchObject({
      falcosidekick: { enabled: true, config: { talon: { address: "http://falco-talon:2803", minimumpriority } } },
      responseActions: { enabled: true },
    });
  });
});

describe("Falco Talon's rights", () => {
  const rights = (response: string) => installed({ response }).talon.rbac as Record<string, string[]>;

  test("are those of its one action", () => {
    expect(rights("label").pods).toEqual(["get", "list", "update", "patch"]);
    expect(rights("terminate").pods).toEqual(["get", "list", "delete"]);
  });

  test("reach nothing else, Secrets least of all", () => {
    const others = Object.entries(rights("terminate")).filter(([resource]) => resource !== "pods");

    expect(others.map(([resource]) => resource)).toEqual(expect.arrayContaining(["secrets", "podsExec", "roles"]));
    expect(others.filter(([, verbs]) => verbs.length > 0)).toEqual([]);
  });
});
