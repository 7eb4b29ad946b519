import type { LoginProof } from "./login-proof.js";

/** What is known when a handover begins. */
export interface HandoverState {
  /** Name of the connection. */
  name: string;
  /** The variable of the bootstrap password, and whether it is set. */
  variable: string;
  isGiven: boolean;
  login: LoginProof;
  /** When a handover was recorded as done. */
  handedOverAt: string | undefined;
  /** When one was begun that was not recorded as done. */
  begunAt: string | undefined;
  /** Somebody said that a password of unknown origin is to be taken over. */
  adopt: boolean;
}

/**
 * `nothing`: it was done before. `rotate`: Vault has a password that others may know. `write and rotate`: it has none that
 * works. `doubt`: people must say.
 */
export type HandoverPlan =
  | { step: "nothing" | "rotate" | "write and rotate" }
  | { step: "doubt"; found: string; remedy: string };

/** What is to be done. A record without a login and a login without a record are no handover. */
export function planHandover(state: HandoverState): HandoverPlan {
  const { login, handedOverAt, begunAt, isGiven, adopt } = state;
  if (login.works) {
    if (handedOverAt !== undefined) return { step: "nothing" };
    if (begunAt !== undefined || adopt) return { step: "rotate" };
    return isGiven ? { step: "write and rotate" } : loginOfUnknownOrigin(state);
  }
  if (isGiven) return { step: "write and rotate" };
  return { step: "doubt", ...(handedOverAt === undefined ? missing(state) : lostLogin(state, login.said)) };
}

function loginOfUnknownOrigin({ name, variable }: HandoverState): HandoverPlan {
  return {
    step: "doubt",
    found: "has a password in Vault that works, but no handover is recorded: people may know it",
    remedy: `Set ${variable} to the bootstrap password if that is the one, or let Vault change the one it has: sallyport vault handover ${name} --adopt`,
  };
}

function missing({ variable }: HandoverState) {
  return {
    found: `waits for its bootstrap password: ${variable} is not set`,
    remedy: `Set ${variable} for this one run. The password is changed at once, and is of no use after it.`,
  };
}

function lostLogin({ name, variable, handedOverAt }: HandoverState, said: string) {
  return {
    found: `was handed over at ${handedOverAt}, but Vault cannot log in any more (${said})`,
    remedy: `If the server cannot be reached, run it again when it can. If its password was changed or Vault's was lost, give the user a new one at the server, set ${variable} to it and run: sallyport vault handover ${name}`,
  };
}
