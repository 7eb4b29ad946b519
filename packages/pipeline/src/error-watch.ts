import * as pulumi from "@pulumi/pulumi";

type Apply = (this: pulumi.Output<unknown>, run: (value: unknown) => unknown, ...rest: unknown[]) => unknown;

/** Catches what goes wrong outside the reach of `await`: errors in `.apply` and rejections that nobody handles. */
export interface ErrorWatch {
  /** What was seen, once each, with the resource where the SDK knows it. */
  problems(): string[];
  /** Puts everything back. */
  stop(): void;
}

/**
 * Starts watching this process.
 *
 * The SDK reports an error in an `.apply` once for each output that depends on it, without the resource it came from.
 * Wrapping `apply` gives the one report that names the resource.
 */
export function watchErrors(): ErrorWatch {
  const inApply = new Map<string, string>();
  const unhandled = new Set<string>();
  const before = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const onRejection = (reason: unknown) => void unhandled.add(messageOf(reason));
  process.on("unhandledRejection", onRejection);

  const prototype = Object.getPrototypeOf(pulumi.output(undefined)) as { apply: Apply };
  const { apply } = prototype;
  prototype.apply = function (run, ...rest) {
    const blame = (error: unknown): never => {
      if (!inApply.has(messageOf(error))) inApply.set(messageOf(error), sources(this));
      throw error;
    };
    const watched = (value: unknown) => {
      try {
        const result = run(value);
        return result instanceof Promise ? result.catch(blame) : result;
      } catch (error) {
        return blame(error);
      }
    };
    return apply.call(this, watched, ...rest);
  };

  return {
    problems: () => [
      ...[...inApply].map(([message, resources]) => `${resources}: an .apply failed: ${message}`),
      ...[...unhandled]
        .filter((message) => ![...inApply.keys()].some((known) => message.includes(known)))
        .map((message) => `A promise failed: ${message || "(without a message)"}`),
    ],
    stop: () => {
      prototype.apply = apply;
      process.off("unhandledRejection", onRejection);
      for (const listener of before) process.on("unhandledRejection", listener);
    },
  };
}

/** The resources that a value comes from, such as `aws:kms/key:Key "payments-api"`. */
function sources(output: pulumi.Output<unknown>): string {
  const { resources } = output as unknown as { resources(): Set<{ __pulumiType?: string; __name?: string }> };
  const labels = [...resources()].map(({ __pulumiType, __name }) => `${__pulumiType} "${__name}"`);
  return labels.join(", ") || "A value of no resource";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
