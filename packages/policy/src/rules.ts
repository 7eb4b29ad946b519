import { days, seconds } from "./duration.js";
import { approvalEnvironment } from "./environments.js";
import { principalId } from "./organization.js";
import type { Policy } from "./policy.js";
import { principalParts } from "./principal.js";
import { manifestKind } from "./repositories.js";

type Path = readonly (string | number)[];

/** What a rule found. `path` is the setting to change; `conflictsWith` the other side of a contradiction. */
export interface Breach {
  path: Path;
  message: string;
  remedy: string;
  conflictsWith?: Path;
  level?: "warning";
}

/** A rule that spans several settings. It runs when every section it reads is well formed. */
export interface Rule {
  sections: readonly (keyof Policy)[];
  check(policy: Policy): Breach[];
}

/** Every place of the policy that names a person or a team. */
function principalsNamed(policy: Policy): { path: Path; principal: string }[] {
  const list = (path: Path, principals: readonly string[]) =>
    principals.map((principal, index) => ({ path: [...path, index], principal }));
  return [
    { path: ["gate", "approvers"], principal: policy.gate.approvers },
    ...list(["protection", "bypass"], policy.protection.bypass),
    ...policy.repositories.flatMap(({ owners }, index) => list(["repositories", index, "owners"], owners)),
    ...Object.entries(policy.environments).flatMap(([name, { reviewers }]) =>
      list(["environments", name, "reviewers"], reviewers),
    ),
  ];
}

const principalsAreListed: Rule = {
  sections: ["organization", "repositories", "protection", "environments", "gate"],
  check: (policy) =>
    principalsNamed(policy)
      .filter(({ principal }) => principalId(policy.organization, principal) === undefined)
      .map(({ path, principal }) => {
        const { kind, name } = principalParts(principal);
        const list = kind === "team" ? "teams" : "users";
        const api = kind === "team" ? `orgs/${policy.organization.login}/teams/${name}` : `users/${name}`;
        return {
          path,
          message: `names ${principal}, whose numeric id organization.${list} does not have`,
          remedy: `Add \`${name}: ID\` under organization.${list}; \`gh api ${api} --jq .id\` prints it`,
          conflictsWith: ["organization", list],
        };
      }),
};

const repositoriesAreDistinct: Rule = {
  sections: ["repositories"],
  check: ({ repositories }) => [
    ...duplicates(repositories.map(({ name }) => name.toLowerCase())).map(([first, second]) => ({
      path: ["repositories", second, "name"],
      message: "names a repository twice",
      remedy: "Keep one entry for each repository",
      conflictsWith: ["repositories", first, "name"],
    })),
    ...duplicates(repositories.map(({ id }) => id)).map(([first, second]) => ({
      path: ["repositories", second, "id"],
      message: "is the id of another repository too",
      remedy: "Ask GitHub for the right one: `gh api repos/OWNER/NAME --jq .id`",
      conflictsWith: ["repositories", first, "id"],
    })),
  ],
};

const imagesAreDistinct: Rule = {
  sections: ["repositories"],
  check: ({ repositories }) => {
    const images = repositories.flatMap((repository, index) =>
      repository.images.map(({ name }, position) => ({
        name,
        path: ["repositories", index, "images", position, "name"],
      })),
    );
    return duplicates(images.map(({ name }) => name)).map(([first, second]) => ({
      path: images[second]!.path,
      message: "is the name of another image too",
      remedy: "Every image has an ECR repository of its own: give it a name of its own",
      conflictsWith: images[first]!.path,
    }));
  },
};

const manifestsHaveAKind: Rule = {
  sections: ["repositories"],
  check: ({ repositories }) =>
    repositories.flatMap(({ manifests }, index) =>
      manifests.flatMap((manifest, position) =>
        typeof manifest === "string" && manifestKind(manifest) === undefined
          ? [
              {
                path: ["repositories", index, "manifests", position],
                message: "does not tell by its name what kind of manifest it is",
                remedy: `Write { path: ${manifest}, kind: npm | python | maven | golang | docker | kubernetes }`,
              },
            ]
          : [],
      ),
    ),
};

const environmentsAreOrdered: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments).flatMap(([name, { after }]): Breach[] => {
      const path = ["environments", name, "after"];
      if (name === approvalEnvironment) {
        return [
          {
            path: ["environments", name],
            message: "is the environment that the gate's approvals run in, made by Sallyport",
            remedy: "Choose another name; gate.approvers says who reviews it",
          },
        ];
      }
      if (after === undefined) return [];
      if (!Object.hasOwn(environments, after)) {
        const known = Object.keys(environments).filter((other) => other !== name);
        return [
          {
            path,
            message: `names the unknown environment ${after}`,
            remedy: `Known are: ${known.join(", ") || "none"}`,
          },
        ];
      }
      if (leadsBackTo(name, environments)) {
        return [
          {
            path,
            message: "closes a circle of environments",
            remedy: "Let one environment come first",
            conflictsWith: ["environments", after],
          },
        ];
      }
      return [];
    }),
};

function leadsBackTo(start: string, environments: Policy["environments"]): boolean {
  const seen = new Set<string>();
  let current = environments[start]?.after;
  while (current !== undefined && Object.hasOwn(environments, current) && !seen.has(current)) {
    if (current === start) return true;
    seen.add(current);
    current = environments[current]?.after;
  }
  return false;
}

const productionHasReviewers: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments)
      .filter(([name, { reviewers }]) => name.startsWith("production") && reviewers.length === 0)
      .map(([name]) => ({
        level: "warning",
        path: ["environments", name],
        message: "deploys without anyone's approval",
        remedy: `Set environments.${name}.reviewers`,
      })),
};

const timeoutsFitTheBudget: Rule = {
  sections: ["scanning"],
  check: ({ scanning }) => {
    const { budget, scanners } = scanning;
    const breaches: Breach[] = [];
    if (seconds(budget.perImage) > seconds(budget.total)) {
      breaches.push({
        path: ["scanning", "budget", "perImage"],
        message: `(${budget.perImage}) is longer than the budget for everything (${budget.total})`,
        remedy: "Lower it, or raise scanning.budget.total",
        conflictsWith: ["scanning", "budget", "total"],
      });
    }
    const perImage = {
      trivy: scanners.trivy?.scanType === "image" ? scanners.trivy : undefined,
      dockerScout: scanners.dockerScout,
      clair: scanners.clair,
    };
    const whole = {
      trivy: scanners.trivy?.scanType === "image" ? undefined : scanners.trivy,
      snyk: scanners.snyk,
      semgrep: scanners.semgrep,
      dependencyCheck: scanners.dependencyCheck,
      zap: scanners.zap,
    };
    for (const [limit, tools] of [
      ["perImage", perImage],
      ["total", whole],
    ] as const) {
      for (const [tool, options] of Object.entries(tools)) {
        if (options && seconds(options.timeout) > seconds(budget[limit])) {
          breaches.push({
            path: ["scanning", "scanners", tool, "timeout"],
            message: `(${options.timeout}) is longer than the time budget (${budget[limit]})`,
            remedy: `Lower it, or raise scanning.budget.${limit}`,
            conflictsWith: ["scanning", "budget", limit],
          });
        }
      }
    }
    return breaches;
  },
};

const trivyHidesNothingThatMatters: Rule = {
  sections: ["scanning", "gate"],
  check: ({ scanning, gate }) => {
    const trivy = scanning.scanners.trivy;
    if (!trivy) return [];
    const filter = ["scanning", "scanners", "trivy", "severityFilter"];
    const rungs = { CRITICAL: "critical", HIGH: "high", MEDIUM: "medium", LOW: "low", UNKNOWN: "unscored" } as const;
    const hidden = Object.entries(rungs)
      .filter(
        ([label, rung]) =>
          !trivy.severityFilter.includes(label as keyof typeof rungs) &&
          ["block", "approve"].includes(gate.ladder[rung]),
      )
      .map(
        ([label, rung]): Breach => ({
          level: "warning",
          path: filter,
          message: `leaves out ${label}, for which gate.ladder.${rung} says ${gate.ladder[rung]}: the gate will never see it`,
          remedy: `Add ${label} and let the gate decide`,
          conflictsWith: ["gate", "ladder", rung],
        }),
      );
    const unfixed: Breach[] = trivy.ignoreUnfixed
      ? [
          {
            level: "warning",
            path: ["scanning", "scanners", "trivy", "ignoreUnfixed"],
            message: "leaves out vulnerabilities without a fix: the gate will never see them",
            remedy: "Set it to false and say in gate.withoutFix what they lead to",
          },
        ]
      : [];
    return [...hidden, ...unfixed];
  },
};

const scannersHaveATarget: Rule = {
  sections: ["scanning", "repositories"],
  check: ({ scanning, repositories }) => {
    const { scanners } = scanning;
    const breaches: Breach[] = [];
    if (!Object.values(scanners).some((options) => options !== undefined)) {
      breaches.push({
        path: ["scanning", "scanners"],
        message: "turns every scanner off: nothing would ever be found",
        remedy: "Name at least one, such as `trivy: {}`",
      });
    }
    if (scanners.zap && !repositories.some(({ staging }) => staging)) {
      breaches.push({
        path: ["scanning", "scanners", "zap"],
        message: "has nothing to test: no repository says where its staging answers",
        remedy: "Set repositories[].staging.url, or remove zap",
      });
    }
    if (scanners.codeql && !repositories.some(({ languages }) => languages.length > 0)) {
      breaches.push({
        path: ["scanning", "scanners", "codeql"],
        message: "has nothing to analyse: no repository names a language",
        remedy: "Set repositories[].languages, or remove codeql",
      });
    }
    return breaches;
  },
};

const lockedPathsNeedAPrivateRepository: Rule = {
  sections: ["protection", "repositories"],
  check: ({ protection, repositories }) =>
    repositories.flatMap(({ name, visibility }, index): Breach[] =>
      visibility === "public" && protection.lockedPaths.length > 0
        ? [
            {
              level: "warning",
              path: ["repositories", index, "visibility"],
              message: `leaves the locked paths of ${name} open: GitHub has no push rulesets for public repositories`,
              remedy: "Cover them with code owners; protection.reviews.codeOwners makes their review binding",
              conflictsWith: ["protection", "lockedPaths"],
            },
          ]
        : [],
    ),
};

const keysRotateWithinKmsLimits: Rule = {
  sections: ["registry", "audit"],
  check: ({ registry, audit }) => [
    ...outside(["registry", "encryption", "keyRotation"], registry.encryption.keyRotation, 90, 2560),
    ...outside(["registry", "encryption", "deletionWindow"], registry.encryption.deletionWindow, 7, 30),
    ...(audit ? outside(["audit", "keyRotation"], audit.keyRotation, 90, 2560) : []),
  ],
};

function outside(path: Path, duration: string, least: number, most: number): Breach[] {
  const length = days(duration);
  if (length >= least && length <= most) return [];
  return [{ path, message: `(${duration}) is outside what AWS KMS accepts`, remedy: `Set ${least}d to ${most}d` }];
}

const mutableTagsAreAnException: Rule = {
  sections: ["registry"],
  check: ({ registry }) =>
    !registry.immutableTags && registry.mutableTags.length > 0
      ? [
          {
            path: ["registry", "mutableTags"],
            message: "makes exceptions to immutable tags, which are off",
            remedy: "Set registry.immutableTags to true, or remove the list",
            conflictsWith: ["registry", "immutableTags"],
          },
        ]
      : [],
};

const mountsAreDistinct: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    if (!secrets) return [];
    const { engines, auth } = secrets;
    const engineMounts = Object.entries(engines).flatMap(([name, engine]) =>
      engine ? [{ at: engine.path, path: ["secrets", "engines", name, "path"] }] : [],
    );
    const authMounts = Object.entries(auth).flatMap(([name, method]) =>
      method ? [{ at: method.path, path: ["secrets", "auth", name, "path"] }] : [],
    );
    return [...nested(engineMounts), ...nested(authMounts)];
  },
};

function nested(mounts: { at: string; path: string[] }[]): Breach[] {
  return mounts.flatMap((inner, index) =>
    mounts.flatMap((outer, other): Breach[] => {
      const clash = inner.at === outer.at ? other < index : inner.at.startsWith(`${outer.at}/`);
      if (index === other || !clash) return [];
      return [
        {
          path: inner.path,
          message: `(${inner.at}) lies in another mount (${outer.at})`,
          remedy: "Give each mount a path of its own",
          conflictsWith: outer.path,
        },
      ];
    }),
  );
}

const peersSayWho: Rule = {
  sections: ["network"],
  check: ({ network }) =>
    Object.entries(network?.namespaces ?? {}).flatMap(([name, namespace]) =>
      (["ingress", "egress"] as const).flatMap((direction) =>
        namespace[direction].flatMap((peer, index): Breach[] => {
          const path = ["network", "namespaces", name, direction, index];
          if (peer.cidr && (peer.namespace ?? peer.labels)) {
            return [
              {
                path: [...path, "cidr"],
                message: "stands beside a selection of pods, and Kubernetes takes one of the two",
                remedy: "Make two entries of it",
                conflictsWith: [...path, peer.namespace ? "namespace" : "labels"],
              },
            ];
          }
          if (peer.cidr || peer.namespace || peer.labels) return [];
          return [
            {
              path,
              message: "does not say who: it would let everyone through",
              remedy: "Set namespace, labels or cidr",
            },
          ];
        }),
      ),
    ),
};

const falcoNamespaceIsPrivileged: Rule = {
  sections: ["runtime", "network"],
  check: ({ runtime, network }) => {
    const clash = runtime && network && Object.hasOwn(network.namespaces, runtime.namespace);
    return clash
      ? [
          {
            path: ["network", "namespaces", runtime.namespace],
            message: "is Falco's namespace too, which must run privileged pods and is made with it",
            remedy: "Remove it here, or set runtime.namespace to another name",
            conflictsWith: ["runtime", "namespace"],
          },
        ]
      : [];
  },
};

/** Every rule that spans several settings. */
export const rules: readonly Rule[] = [
  principalsAreListed,
  repositoriesAreDistinct,
  imagesAreDistinct,
  manifestsHaveAKind,
  environmentsAreOrdered,
  productionHasReviewers,
  timeoutsFitTheBudget,
  trivyHidesNothingThatMatters,
  scannersHaveATarget,
  lockedPathsNeedAPrivateRepository,
  keysRotateWithinKmsLimits,
  mutableTagsAreAnException,
  mountsAreDistinct,
  peersSayWho,
  falcoNamespaceIsPrivileged,
];

/** Pairs of positions that hold the same value: the first one, and each later one. */
function duplicates(values: readonly (string | number)[]): [number, number][] {
  return values.flatMap((value, index): [number, number][] => {
    const first = values.indexOf(value);
    return first < index ? [[first, index]] : [];
  });
}
