import { seconds } from "../duration.js";
import type { Breach, Path, Rule } from "./rule.js";

const pki = (...rest: Path): Path => ["secrets", "engines", "pki", ...rest];

export const certificateDomainsAreOurs: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    const engine = secrets?.engines.pki;
    return Object.entries(engine?.roles ?? {}).flatMap(([name, { domains }]) =>
      domains.flatMap((domain, index): Breach[] =>
        engine?.domains.some((ours) => domain === ours || domain.endsWith(`.${ours}`))
          ? []
          : [
              {
                path: pki("roles", name, "domains", index),
                message: `(${domain}) is none of the domains that certificates may name, nor below one`,
                remedy: "Add it to secrets.engines.pki.domains, or remove it",
                conflictsWith: pki("domains"),
              },
            ],
      ),
    );
  },
};

/** Only a role that lists a domain gives certificates for that name itself. */
export const certificateRolesNameSomething: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    Object.entries(secrets?.engines.pki?.roles ?? {})
      .filter(([, { domains, subdomains }]) => domains.length === 0 && !subdomains)
      .map(([name]) => ({
        path: pki("roles", name, "subdomains"),
        message: "(false) leaves no name that a certificate may have, as the role lists no domains of its own",
        remedy: "List its domains, or set it to true",
      })),
};

/** Vault refuses to sign what outlives its signer. */
export const certificateLivesNest: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    const engine = secrets?.engines.pki;
    if (!engine) return [];
    const longest = { life: secrets.rotation.certificates, path: ["secrets", "rotation", "certificates"] };
    const intermediate = { life: engine.intermediate.ttl, path: pki("intermediate", "ttl") };
    const root = { life: engine.root.ttl, path: pki("root", "ttl") };
    const roles = Object.entries(engine.roles).flatMap(([name, { ttl }]) =>
      ttl === undefined ? [] : [{ life: ttl, path: pki("roles", name, "ttl") }],
    );
    return [
      ...roles.flatMap((role) => outlives(role, longest)),
      ...outlives(longest, intermediate),
      ...outlives(intermediate, root),
    ];
  },
};

interface Life {
  life: string;
  path: Path;
}

function outlives(inner: Life, outer: Life): Breach[] {
  if (seconds(inner.life) <= seconds(outer.life)) return [];
  return [
    {
      path: inner.path,
      message: `(${inner.life}) is longer than ${outer.path.join(".")} (${outer.life}) allows`,
      remedy: `Lower it, or raise ${outer.path.join(".")}`,
      conflictsWith: outer.path,
    },
  ];
}

export const acmeHasARole: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    const engine = secrets?.engines.pki;
    if (!engine?.acme || Object.values(engine.roles).some(({ usage }) => usage.includes("server"))) return [];
    return [
      {
        path: pki("acme"),
        message: "has no role for servers, which are what ACME gives certificates to",
        remedy: "Add a role with usage: [server], or set it to false",
        conflictsWith: pki("roles"),
      },
    ];
  },
};
