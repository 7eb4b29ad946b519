import { seconds } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";

/** Time limit of a job that scans, in whole minutes: the budget for everything. */
export function jobMinutes({ policy }: WorkflowInputs): number {
  return Math.ceil(seconds(policy.scanning.budget.total) / 60);
}

/** Longest scan of one image, in seconds: the timeout of the tool, or the budget where that is shorter. */
export function imageSeconds({ policy }: WorkflowInputs, timeout?: string): number {
  return shorter(policy.scanning.budget.perImage, timeout);
}

/** Longest scan of anything else, in seconds: the timeout of the tool, or the budget for everything where that is shorter. */
export function totalSeconds({ policy }: WorkflowInputs, timeout?: string): number {
  return shorter(policy.scanning.budget.total, timeout);
}

function shorter(budget: string, timeout: string | undefined): number {
  return Math.min(seconds(budget), ...(timeout === undefined ? [] : [seconds(timeout)]));
}
