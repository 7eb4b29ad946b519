import { expect, test } from "vitest";
import { complaints, conflicts, policyWith, warnings } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const secrets = { STRIPE_KEY: "stripe/key" };
const withSecrets = (deploy: object) => ({ environments: { staging: { deploy } }, secrets: { vault } });

test("a deploy script may name secrets of its environment", () => {
  expect(() => policyWith(withSecrets({ script: "ship.sh", secrets }))).not.toThrow();
});

test("the environment in which secrets are rotated is not for the policy to make", () => {
  expect(conflicts({ environments: { "secret-rotation": {} } })).toEqual(["environments.secret-rotation"]);
});

test("secrets of a deployment come from Vault", () => {
  const environments = { staging: { deploy: { script: "ship.sh", secrets } } };

  expect(conflicts({ environments })).toEqual(["environments.staging.deploy.secrets"]);
});

test("secrets of a deployment need a script that gets them", () => {
  const kubernetes = { cluster: "main", namespace: "payments" };

  expect(conflicts(withSecrets({ kubernetes, secrets }))).toEqual(["environments.staging.deploy.secrets"]);
});

test.each([
  "PATH",
  "NODE_OPTIONS",
  "GITHUB_ENV",
  "LD_PRELOAD",
  "BASH_ENV",
  "VAULT_ROLE",
  "IMAGES",
  "HTTPS_PROXY",
  "lower",
])("a secret is never in the variable %s", (name) => {
  expect(() => policyWith(withSecrets({ script: "ship.sh", secrets: { [name]: "stripe/key" } }))).toThrow(
    /must be the name of a variable/,
  );
});

test.each(["STRIPE_KEY", "PATHS", "NPM_TOKEN", "AWS_ACCESS_KEY_ID"])("a secret may be in the variable %s", (name) => {
  expect(() => policyWith(withSecrets({ script: "ship.sh", secrets: { [name]: "stripe/key" } }))).not.toThrow();
});

test("a database user is of a role that there is", () => {
  expect(complaints(withSecrets({ script: "ship.sh", database: { ORDERS: "orders-write" } })).join("\n")).toContain(
    "names orders-write, which no database makes users of",
  );
});

test("no rule warns of secrets that end with the job", () => {
  expect(warnings(withSecrets({ script: "ship.sh", secrets })).join()).not.toContain("batch");
});
