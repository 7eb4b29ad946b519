import { notProvided } from "@sallyport/kubernetes";
import { NetworkPolicy, RuntimePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

const networkPaths = (network: object) =>
  notProvided({ network: NetworkPolicy.parse({ namespaces: { payments: {} }, ...network }) }).map(({ path }) => path);
const runtimePaths = (runtime: object) =>
  notProvided({ runtime: RuntimePolicy.parse(runtime) }).map(({ path }) => path);

test("a policy without both sections misses nothing", () => {
  expect(notProvided({})).toEqual([]);
});

test("namespaces alone miss nothing, nor does Falco with a response", () => {
  expect(networkPaths({ access: {} })).toEqual([]);
  expect(runtimePaths({ response: "label" })).toEqual([]);
});

test.each([
  ["network.mesh", { mesh: {} }],
  ["network.waf", { waf: {} }],
  ["network.firewall", { firewall: {} }],
  ["network.access.vpn", { access: { vpn: true } }],
  ["network.access.bastion", { access: { bastion: true } }],
])("%s is said to be missing when the policy asks for it", (path, network) => {
  expect(networkPaths(network)).toEqual([path]);
});

test("a threshold that nobody hears of is said to be without effect", () => {
  expect(runtimePaths({ response: "none" })).toEqual(["runtime.alertThreshold"]);
});

test("text events are said to be JSON where the response reads them", () => {
  expect(runtimePaths({ response: "terminate", outputFormat: "text" })).toEqual(["runtime.outputFormat"]);
});
