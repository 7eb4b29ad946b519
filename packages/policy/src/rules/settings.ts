import type { Breach, Rule } from "./rule.js";

/** https://docs.github.com/en/rest/repos/repos#enable-dependabot-security-updates */
export const updatesNeedAlerts: Rule = {
  sections: ["settings"],
  check: ({ settings }) =>
    settings.securityUpdates === true && settings.vulnerabilityAlerts === false
      ? [
          {
            path: ["settings", "securityUpdates"],
            message: "need the alerts that say what to update",
            remedy: "Set settings.vulnerabilityAlerts to true",
            conflictsWith: ["settings", "vulnerabilityAlerts"],
          },
        ]
      : [],
};

export const pushProtectionNeedsScanning: Rule = {
  sections: ["settings"],
  check: ({ settings }) =>
    settings.pushProtection === true && settings.secretScanning === false
      ? [
          {
            path: ["settings", "pushProtection"],
            message: "needs secret scanning",
            remedy: "Set settings.secretScanning to true",
            conflictsWith: ["settings", "secretScanning"],
          },
        ]
      : [],
};

/** A subject that several repositories share lets each of them in where one of them may go. */
export const subjectTellsRepositoriesApart: Rule = {
  sections: ["settings"],
  check: ({ settings: { oidcSubject } }) =>
    oidcSubject === undefined || oidcSubject.includes("repo") || oidcSubject.includes("repository_id")
      ? []
      : [
          {
            path: ["settings", "oidcSubject"],
            message: "is the same in every repository",
            remedy: "Add repository_id",
          },
        ],
};

export const adoptionHasAPurpose: Rule = {
  sections: ["settings", "repositories"],
  check: ({ settings, repositories }) =>
    settings.secretScanning !== undefined || settings.pushProtection !== undefined
      ? []
      : repositories.flatMap(({ adopt, name }, index): Breach[] =>
          adopt
            ? [
                {
                  level: "warning",
                  path: ["repositories", index, "adopt"],
                  message: `takes ${name} under management, and nothing is set that needs it`,
                  remedy: "Set settings.secretScanning and settings.pushProtection, or remove it",
                },
              ]
            : [],
        ),
};
