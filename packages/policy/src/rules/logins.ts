import { seconds } from "../duration.js";
import type { Policy } from "../policy.js";
import type { Breach, Rule } from "./rule.js";

/** People and workloads need a way to log in. */
export const loginsHaveAMount: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    if (!secrets) return [];
    const { auth, people, workloads } = secrets;
    return [
      ...(auth.kubernetes ? [] : withoutMount("workloads", workloads, "kubernetes", "{}")),
      ...(auth.oidc ? [] : withoutMount("people", people, "oidc", "{ discoveryUrl: ..., clientId: ... }")),
    ];
  },
};

function withoutMount(kind: string, entries: object, auth: string, example: string): Breach[] {
  const [first] = Object.keys(entries);
  if (first === undefined) return [];
  return [
    {
      path: ["secrets", kind, first],
      message: `cannot log in: secrets.auth.${auth} is not there`,
      remedy: `Add \`secrets: { auth: { ${auth}: ${example} } }\`, or remove secrets.${kind}`,
    },
  ];
}

/** A misspelt team would be a group that nobody is in, or one that somebody makes later. */
export const peopleAreListedTeams: Rule = {
  sections: ["organization", "secrets"],
  check: ({ organization: { teams, login }, secrets }) =>
    Object.keys(secrets?.people ?? {})
      .filter((team) => !Object.hasOwn(teams, team))
      .map((team) => ({
        path: ["secrets", "people", team],
        message: `names the team ${team}, whose numeric id organization.teams does not have`,
        remedy: `Add \`${team}: ID\` under organization.teams; \`gh api orgs/${login}/teams/${team} --jq .id\` prints it`,
        conflictsWith: ["organization", "teams"],
      })),
};

/** A file elsewhere has no jobs, and one with an @ in its name could be read as one at another ref. */
export const jobWorkflowsAreWorkflows: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    Object.entries(secrets?.jobs ?? {}).flatMap(([job, { workflows }]) =>
      workflows.flatMap((path, index): Breach[] =>
        /^\.github\/workflows\/[\w.-]+\.ya?ml$/.test(path)
          ? []
          : [
              {
                path: ["secrets", "jobs", job, "workflows", index],
                message: `(${path}) is no workflow file of the repository`,
                remedy: "Write it as .github/workflows/FILE.yml",
              },
            ],
      ),
    ),
};

/** The provider of Vault splits the values of a claim at commas: `release,*` would let in every branch. */
export const loginRefsHaveNoComma: Rule = {
  sections: ["environments", "secrets"],
  check: ({ environments, secrets }) =>
    secrets
      ? Object.entries(environments).flatMap(([name, environment]) =>
          (["branches", "tags"] as const).flatMap((kind) =>
            environment[kind].flatMap((pattern, index): Breach[] =>
              pattern.includes(",")
                ? [
                    {
                      path: ["environments", name, kind, index],
                      message: `(${pattern}) has a comma, which Vault takes for the end of a value`,
                      remedy: "Write ? in its place",
                      conflictsWith: ["secrets"],
                    },
                  ]
                : [],
            ),
          ),
        )
      : [],
};

/** With a template of its own the subject has neither of the forms that a login is bound to. */
export const subjectsFollowTheTemplate: Rule = {
  sections: ["settings", "secrets"],
  check: ({ settings: { oidcSubject }, secrets }) =>
    oidcSubject === undefined || !secrets || secrets.auth.jwt.subjects.includes("any")
      ? []
      : [
          {
            path: ["secrets", "auth", "jwt", "subjects"],
            message: `(${secrets.auth.jwt.subjects.join(", ")}) are forms that no job has, as settings.oidcSubject makes its own`,
            remedy: "Set it to [any], which leaves the other claims bound, or remove settings.oidcSubject",
            conflictsWith: ["settings", "oidcSubject"],
          },
        ],
};

/** Vault ends the users of a login with its token, whatever the role says. */
export const databaseUsersFitTheLogin: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    const login = secrets?.auth.kubernetes;
    if (!login) return [];
    const lives = userLives(secrets);
    return Object.entries(secrets.workloads).flatMap(([name, { database }]) =>
      database
        .filter((role) => seconds(lives.get(role) ?? "0s") > seconds(login.tokenTtl))
        .map((role) => ({
          level: "warning",
          path: ["secrets", "workloads", name, "database"],
          message: `gets users of ${role} for ${lives.get(role)}, and they end with its login after ${login.tokenTtl}`,
          remedy: "Raise secrets.auth.kubernetes.tokenTtl, or lower the ttl of the role",
          conflictsWith: ["secrets", "auth", "kubernetes", "tokenTtl"],
        })),
    );
  },
};

function userLives({ engines: { database } }: NonNullable<Policy["secrets"]>): ReadonlyMap<string, string> {
  const connections = [...Object.values(database?.postgresql ?? {}), ...Object.values(database?.mysql ?? {})];
  return new Map(
    connections.flatMap(({ roles }) => Object.entries(roles).map(([name, { ttl }]) => [name, ttl] as const)),
  );
}
