import { SecretsPolicy } from "@sallyport/policy";

/** A `secrets` section with something of everything that a Vault policy can open. */
export const sampleSecrets = SecretsPolicy.parse({
  vault: { address: "https://vault.acme.example" },
  auth: {
    kubernetes: {},
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
      mysql: { shop: { roles: { "shop-read": {} } } },
    },
    pki: { domains: ["acme.example"], roles: { server: {}, client: { usage: ["client"] } } },
    transit: { keys: { release: {}, cards: { type: "aes256-gcm96" } } },
  },
  jobs: {
    "payments-api/production": {
      database: ["orders-write", "report"],
      certificates: ["server"],
      sign: ["release"],
      encrypt: ["cards"],
    },
    "shop/staging": { database: ["shop-read"] },
  },
  workloads: {
    api: {
      namespace: "payments",
      serviceAccounts: ["api"],
      secrets: ["payments-api/production/*", "shop/production/stripe"],
      database: ["orders-read"],
      certificates: ["server"],
      sign: ["release"],
      encrypt: ["cards"],
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
    "shop/production/deploy": { githubDeployKey: { repository: "shop" } },
    "shop/production/stripe": {},
  },
  audit: { socket: { address: "127.0.0.1:9000" } },
});
