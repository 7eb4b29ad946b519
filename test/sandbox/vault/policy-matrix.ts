import { SecretsPolicy } from "@sallyport/policy";
import type { AccessRule } from "@sallyport/vault";

export const matrixRepositories = ["payments-api", "payments", "shop.web"];
export const matrixEnvironments = ["production", "staging", "prod"];

const job = { database: ["orders-write", "report"], certificates: ["server"], sign: ["release"], encrypt: ["cards"] };

/** Three repositories in three environments, all engines, names that begin alike. */
export const matrixSecrets = SecretsPolicy.parse({
  vault: { address: "https://vault.acme.example" },
  auth: {
    kubernetes: { tokenType: "service" },
    oidc: { discoveryUrl: "https://login.acme.example", clientId: "vault" },
  },
  engines: {
    database: {
      postgresql: {
        orders: {
          roles: { "orders-read": {}, "orders-write": { access: "write" } },
          staticRoles: { report: { username: "report" } },
        },
      },
      mysql: { shop: { roles: { "shop-read": {} }, staticRoles: { "report-shop": { username: "report" } } } },
    },
    pki: { domains: ["acme.example"], roles: { server: {}, "server-2": {} } },
    transit: { keys: { release: {}, "release-2": {}, cards: { type: "aes256-gcm96" } } },
  },
  jobs: {
    "payments-api/production": job,
    "payments-api/prod": { sign: ["release-2"] },
    "payments/production": { certificates: ["server-2"], encrypt: ["cards"] },
    "shop.web/staging": { database: ["shop-read"] },
  },
  workloads: {
    api: { namespace: "payments", serviceAccounts: ["api"], secrets: ["payments-api/production/*"], ...job },
    web: {
      namespace: "shop",
      serviceAccounts: ["web"],
      secrets: ["shop.web/production/stripe", "payments/prod/tls/server"],
    },
  },
  people: {
    payments: { read: ["payments-api/staging/*"], write: ["payments-api/staging/key", "payments-api/production/*"] },
    operators: { operate: true },
    platform: { operate: true, provision: true },
    everybody: {},
  },
  stored: {
    "payments-api/production/aws": { awsIamUser: { user: "payments" } },
    "shop.web/production/deploy": { githubDeployKey: { repository: "shop.web" } },
    "payments/prod/tls/server": {},
  },
  audit: { socket: { address: "127.0.0.1:9000" } },
});

const storeKinds = ["data", "metadata", "subkeys", "delete", "undelete", "destroy"];
const names = ["stripe", "aws", "tls/server", "key", "", "a/b/c"];
const environments = [...matrixEnvironments, "production-2", "PRODUCTION", "sallyport"];
const repositories = [...matrixRepositories, "payments-api2", "other", "sallyport"];

const store = storeKinds.flatMap((kind) => [
  `kv/${kind}`,
  `kv/${kind}/`,
  ...repositories.flatMap((repository) => [
    `kv/${kind}/${repository}`,
    `kv/${kind}/${repository}/`,
    ...environments.flatMap((environment) => [
      `kv/${kind}/${repository}/${environment}`,
      ...names.map((name) => `kv/${kind}/${repository}/${environment}/${name}`),
    ]),
  ]),
]);

const engines = [
  ...["creds", "static-creds", "roles", "static-roles", "rotate-role"].flatMap((kind) =>
    ["orders-read", "orders-write", "orders", "report", "report-shop", "shop-read", ""].map(
      (role) => `database/${kind}/${role}`,
    ),
  ),
  ...["config", "rotate-root", "reset"].flatMap((kind) =>
    ["orders", "shop", "orders2"].map((name) => `database/${kind}/${name}`),
  ),
  ...["pki", "pki-root"].flatMap((mount) => [
    ...["issue", "sign", "roles", "sign-verbatim"].flatMap((kind) =>
      ["server", "server-2", "client"].map((role) => `${mount}/${kind}/${role}`),
    ),
    ...[
      "issuer/default",
      "issuers",
      "config/urls",
      "config/ca",
      "root/sign-intermediate",
      "root",
      "revoke",
      "cert/ca",
      "certs",
      "tidy",
    ].map((path) => `${mount}/${path}`),
  ]),
  ...["sign", "verify", "encrypt", "decrypt", "keys", "export/encryption-key", "rewrap", "backup"].flatMap((kind) =>
    ["release", "release-2", "cards", "release/sha2-256", "cards/rotate", "cards/config", ""].map(
      (key) => `transit/${kind}/${key}`,
    ),
  ),
];

const system = [
  "sys/mounts",
  "sys/mounts/kv",
  "sys/mounts/kv/tune",
  "sys/mounts/other",
  "sys/auth",
  "sys/auth/github-actions",
  "sys/auth/github-actions/tune",
  "sys/policies/acl",
  "sys/policies/acl/root",
  "sys/policies/acl/github-1-production",
  "sys/policy/x",
  "sys/audit",
  "sys/audit/file",
  "sys/audit-hash/file",
  "sys/quotas/rate-limit/global",
  "sys/raw/logical",
  "sys/seal",
  "sys/step-down",
  "sys/rotate",
  "sys/generate-root/attempt",
  "sys/storage/raft/snapshot",
  "sys/leases/renew",
  "sys/leases/revoke",
  "sys/leases/lookup",
  "sys/leases/revoke-prefix/database",
  "sys/leases/revoke-prefix/database/creds/orders-read",
  "sys/metrics",
  "sys/host-info",
  "sys/capabilities-self",
  "sys/wrapping/unwrap",
  "auth/token/create",
  "auth/token/create-orphan",
  "auth/token/create/role",
  "auth/token/revoke-self",
  "auth/token/renew-self",
  "auth/token/lookup-self",
  "auth/token/lookup",
  "auth/token/revoke-accessor",
  "auth/token/roles/x",
  "auth/github-actions/config",
  "auth/github-actions/role/x",
  "auth/github-actions/login",
  "auth/kubernetes/role/x",
  "auth/oidc/config",
  "auth/oidc/role/people",
  "auth/other/config",
  "identity/entity",
  "identity/group",
  "identity/group/id/1",
  "identity/group-alias",
  "identity/mfa/method/totp",
  "identity/mfa/method/totp/admin-generate",
  "identity/oidc/token/x",
  "cubbyhole/x",
  "secret/data/payments-api/production/stripe",
  "kv2/data/payments-api/production/stripe",
  "KV/data/payments-api/production/stripe",
  "kv",
  "aws/creds/admin",
];

/** Every path of interest, and for each rule what lies at it, below, above and beside it. */
export function matrixPaths(rules: readonly AccessRule[]): string[] {
  const near = rules.flatMap(({ path }) => {
    const bare = path.replace(/\/\*$/, "");
    return [
      bare,
      `${bare}/`,
      `${bare}/x`,
      `${bare}/x/y`,
      `${bare}2`,
      `${bare}-2/x`,
      bare.slice(0, -1),
      bare.replace(/\/[^/]*$/, ""),
      bare.toUpperCase(),
      `x/${bare}`,
    ];
  });
  return [...new Set([...store, ...engines, ...system, ...near])].filter((path) => path !== "");
}
