import { SecretsPolicy } from "@sallyport/policy";
import { auditDevices, VaultAudit } from "@sallyport/vault";
import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const auditOf = (audit: object) => {
  const parsed = SecretsPolicy.parse({ vault: { address: "https://vault.acme.example" }, audit }).audit;
  if (!parsed) throw new Error("the policy lost its audit");
  return parsed;
};

test("there are two devices, a file and syslog, unless the policy says more", () => {
  expect(auditDevices(auditOf({})).map(({ type, path }) => [type, path])).toEqual([
    ["file", "file"],
    ["syslog", "syslog"],
  ]);
});

test("a socket goes where the policy says, beside syslog or instead of it", () => {
  const socket = { address: "/run/vault.sock", transport: "unix" };
  const [, device] = auditDevices(auditOf({ syslog: false, socket }));

  expect(device?.options).toMatchObject({ address: "/run/vault.sock", socket_type: "unix" });
  expect(auditDevices(auditOf({ socket })).map(({ type }) => type)).toEqual(["file", "syslog", "socket"]);
});

test("no device writes a value as it is, nor what would end a token", () => {
  for (const { options } of auditDevices(auditOf({ socket: { address: "127.0.0.1:9000" } }))) {
    expect(options).toMatchObject({ log_raw: "false", hmac_accessor: "true" });
  }
});

test("the file is for its owner alone, and lies where the policy says", () => {
  expect(auditDevices(auditOf({ filePath: "/var/audit/vault.log" }))[0]?.options).toMatchObject({
    file_path: "/var/audit/vault.log",
    mode: "0600",
  });
});

test("one device waits for the other: Vault cannot enable two at a time", async () => {
  const deployed = await deploy(
    () => new VaultAudit("acme", { policy: auditOf({ socket: { address: "127.0.0.1:9000" } }) }),
  );
  const devices = deployed.all("vault:index/audit:Audit");

  const waitsFor = devices.map(({ name, dependencies }) => [name, dependencies.map((urn) => urn.split("::").at(-1))]);
  expect(Object.fromEntries(waitsFor)).toEqual({
    "acme-file": [],
    "acme-syslog": ["acme-file"],
    "acme-socket": ["acme-syslog"],
  });
});

test("each device is a resource named after its kind", async () => {
  const deployed = await deploy(() => new VaultAudit("acme", { policy: auditOf({}) }));

  expect(deployed.all("vault:index/audit:Audit")).toHaveLength(2);
  expect(deployed.resources.map(({ name }) => name)).toEqual(expect.arrayContaining(["acme-file", "acme-syslog"]));
});
