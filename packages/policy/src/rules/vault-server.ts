import type { Breach, Rule } from "./rule.js";

/** Vault answers nobody while it can write to none of its audit devices. */
export const auditHasTwoDevices: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets?.audit && !secrets.audit.syslog && !secrets.audit.socket
      ? [
          {
            path: ["secrets", "audit", "syslog"],
            message: "is false and there is no socket: when the only device cannot be written to, Vault answers nobody",
            remedy: "Set it to true, or set secrets.audit.socket",
          },
        ]
      : [],
};

/** What only Vault Enterprise has is asked of no other. */
export const editionHasWhatIsAsked: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    if (!secrets || secrets.vault.edition === "enterprise") return [];
    const asked = [
      ...(secrets.vault.namespace === undefined ? [] : [["secrets", "vault", "namespace"]]),
      ...(secrets.limits.leases === undefined ? [] : [["secrets", "limits", "leases"]]),
    ];
    return asked.map(
      (path): Breach => ({
        path,
        message: "needs Vault Enterprise, and secrets.vault.edition is community",
        remedy: "Remove it, or set secrets.vault.edition to enterprise where that is true",
        conflictsWith: ["secrets", "vault", "edition"],
      }),
    );
  },
};

/** A limit of leases counts those of the database engine. */
export const leaseLimitHasAnEngine: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets?.limits.leases !== undefined && !secrets.engines.database
      ? [
          {
            path: ["secrets", "limits", "leases"],
            message: "has nothing to count: there is no secrets.engines.database",
            remedy: "Remove it, or add the engine",
            conflictsWith: ["secrets", "engines"],
          },
        ]
      : [],
};
