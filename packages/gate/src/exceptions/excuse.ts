import type { Outcome } from "../verdict.js";

/** What an exception or a VEX statement says about one sighting that it is about. */
export type Opinion =
  | { excuses: true; rule: string; because: string; exception: Omit<NonNullable<Outcome["exception"]>, "without"> }
  /** It is about the sighting and does not excuse it; why not, as a sentence. */
  | { excuses: false; because: string };
