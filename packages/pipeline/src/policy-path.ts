import * as pulumi from "@pulumi/pulumi";

/**
 * Options for a component that is driven by one section of the policy: when a provider fails to create, update or delete
 * one of its resources, the error also names the section to look at.
 *
 * @param owner Component that the new one belongs to.
 * @param policyFile Path of the policy, as the user gave it.
 * @param section Dotted path of the section, such as `registry` or `environments.production`.
 */
export function drivenBy(owner: pulumi.Resource, policyFile: string, section: string): pulumi.ComponentResourceOptions {
  const hook = hookOf(owner, policyFile, section);
  // A transformation reaches the children, which do not inherit hooks. Unlike a transform it runs in process.
  const bindHook: pulumi.ResourceTransformation = ({ props, opts }) => ({
    props,
    opts: { ...opts, hooks: { ...opts.hooks, onError: [...(opts.hooks?.onError ?? []), hook] } },
  });
  return { parent: owner, transformations: [bindHook] };
}

const hooksOf = new WeakMap<pulumi.Resource, Map<string, pulumi.ErrorHook>>();

/** One hook for each section of an owner: the engine takes a name only once. */
function hookOf(owner: pulumi.Resource, policyFile: string, section: string): pulumi.ErrorHook {
  const known = hooksOf.get(owner) ?? new Map<string, pulumi.ErrorHook>();
  hooksOf.set(owner, known);
  const hook = known.get(section) ?? newHook(`${ownerName(owner)}: ${section}`, policyFile, section);
  known.set(section, hook);
  return hook;
}

function newHook(name: string, policyFile: string, section: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, (failure) => {
    pulumi.log.error(describeFailure(policyFile, section, failure));
    return false; // Trying again is for whoever reads the message.
  });
}

/** What a failed operation means to the owner of the policy. Pure. */
export function describeFailure(
  policyFile: string,
  section: string,
  failure: { type: string; name: string; failedOperation: string; errors: string[] },
): string {
  const [cause = "no reason given"] = failure.errors;
  return `${policyFile}: ${section}: could not ${failure.failedOperation} ${failure.type} "${failure.name}": ${cause}. Change this section, or remove the cause, and run \`pulumi up\` again.`;
}

/** Type and name, which no two components of a program share. */
function ownerName(owner: pulumi.Resource): string {
  const { __pulumiType, __name } = owner as unknown as { __pulumiType: string; __name: string };
  return `${__pulumiType.replace("sallyport:index:", "")} ${__name}`;
}
