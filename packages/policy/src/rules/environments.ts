import {
  approvalEnvironment,
  type EnvironmentsPolicy,
  rotationEnvironment,
  scanEnvironment,
  stagingEnvironment,
} from "../environments.js";
import { duplicates, type Rule } from "./rule.js";

export const approvalEnvironmentIsOurs: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.hasOwn(environments, approvalEnvironment)
      ? [
          {
            path: ["environments", approvalEnvironment],
            message: "is the environment that the gate's approvals run in, made by Sallyport",
            remedy: "Choose another name; gate.approvers says who reviews it",
          },
        ]
      : [],
};

export const scanEnvironmentIsOurs: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.hasOwn(environments, scanEnvironment)
      ? [
          {
            path: ["environments", scanEnvironment],
            message: "is the environment in which scanners read their secrets, made by Sallyport",
            remedy: "Choose another name",
          },
        ]
      : [],
};

export const rotationEnvironmentIsOurs: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.hasOwn(environments, rotationEnvironment)
      ? [
          {
            path: ["environments", rotationEnvironment],
            message: "is the environment in which secrets are rotated, made by Sallyport",
            remedy: "Choose another name",
          },
        ]
      : [],
};

export const predecessorsExist: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments)
      .filter(([, { after }]) => after !== undefined && !Object.hasOwn(environments, after))
      .map(([name, { after }]) => ({
        path: ["environments", name, "after"],
        message: `names the unknown environment ${after}`,
        remedy: `Known are: ${othersThan(name, environments).join(", ")}`,
      })),
};

function othersThan(name: string, environments: EnvironmentsPolicy): string[] {
  return Object.keys(environments)
    .filter((other) => other !== name)
    .slice(0, 20);
}

export const environmentsAreOrdered: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    circles(environments).map(({ first, next }) => ({
      path: ["environments", first, "after"],
      message: "closes a circle of environments, in which none can be deployed first",
      remedy: "Let one environment come first",
      ...(next !== first && { conflictsWith: ["environments", next, "after"] }),
    })),
};

/** One environment of each circle, with the one it comes after. */
function circles(environments: EnvironmentsPolicy): { first: string; next: string }[] {
  const walkOf = new Map<string, string>();
  return Object.keys(environments).flatMap((start) => {
    let current: string | undefined = start;
    while (current !== undefined && Object.hasOwn(environments, current)) {
      const walk = walkOf.get(current);
      const next: string | undefined = environments[current]?.after;
      if (walk !== undefined) return walk === start && next !== undefined ? [{ first: current, next }] : [];
      walkOf.set(current, start);
      current = next;
    }
    return [];
  });
}

export const somethingMayDeploy: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments)
      .filter(([, { branches, tags }]) => branches.length === 0 && tags.length === 0)
      .map(([name]) => ({
        path: ["environments", name, "branches"],
        message: "is empty, as is tags: nothing could ever be deployed",
        remedy: "Name a branch or a tag pattern",
        conflictsWith: ["environments", name, "tags"],
      })),
};

export const productionHasReviewers: Rule = {
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

export const deploymentsSayHow: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments)
      .filter(([, { deploy }]) => deploy && (deploy.script === undefined) === (deploy.kubernetes === undefined))
      .map(([name, { deploy }]) => ({
        path: ["environments", name, "deploy"],
        message: deploy?.script === undefined ? "does not say how" : "has a script and a workload",
        remedy: "Give either script or kubernetes",
      })),
};

export const checksFollowDeployments: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments)
      .filter(([, { check, deploy }]) => check && !deploy)
      .map(([name]) => ({
        path: ["environments", name, "check"],
        message: "tests a deployment, and there is none",
        remedy: `Set environments.${name}.deploy, or remove the check`,
      })),
};

/** Otherwise the order that `after` asks for would never be kept. */
export const predecessorsAreDeployed: Rule = {
  sections: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments)
      .filter(([, { after, deploy }]) => deploy && after !== undefined && environments[after]?.deploy === undefined)
      .filter(([, { after = "" }]) => Object.hasOwn(environments, after))
      .map(([name, { after = "" }]) => ({
        path: ["environments", name, "deploy"],
        message: `comes after ${after}, where nothing is deployed`,
        remedy: `Set environments.${after}.deploy`,
        conflictsWith: ["environments", after],
      })),
};

/** A deploy script finds each image in a variable, where `-`, `.`, `_` and `/` are one. */
export const imageVariablesAreDistinct: Rule = {
  sections: ["environments", "repositories"],
  check: ({ environments, repositories }) =>
    Object.values(environments).some(({ deploy }) => deploy?.script !== undefined)
      ? repositories.flatMap(({ images }, index) =>
          duplicates(images.map(({ name }) => name.replaceAll(/[./-]/g, "_"))).map(([first, second]) => ({
            path: ["repositories", index, "images", second, "name"],
            message: "gives deploy scripts the same variable as another image",
            remedy: "Let the names differ in more than . _ / and -",
            conflictsWith: ["repositories", index, "images", first, "name"],
          })),
        )
      : [],
};

export const dynamicTestsFollowADeployment: Rule = {
  sections: ["environments", "scanning"],
  check: ({ environments, scanning: { scanners } }) =>
    scanners.zap && !environments[stagingEnvironment]?.deploy
      ? [
          {
            level: "warning",
            path: ["scanning", "scanners", "zap"],
            message: "tests staging after its deployment, and nothing is deployed there: it never runs",
            remedy: `Set environments.${stagingEnvironment}.deploy`,
          },
        ]
      : [],
};
