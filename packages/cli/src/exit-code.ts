/** 0 pass or done, 1 blocked, 2 could not decide (also bad usage, policy, report or flag), 3 approval required. */
export type ExitCode = 0 | 1 | 2 | 3;
