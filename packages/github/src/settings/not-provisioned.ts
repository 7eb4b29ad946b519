import type { Policy } from "@sallyport/policy";

/** A setting that asks for something which no component can make, with what to do instead. */
export interface NotProvisioned {
  /** Dotted path of the setting. */
  path: string;
  /** Why nothing is made, and the command or page that does it. */
  message: string;
}

const provider = "the provider (6.15) has no resource for it";
const securitySettings = "https://github.com/organizations";

/** What the policy asks of GitHub and a person must do, because neither the provider nor GitHub's API can. */
export function notProvisioned(policy: Policy): NotProvisioned[] {
  return [...ofOrganization(policy), ...ofRepositories(policy), ...ofEnvironments(policy)];
}

function ofOrganization({ organization: { governance, login } }: Policy): NotProvisioned[] {
  if (!governance) return [];
  const page = `${securitySettings}/${login}/settings`;
  const path = "organization.governance";
  const { codeSecurityConfiguration: configuration, requireTwoFactor, verifiedDomains } = governance;
  const asked = [
    requireTwoFactor && {
      path: `${path}.requireTwoFactor`,
      message: todo("GitHub's API cannot set it", `${page}/security`),
    },
    verifiedDomains.length > 0 && {
      path: `${path}.verifiedDomains`,
      message: todo(`GitHub's API cannot verify ${verifiedDomains.join(", ")}`, `${page}/domains`),
    },
    configuration !== undefined && {
      path: `${path}.codeSecurityConfiguration`,
      message: todo(
        provider,
        `gh api orgs/${login}/code-security/configurations --jq '.[] | select(.name == ${JSON.stringify(configuration)}).id', then gh api -X POST orgs/${login}/code-security/configurations/ID/attach -f scope=all`,
      ),
    },
  ];
  return asked.filter((entry) => typeof entry === "object");
}

function ofRepositories({ organization: { login }, repositories, settings }: Policy): NotProvisioned[] {
  const left = repositories.filter(({ adopt }) => !adopt).map(({ name }) => name);
  const analyses = (["secretScanning", "pushProtection"] as const).filter((name) => settings[name] !== undefined);
  return [
    ...(left.length > 0 ? analyses.map((name) => analysis(name, settings[name] === true, login, left)) : []),
    ...(settings.immutableReleases === undefined
      ? []
      : [
          {
            path: "settings.immutableReleases",
            message: todo(
              provider,
              `gh api -X ${settings.immutableReleases ? "PUT" : "DELETE"} repos/${login}/NAME/immutable-releases for ${repositories.map(({ name }) => name).join(", ")}`,
            ),
          },
        ]),
  ];
}

function analysis(name: "secretScanning" | "pushProtection", on: boolean, login: string, left: readonly string[]) {
  const kind = name === "secretScanning" ? "secret_scanning" : "secret_scanning_push_protection";
  const command = `gh api -X PATCH repos/${login}/NAME -f 'security_and_analysis[${kind}][status]=${on ? "enabled" : "disabled"}'`;
  return {
    path: `settings.${name}`,
    message: todo(
      "GitHub keeps it in the repository itself",
      `set repositories[].adopt to true, or run ${command} for ${left.join(", ")}`,
    ),
  };
}

function ofEnvironments({ environments, organization: { login } }: Policy): NotProvisioned[] {
  return Object.entries(environments).flatMap(([name, { protectionApps }]) =>
    protectionApps.map((app) => ({
      path: `environments.${name}.protectionApps`,
      message: todo(
        provider,
        `gh api -X POST repos/${login}/NAME/environments/${name}/deployment_protection_rules -F integration_id=${app} for each repository`,
      ),
    })),
  );
}

function todo(why: string, what: string): string {
  return `not provisioned, because ${why}. Do this: ${what}`;
}
