import * as pulumi from "@pulumi/pulumi";
import { Group } from "@pulumi/vault/identity/group.js";
import { GroupAlias } from "@pulumi/vault/identity/groupAlias.js";
import { Policy as VaultPolicy } from "@pulumi/vault/policy.js";
import { type SecretsPolicy, type TeamAccessPolicy, teamAccessName } from "@sallyport/policy";
import { policyText } from "./access-rule.js";
import { teamRules } from "./team-rules.js";

export interface TeamAccessArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** Slug of the team, its key under `secrets.people`. */
  team: string;

  /** Accessor of the auth mount that its members log in at: the one of {@link PeopleLogin}. */
  accessor: pulumi.Input<string>;
}

/**
 * What the members of a team may do in Vault. Who is a member is said by the identity provider at every login: whoever
 * leaves the group there has nothing here after the next login, and no token outlives `secrets.auth.oidc.tokenTtl`.
 *
 * @example
 * const login = new PeopleLogin("acme", { policy: policy.secrets, organization: policy.organization });
 * new TeamAccess("platform", { policy: policy.secrets, team: "platform", accessor: login.accessor });
 */
export class TeamAccess extends pulumi.ComponentResource {
  /** Name of its Vault policy. */
  readonly policyName: pulumi.Output<string>;

  /** The underlying group, for anything this component does not cover. */
  readonly group: Group;

  constructor(name: string, args: TeamAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:TeamAccess", name, {}, opts);
    const parent = { parent: this };

    const vaultPolicy = new VaultPolicy(
      name,
      { name: teamAccessName(args.team), policy: teamPolicyText(args) },
      parent,
    );
    this.group = new Group(name, { ...teamGroup(args), policies: [vaultPolicy.name] }, parent);
    new GroupAlias(name, { name: groupName(args), mountAccessor: args.accessor, canonicalId: this.group.id }, parent);

    this.policyName = vaultPolicy.name;
    this.registerOutputs({ policyName: this.policyName });
  }
}

/**
 * A group whose members Vault does not keep: the identity provider names them (`external`).
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/identity#external-vs-internal-groups
 */
export function teamGroup({ team }: Pick<TeamAccessArgs, "team">) {
  return { name: teamAccessName(team), type: "external", metadata: { team } };
}

/** What the identity provider calls the group. */
export function groupName(args: Omit<TeamAccessArgs, "accessor">): string {
  return teamOf(args).group ?? args.team;
}

function teamOf({ policy, team }: Omit<TeamAccessArgs, "accessor">): TeamAccessPolicy {
  const found = policy.people[team];
  if (!found) throw new Error(`secrets.people has no ${team}.`);
  return found;
}

/** What the members may do: see {@link teamRules}. */
export function teamPolicyText(args: Omit<TeamAccessArgs, "accessor">): string {
  return policyText(`Members of the team ${args.team}`, teamRules(args));
}
