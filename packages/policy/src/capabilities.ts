import { approvalEnvironment } from "./environments.js";
import type { OrganizationPolicy } from "./organization.js";
import type { Policy } from "./policy.js";
import type { RepositoryPolicy } from "./repositories.js";
import type { Path } from "./rules/rule.js";

export type GitHubPlan = NonNullable<OrganizationPolicy["plan"]>;
type Product = OrganizationPolicy["products"][number];
type Visibility = RepositoryPolicy["visibility"];

/** A feature of GitHub that not every plan has. */
export interface Capability {
  /** What GitHub calls it. */
  feature: string;
  /** Cheapest plan that has it in a public repository. */
  public: GitHubPlan;
  /** Cheapest plan that has it in a private or internal repository, or for the organisation itself. */
  private: GitHubPlan;
  /** Product that it needs besides, in private and internal repositories. */
  product?: Product;
  /** Page that says so. */
  source: string;
  /** Settings that ask for it. A setting that one repository asks for carries that repository. */
  askedBy: (policy: Policy) => readonly Asking[];
}

/** A setting that asks for a capability. */
interface Asking {
  path: Path;
  /** Without one, every repository of the policy. `organization`: none in particular. */
  of?: RepositoryPolicy | "organization";
}

/** Something that the declared plan lacks. */
export interface MissingCapability {
  capability: Capability;
  path: Path;
  /** Repositories that lack it, by name; empty for the organisation itself. */
  repositories: readonly string[];
  /** What would bring it. */
  needs: string;
}

const docs = "https://docs.github.com/en";
const rulesets = `${docs}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets`;
const cloudDocs = `${docs}/enterprise-cloud@latest`;
const when = (asked: boolean, ...path: Path): Asking[] => (asked ? [{ path }] : []);
const whenOrganization = (asked: boolean, ...path: Path): Asking[] => (asked ? [{ path, of: "organization" }] : []);
const rank: Record<GitHubPlan, number> = { free: 0, team: 1, enterprise: 2 };

/** What depends on the plan, the visibility and the products that an organisation has bought. */
export const capabilities: readonly Capability[] = [
  {
    feature: "rulesets",
    public: "free",
    private: "team",
    source: `${rulesets}/about-rulesets`,
    askedBy: () => [{ path: ["protection"] }],
  },
  {
    feature: "push rulesets",
    // A public repository has none on any plan: another rule says so, and none is made.
    public: "free",
    private: "team",
    source: `${rulesets}/about-rulesets#push-rulesets`,
    askedBy: ({ protection }) => when(protection.lockedPaths.length > 0, "protection", "lockedPaths"),
  },
  {
    feature: "rulesets that only evaluate",
    public: "enterprise",
    private: "enterprise",
    source: `${rulesets}/creating-rulesets-for-a-repository#about-using-enforcement-statuses`,
    askedBy: ({ protection }) => when(protection.enforcement === "evaluate", "protection", "enforcement"),
  },
  {
    feature: "the merge queue",
    public: "free",
    private: "enterprise",
    source: `${docs}/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue`,
    askedBy: ({ protection }) => when(protection.mergeQueue !== false, "protection", "mergeQueue"),
  },
  {
    feature: "organisation rulesets",
    public: "enterprise",
    private: "enterprise",
    source: `${cloudDocs}/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization`,
    askedBy: ({ protection }) => whenOrganization(protection.scope === "organization", "protection", "scope"),
  },
  {
    feature: "required workflows",
    public: "enterprise",
    private: "enterprise",
    source: `${cloudDocs}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-workflows-to-pass-before-merging`,
    askedBy: ({ delivery }) => whenOrganization(delivery.mode === "central", "delivery", "mode"),
  },
  {
    feature: "code owners",
    public: "free",
    private: "team",
    source: `${docs}/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners`,
    askedBy: ({ protection }) => when(protection.reviews.codeOwners, "protection", "reviews", "codeOwners"),
  },
  {
    feature: "environments",
    public: "free",
    private: "team",
    source: `${docs}/actions/reference/workflows-and-actions/deployments-and-environments`,
    askedBy: () => [{ path: ["environments"] }],
  },
  {
    feature: "required reviewers and wait timers of environments",
    public: "free",
    private: "enterprise",
    source: `${docs}/actions/reference/workflows-and-actions/deployments-and-environments#required-reviewers`,
    askedBy: ({ environments }) => [
      // The environment of the gate's approvals is always made.
      { path: ["gate", "approvers"] },
      ...Object.entries(environments).flatMap(([name, { reviewers, waitMinutes }]) =>
        when(name !== approvalEnvironment && (reviewers.length > 0 || waitMinutes > 0), "environments", name),
      ),
    ],
  },
  {
    feature: "code scanning",
    public: "free",
    private: "team",
    product: "code-security",
    source: `${docs}/code-security/code-scanning/introduction-to-code-scanning/about-code-scanning`,
    askedBy: ({ protection }) => when(Object.keys(protection.codeScanning).length > 0, "protection", "codeScanning"),
  },
  {
    feature: "secret scanning",
    public: "free",
    private: "team",
    product: "secret-protection",
    source: `${docs}/code-security/secret-scanning/introduction/about-secret-scanning`,
    askedBy: ({ settings }) => when(settings.secretScanning === true, "settings", "secretScanning"),
  },
  {
    feature: "push protection",
    public: "free",
    private: "team",
    product: "secret-protection",
    source: `${docs}/code-security/secret-scanning/introduction/about-push-protection`,
    askedBy: ({ settings }) => when(settings.pushProtection === true, "settings", "pushProtection"),
  },
  {
    feature: "internal repositories",
    public: "free",
    private: "enterprise",
    source: `${cloudDocs}/repositories/creating-and-managing-repositories/about-repositories#about-internal-repositories`,
    askedBy: ({ repositories }) =>
      repositories.flatMap((of, index) =>
        of.visibility === "internal" ? [{ path: ["repositories", index, "visibility"], of }] : [],
      ),
  },
];

/** What the policy asks for and the declared plan lacks; nothing while no plan is declared. Pure. */
export function missingCapabilities(policy: Policy): MissingCapability[] {
  const { plan } = policy.organization;
  return plan === undefined ? [] : missingUnder(policy, plan, policy.organization.products);
}

/**
 * What the policy asks for and some plan lacks: the free one, without any product. For a policy that declares no plan.
 */
export function planDependencies(policy: Policy): MissingCapability[] {
  return policy.organization.plan === undefined ? missingUnder(policy, "free", []) : [];
}

function missingUnder(policy: Policy, plan: GitHubPlan, products: readonly Product[]): MissingCapability[] {
  return capabilities.flatMap((capability) =>
    capability.askedBy(policy).flatMap(({ path, of }) => {
      const concerned = of === "organization" ? [] : of ? [of] : policy.repositories;
      const lacking = concerned.filter(({ visibility }) => lacks(capability, visibility, plan, products));
      const organizationLacks = of === "organization" && isBelow(plan, capability.private);
      if (lacking.length === 0 && !organizationLacks) return [];
      return { capability, path, repositories: lacking.map(({ name }) => name), needs: needsOf(capability, plan) };
    }),
  );
}

function lacks(
  capability: Capability,
  visibility: Visibility,
  plan: GitHubPlan,
  products: readonly Product[],
): boolean {
  if (visibility === "public") return isBelow(plan, capability.public);
  const { product } = capability;
  return isBelow(plan, capability.private) || (product !== undefined && !products.includes(product));
}

function isBelow(plan: GitHubPlan, needed: GitHubPlan): boolean {
  return rank[plan] < rank[needed];
}

function needsOf({ private: needed, product }: Capability, plan: GitHubPlan): string {
  const parts = [isBelow(plan, needed) && `the plan ${needed}`, product !== undefined && `the product ${product}`];
  return parts.filter((part) => part !== false).join(" and ");
}
