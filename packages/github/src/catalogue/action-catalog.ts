import type { ActionStep, InputValue, Permissions, StepOptions } from "../document/workflow.js";
import { WorkflowError } from "../document/workflow-error.js";
import { isOwnAction } from "../workflows/central.js";
import { type ActionFacts, actionFacts, type InputFacts, refusedActions } from "./action-facts.js";

/** An action that workflows may use. */
export type ActionName = keyof typeof actionFacts;

type Inputs<Name extends ActionName> = (typeof actionFacts)[Name]["inputs"];
type InputsThat<Name extends ActionName, Fact> = {
  [Input in keyof Inputs<Name>]: Inputs<Name>[Input] extends Fact ? Input : never;
}[keyof Inputs<Name>];
type RequiredInput<Name extends ActionName> = InputsThat<Name, { required: true }>;
type RefusedInput<Name extends ActionName> = InputsThat<Name, { refused: string }>;

/** The inputs of an action: its own names and no others, with those that it cannot do without. */
export type ActionInputs<Name extends ActionName> = {
  readonly [Input in RequiredInput<Name>]: InputValue;
} & {
  readonly [Input in Exclude<keyof Inputs<Name>, RequiredInput<Name> | RefusedInput<Name>>]?: InputValue;
};

const facts: Readonly<Record<string, ActionFacts>> = actionFacts;

/**
 * A step that runs an action at its pinned commit.
 *
 * @example
 * uses("actions/checkout", { "persist-credentials": false }, { name: "Check out" });
 *
 * @throws {WorkflowError} for an unknown action, an unknown input, or a required input that is missing.
 */
export function uses<Name extends ActionName>(
  action: Name,
  inputs: ActionInputs<Name>,
  options: StepOptions,
): ActionStep {
  const known = factsOf(action);
  const given = inputs as Readonly<Record<string, InputValue>>;
  const problems = inputProblems(action, known.inputs, given);
  if (problems.length > 0) throw new WorkflowError(problems);
  return {
    ...options,
    uses: `${action}@${known.commitSha}`,
    ...(Object.keys(given).length > 0 && { with: given }),
  };
}

/**
 * What is known about the action that a step names.
 *
 * @param reference `OWNER/REPO@SHA`.
 * @throws {WorkflowError} when the catalogue does not have it, or has it at another commit.
 */
export function pinnedAction(reference: string): ActionFacts {
  const [action = "", commit] = reference.split("@", 2);
  const known = factsOf(action);
  if (commit === known.commitSha) return known;
  throw new WorkflowError([
    `${reference}: the catalogue has ${action} at ${known.commitSha} (${known.tag}). Use that.`,
  ]);
}

/**
 * What the token of a job must allow for this step: what its action always needs, and what its inputs ask for besides.
 *
 * @throws {WorkflowError} when the catalogue does not have the action, or has it at another commit.
 */
export function neededPermissions(step: ActionStep): Permissions[] {
  if (isOwnAction(step.uses)) return [];
  const { inputs, permissions } = pinnedAction(step.uses);
  const asked = Object.entries(inputs).flatMap(([name, input]) => {
    const value = String(step.with?.[name] ?? input.default ?? "");
    return input.permissions && Object.hasOwn(input.permissions, value) ? (input.permissions[value] ?? []) : [];
  });
  return [permissions, ...asked];
}

function factsOf(action: string): ActionFacts {
  const known = Object.hasOwn(facts, action) ? facts[action] : undefined;
  if (known) return known;
  const refused = refusalOf(action);
  if (refused !== undefined) throw new WorkflowError([`${action}: never used, because ${refused}.`]);
  const names = Object.keys(facts).join(", ");
  throw new WorkflowError([
    `${action}: not in the catalogue of actions, which has ${names}. Use one of these, or add it.`,
  ]);
}

/** Why an action is never used, whichever part of its repository is named. */
function refusalOf(action: string): string | undefined {
  const repository = action.split("/", 2).join("/");
  return Object.hasOwn(refusedActions, repository) ? refusedActions[repository] : undefined;
}

function inputProblems(
  action: string,
  known: Readonly<Record<string, InputFacts>>,
  given: Readonly<Record<string, InputValue>>,
): string[] {
  const wrong = Object.keys(given).flatMap((name) => {
    if (!Object.hasOwn(known, name)) {
      return `${action}: has no input "${name}". It has ${Object.keys(known).join(", ")}.`;
    }
    const refused = known[name]?.refused;
    return refused === undefined ? [] : `${action}: the input "${name}" is refused: ${refused}. Leave it out.`;
  });
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required && given[name] === undefined)
    .map(([name]) => `${action}: needs the input "${name}". Give it.`);
  return [...wrong, ...missing];
}
