import type { RuntimePolicy } from "@sallyport/policy";
import { falcoChart } from "./falco-chart.js";
import { responseValues } from "./falco-response.js";
import { type FalcoPriority, rulesFile } from "./falco-rule.js";
import { falcoRules, publishedTags } from "./falco-rules.js";

/** Least priority that Falco loads a rule for. */
export const reportedPriority: Record<RuntimePolicy["sensitivityLevel"], FalcoPriority | "DEBUG"> = {
  low: "CRITICAL",
  medium: "WARNING",
  high: "NOTICE",
  critical: "DEBUG",
};

const eventFile = { folder: "/var/log/falco", name: "events.log" };

/**
 * Values of the Falco chart.
 *
 * The rules are those of the enabled categories: our own, and the published ones in a fixed version, which the chart would
 * otherwise replace every week by whatever is new. Falco gets the four capabilities that its driver needs instead of all
 * of them.
 *
 * @see https://github.com/falcosecurity/charts/blob/master/charts/falco/values.yaml
 */
export function falcoValues(policy: RuntimePolicy) {
  const { rulesEnabled, sensitivityLevel, outputFormat, bufferSize, logDriver } = policy;
  return {
    driver: { kind: "modern_ebpf", modernEbpf: { bufSizePreset: bufferSize, leastPrivileged: true } },
    resources: { limits: { memory: memoryLimit(bufferSize) } },
    customRules: Object.fromEntries(
      rulesEnabled.map((category) => [`${category}.yaml`, rulesFile(falcoRules[category])]),
    ),
    falcoctl: {
      artifact: { follow: { enabled: false } },
      config: { artifact: { install: { refs: [falcoChart.rules] } } },
    },
    falco: {
      priority: reportedPriority[sensitivityLevel].toLowerCase(),
      rules: ruleSelection(rulesEnabled),
      json_output: outputFormat === "json",
      syslog_output: { enabled: logDriver === "syslog" },
      file_output: { enabled: logDriver === "file", filename: `${eventFile.folder}/${eventFile.name}` },
    },
    mounts: logMounts(logDriver),
    ...responseValues(policy),
  };
}

/**
 * Turns every rule off, then those of the categories on, published and our own alike.
 *
 * @see https://falco.org/docs/concepts/rules/controlling-rules/
 */
export function ruleSelection(categories: RuntimePolicy["rulesEnabled"]) {
  const tags = categories.flatMap((category) => [category, ...publishedTags[category]]);
  return [{ disable: { rule: "*" } }, ...tags.map((tag) => ({ enable: { tag } }))];
}

/**
 * The chart's own limit, and sixteen buffers on top: one for two processors, so enough for 32. They count as memory of
 * the container, and a large preset would not fit into the chart's limit even on a small node.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/falco.yaml (`buf_size_preset`)
 */
export function memoryLimit(bufferSize: number): string {
  const megabytes = 2 ** (bufferSize - 1);
  return `${1024 + 16 * megabytes}Mi`;
}

/**
 * The part of the host that events go to. Without it they would end in the container. Where a node has no syslog socket,
 * Falco does not start there, rather than write to nobody: `file` works everywhere.
 */
function logMounts(logDriver: RuntimePolicy["logDriver"]) {
  const from = (name: string, path: string, type: string, readOnly: boolean) => ({
    volumes: [{ name, hostPath: { path, type } }],
    volumeMounts: [{ name, mountPath: path, readOnly }],
  });
  if (logDriver === "file") return from("host-events", eventFile.folder, "DirectoryOrCreate", false);
  return from("host-syslog", "/dev/log", "Socket", true);
}
