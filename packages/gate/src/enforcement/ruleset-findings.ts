import { isUnreadable } from "../approval/approval-evidence.js";
import { branchRequirements } from "./branch-requirements.js";
import { type ExpectedBypass, expectedBypass, weighBypass } from "./bypass.js";
import { coverageOf } from "./coverage.js";
import type { EnforcementFinding, Expectation } from "./expectation.js";
import type { LiveRepository, LiveRuleset } from "./live-repository.js";
import { plainRule, type Requirement } from "./requirement.js";

/** What was found about a part of a repository. */
export interface Findings {
  gaps: EnforcementFinding[];
  doubts: EnforcementFinding[];
}

/**
 * Compares the live rulesets with the policy. A rule may stand in any ruleset that applies, of the repository or above it:
 * GitHub adds them up, and the strictest wins. One that anybody else may pass does not count.
 */
export function rulesetFindings(expectation: Expectation, live: LiveRepository): Findings {
  const { rulesets } = live;
  if (isUnreadable(rulesets)) {
    const remedy = "Give GITHUB_TOKEN a token with administration: read.";
    return { gaps: [], doubts: [{ about: "rulesets", found: `cannot be read: ${rulesets.unreadable}`, remedy }] };
  }
  const findings = requirementsOf(expectation).map((requirement) =>
    findingAbout(requirement, bypassFor(requirement, expectation), rulesets, live),
  );
  return {
    gaps: unique(findings.flatMap(({ gap }) => gap ?? [])),
    doubts: unique([...findings.flatMap(({ doubt }) => doubt ?? []), ...unansweredBranches(expectation, live)]),
  };
}

function requirementsOf(expectation: Expectation): Requirement[] {
  const { protection } = expectation.policy;
  return [
    ...protection.branches.flatMap((branch) => branchRequirements(expectation, branch)),
    ...protection.tags.flatMap(tagRequirements),
    ...pushRequirements(expectation),
  ];
}

function tagRequirements(pattern: string): Requirement[] {
  const ref = { kind: "tag", pattern } as const;
  return [
    plainRule("tag", ref, "deletion", "that they cannot be deleted"),
    plainRule("tag", ref, "update", "that they cannot be moved"),
    plainRule("tag", ref, "non_fast_forward", "that they cannot be moved by force"),
  ];
}

/** GitHub has push rulesets for private and internal repositories only. */
function pushRequirements({ policy: { protection }, repository: { visibility } }: Expectation): Requirement[] {
  if (visibility === "public") return [];
  return protection.lockedPaths.map((path) => ({
    target: "push",
    type: "file_path_restriction",
    what: `that nobody pushes to ${path}`,
    weakness: ({ parameters: { restricted_file_paths: paths } }) =>
      Array.isArray(paths) && paths.includes(path) ? undefined : "locks other paths",
  }));
}

function bypassFor({ target }: Requirement, { policy: { organization, protection } }: Expectation): ExpectedBypass {
  return expectedBypass(organization, protection.bypass, target === "branch" ? "pull_request" : "always");
}

interface Found {
  gap?: EnforcementFinding;
  doubt?: EnforcementFinding;
}

/** What keeps a ruleset from meeting a requirement; undefined for one that meets it. */
type Shortfall = { kind: "bypass" | "hidden" | "weak" | "elsewhere" | "inactive"; text: string } | undefined;

function findingAbout(
  requirement: Requirement,
  bypass: ExpectedBypass,
  rulesets: readonly LiveRuleset[],
  live: LiveRepository,
): Found {
  const shortfalls = rulesets
    .filter((ruleset) => ruleset.target === requirement.target && holds(ruleset, requirement.type))
    .map((ruleset) => shortfallOf(requirement, bypass, ruleset, live));
  if (shortfalls.includes(undefined)) return {};
  const known = shortfalls.filter((shortfall) => shortfall !== undefined);
  const about = aboutOf(requirement);
  const hidden = known.filter(({ kind }) => kind === "hidden");
  if (hidden.length > 0) {
    const remedy =
      "GitHub shows who may pass to those who may change the ruleset: give GITHUB_TOKEN a token with administration: write, for rulesets of the organisation organization_administration: write.";
    return { doubt: { about, found: hidden.map(({ text }) => text).join("; "), remedy } };
  }
  const reasons = known.length === 0 ? "no ruleset does" : known.map(({ text }) => text).join("; ");
  const found = `does not require ${requirement.what}: ${reasons}`;
  return { gap: { about, found, remedy: remedyFor(known) } };
}

function shortfallOf(
  requirement: Requirement,
  bypass: ExpectedBypass,
  ruleset: LiveRuleset,
  live: LiveRepository,
): Shortfall {
  const named = `ruleset ${ruleset.id} (${ruleset.name})`;
  const weaknesses = ruleset.rules
    .filter(({ type }) => type === requirement.type)
    .map((rule) => requirement.weakness(rule, ruleset));
  if (!weaknesses.includes(undefined)) return { kind: "weak", text: `${named} ${weaknesses.join(", ")}` };
  if (ruleset.enforcement !== "active") {
    return { kind: "inactive", text: `${named} has the enforcement ${ruleset.enforcement}` };
  }
  const coverage = requirement.ref ? coverageOf(ruleset, requirement.ref, live) : wholeRepository;
  if (!coverage.covers) return { kind: "elsewhere", text: `${named} ${coverage.why}` };
  const answer = weighBypass(ruleset, bypass);
  if (answer.fits === "yes") return undefined;
  return { kind: answer.fits === "no" ? "bypass" : "hidden", text: `${named} ${answer.found}` };
}

const wholeRepository = { covers: true } as const;

function holds({ rules }: LiveRuleset, wanted: string): boolean {
  return rules.some(({ type }) => type === wanted);
}

function remedyFor(shortfalls: readonly NonNullable<Shortfall>[]): string {
  const bypass = shortfalls.some(({ kind }) => kind === "bypass");
  return bypass
    ? "Take them off the bypass list, or name them in protection.bypass; then `pulumi up`."
    : "Set it as the policy says: `pulumi up`, after `pulumi refresh`.";
}

function aboutOf({ target, ref }: Requirement): string {
  if (!ref) return "the repository";
  return target === "branch" ? `branch ${ref.pattern}` : `tags ${ref.pattern}`;
}

/** GitHub was asked what is active on a branch, and gave no answer. */
function unansweredBranches({ policy: { protection } }: Expectation, live: LiveRepository): EnforcementFinding[] {
  return protection.branches.flatMap((branch) => {
    const active = live.activeOn[branch];
    if (active === undefined || !isUnreadable(active)) return [];
    const found = `has rules that GitHub does not tell: ${active.unreadable}`;
    return [{ about: `branch ${branch}`, found, remedy: "Try again; the token needs metadata: read." }];
  });
}

/** A bypass list that is too long is one finding, not one for each rule of its ruleset. */
function unique(findings: readonly EnforcementFinding[]): EnforcementFinding[] {
  return [...new Map(findings.map((finding) => [`${finding.about} ${finding.found}`, finding])).values()];
}
