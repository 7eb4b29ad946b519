import { SecretsPolicy, workloadLoginName } from "@sallyport/policy";
import { WorkloadLogin, workloadRole } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const secretsWith = (kubernetes: object) =>
  SecretsPolicy.parse({
    vault: { address: "https://vault.acme.example" },
    auth: { kubernetes },
    workloads: { "payments-api": { namespace: "payments", serviceAccounts: ["api", "worker"] } },
  });
const args = { policy: secretsWith({}), workload: "payments-api" };

describe("a workload logs in", () => {
  test("from its namespace, as one of its service accounts, with a token made for Vault", () => {
    expect(workloadRole(args)).toMatchObject({
      roleName: "workload-payments-api",
      boundServiceAccountNamespaces: ["payments"],
      boundServiceAccountNames: ["api", "worker"],
      audience: "vault",
      aliasNameSource: "serviceaccount_uid",
    });
  });

  test("for as long as the policy says, with nothing but its own Vault policy", async () => {
    const policy = secretsWith({ tokenTtl: "30m", tokenType: "service" });
    const deployed = await deploy(() => new WorkloadLogin("payments-api", { ...args, policy, path: "kubernetes" }));

    expect(deployed.only("vault:kubernetes/authBackendRole:AuthBackendRole")).toMatchObject({
      backend: "kubernetes",
      tokenTtl: 1800,
      tokenMaxTtl: 1800,
      tokenNoDefaultPolicy: true,
      tokenPolicies: ["workload-payments-api"],
      tokenType: "service",
    });
    expect(deployed.only("vault:index/policy:Policy").name).toBe("workload-payments-api");
  });

  test("with a token that costs Vault no storage, unless the policy says otherwise", () => {
    expect(workloadRole(args).tokenType).toBe("batch");
  });

  test("under a name that others can work out from the policy alone", () => {
    expect(workloadRole(args).roleName).toBe(workloadLoginName("payments-api"));
  });
});

test.each([
  ["a workload that the policy does not have", { ...args, workload: "shop" }, "secrets.workloads has no shop"],
  [
    "a policy without the login of workloads",
    { ...args, policy: { ...args.policy, auth: { jwt: args.policy.auth.jwt } } },
    "secrets.workloads needs secrets.auth.kubernetes",
  ],
])("no role is made for %s", (_, wrong, message) => {
  expect(() => workloadRole(wrong)).toThrow(message);
});
