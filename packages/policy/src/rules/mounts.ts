import type { Breach, Rule } from "./rule.js";

interface Mount {
  at: string;
  path: string[];
}

/** Vault refuses a mount inside another one. Auth mounts have a tree of their own. */
export const mountsAreDistinct: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets ? [...nested(mounts("engines", secrets.engines)), ...nested(mounts("auth", secrets.auth))] : [],
};

/** The PKI engine has two mounts. */
function mounts(
  kind: "engines" | "auth",
  entries: Record<string, { path: string; rootPath?: string } | undefined>,
): Mount[] {
  return Object.entries(entries).flatMap(([name, entry]) =>
    (["path", "rootPath"] as const).flatMap((setting) => {
      const at = entry?.[setting];
      return at === undefined ? [] : [{ at, path: ["secrets", kind, name, setting] }];
    }),
  );
}

function nested(all: readonly Mount[]): Breach[] {
  return all.flatMap((inner, index) =>
    all
      .filter((outer, other) => (inner.at === outer.at ? other < index : inner.at.startsWith(`${outer.at}/`)))
      .map((outer) => ({
        path: inner.path,
        message:
          inner.at === outer.at
            ? `(${inner.at}) is another mount too`
            : `(${inner.at}) lies in another mount (${outer.at})`,
        remedy: "Give each mount a path of its own",
        conflictsWith: outer.path,
      })),
  );
}
