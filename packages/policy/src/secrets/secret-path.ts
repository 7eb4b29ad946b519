import * as z from "zod";

const repository = "[A-Za-z0-9_.-]+";
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const secret = "[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*";

/** The jobs of a repository in an environment, `payments-api/production`: also the folder of their secrets. */
export const JobName = z.string().regex(new RegExp(`^${repository}/${label}$`), {
  error: "must be REPOSITORY/ENVIRONMENT, such as payments-api/production",
});

/** One secret in the key-value store: `payments-api/production/stripe`. */
export const SecretPath = z.string().regex(new RegExp(`^${repository}/${label}/${secret}$`), {
  error: "must be REPOSITORY/ENVIRONMENT/NAME, such as payments-api/production/stripe",
});

/** One secret, or with `/*` every secret of one repository in one environment. */
export const SecretPattern = z.string().regex(new RegExp(`^${repository}/${label}/(?:\\*|${secret})$`), {
  error:
    "must be REPOSITORY/ENVIRONMENT/NAME, or REPOSITORY/ENVIRONMENT/* for all secrets there. No other wildcard is allowed",
});

/** A field of a secret, below the folder of the job that reads it: `stripe/key`, `tls/server/private_key`. */
export const SecretField = z.string().regex(new RegExp(`^${secret}/[A-Za-z0-9_][A-Za-z0-9_.-]*$`), {
  error: "must be SECRET/FIELD, such as stripe/key for the field key of kv/data/REPOSITORY/ENVIRONMENT/stripe",
});

/** `stripe/key` as the secret and its field. */
export function secretField(text: string): { secret: string; field: string } {
  const end = text.lastIndexOf("/");
  return { secret: text.slice(0, end), field: text.slice(end + 1) };
}

/** A secret path taken apart. */
export interface SecretPlace {
  repository: string;
  environment: string;
  /** `stripe`, `tls/server`, or `*`. */
  name: string;
}

/** `payments-api/production/stripe` as its three parts. */
export function secretPlace(path: string): SecretPlace {
  const [repository = "", environment = "", ...name] = path.split("/");
  return { repository, environment, name: name.join("/") };
}
