import { type Policy, stagingEnvironment } from "@sallyport/policy";
import { planes } from "./planes.js";

/** A setting that asks for something which this version does not make. */
export interface NotProvided {
  path: string;
  message: string;
}

/**
 * What the policy asks for and this version does not make, said aloud instead of left out. Only planes that the policy
 * uses are asked.
 */
export function notProvided(policy: Policy): NotProvided[] {
  const { audit, network, registry, repositories, runtime, secrets } = policy;
  const usesAws = audit !== undefined || repositories.some(({ images }) => images.length > 0);
  return [
    ...planes.github.notProvisioned(policy),
    ...ownership(policy),
    ...scanning(policy),
    ...documents(policy),
    ...deployments(policy),
    ...(usesAws ? planes.aws.notProvided({ registry, audit }) : []),
    ...(secrets ? planes.vault.notProvided(secrets) : []),
    ...(network || runtime ? planes.kubernetes.notProvided({ network, runtime }) : []),
  ];
}

const notYet = "this version does not do it yet";
const idleServices = {
  dashboardEnabled: notYet,
  alertingEnabled: "the page of the run lists the alerts and whom to tell; this version sends none",
  automediateEnabled: notYet,
};

function scanning({ scanning: settings }: Policy): NotProvided[] {
  const services = (["dashboardEnabled", "alertingEnabled", "automediateEnabled"] as const)
    .filter((name) => settings[name])
    .map((name) => ({ path: `scanning.${name}`, message: idleServices[name] }));
  const idle = "reportFormat and approvalRequired have no effect in this version";
  const canaries = settings.canary
    ? [{ path: "scanning.canary", message: "the generated workflow scans no canary: give the gate one with --canary" }]
    : [];
  return [...services, ...canaries, { path: "scanning", message: idle }];
}

/** What the gate must be given by hand, because no generated job brings it. */
function documents({ exceptions }: Policy): NotProvided[] {
  if (exceptions.vex.length === 0) return [];
  return [
    {
      path: "exceptions.vex",
      message: "the generated workflow brings no VEX documents: give the gate some with --vex",
    },
  ];
}

/** Where the policy counts on owners whom nobody asks. */
function ownership(policy: Policy): NotProvided[] {
  const { delivery, protection } = policy;
  if (!delivery.files.codeowners) {
    const message = "this delivery brings no CODEOWNERS file; without one in the repository, no owner is asked";
    return protection.reviews.codeOwners ? [{ path: "delivery.files.codeowners", message }] : [];
  }
  const message = "CODEOWNERS has no words for it (!, #, [ ] or \\), so no owner is asked there";
  return planes.github
    .pathsWithoutOwner(policy)
    .map((path) => ({ path: "protection.lockedPaths", message: `${path}: ${message}` }));
}

function deployments({ environments, repositories, scanning: { scanners } }: Policy): NotProvided[] {
  const idle = Object.entries(environments)
    .filter(([, { after, deploy, rollback }]) => !deploy && (after !== undefined || rollback === "automatic"))
    .map(([name, { after, rollback }]) => ({
      path: `environments.${name}`,
      message: `without deploy there are no deploy jobs: ${[after && `after ${after}`, rollback === "automatic" && "rollback automatic"].filter(Boolean).join(" and ")} must be set in your own`,
    }));
  const isTested = environments[stagingEnvironment]?.deploy && scanners.zap;
  return repositories.some(({ staging }) => staging) && !isTested
    ? [...idle, { path: "repositories[].staging", message: untested }]
    : idle;
}

const untested = `dynamic tests need environments.${stagingEnvironment}.deploy and scanning.scanners.zap`;
