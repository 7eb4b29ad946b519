/** Parameters by name, each with its values. */
export type Parameters = Readonly<Record<string, readonly unknown[]>>;

/** One value of each parameter. */
export type Row<P extends Parameters> = { readonly [Name in keyof P]: P[Name][number] };

/** Positions of the values of a row, in the order of the parameters; -1 where none is chosen yet. */
type Choice = number[];

/**
 * Rows that hold, between them, every pair of values of any two parameters. Greedy, without chance: the same parameters
 * always give the same rows, in the same order.
 *
 * Most faults show themselves with two settings together, and pairs need far fewer rows than all combinations.
 *
 * @see https://csrc.nist.gov/projects/automated-combinatorial-testing-for-software
 */
export function pairwise<const P extends Parameters>(parameters: P): Row<P>[] {
  const names = Object.keys(parameters);
  const lists = Object.values(parameters);
  const left = new Set(allPairs(lists));
  const rows: Row<P>[] = [];
  while (left.size > 0) {
    const choice = nextChoice(lists, left);
    for (const pair of pairsOf(choice)) left.delete(pair);
    rows.push(Object.fromEntries(names.map((name, at) => [name, lists[at]?.[choice[at] ?? 0]])) as Row<P>);
  }
  return rows;
}

/** A pair as text, the earlier parameter first. */
function pairKey(one: number, oneValue: number, other: number, otherValue: number): string {
  return `${one}=${oneValue},${other}=${otherValue}`;
}

function allPairs(lists: readonly (readonly unknown[])[]): string[] {
  return lists.flatMap((values, one) =>
    lists
      .slice(one + 1)
      .flatMap((others, gap) =>
        values.flatMap((_, value) => others.map((__, other) => pairKey(one, value, one + 1 + gap, other))),
      ),
  );
}

function pairsOf(choice: Choice): string[] {
  return choice.flatMap((value, one) =>
    choice.slice(one + 1).map((other, gap) => pairKey(one, value, one + 1 + gap, other)),
  );
}

/** Begins with the first pair that is left, then takes for each parameter the value that closes the most pairs. */
function nextChoice(lists: readonly (readonly unknown[])[], left: ReadonlySet<string>): Choice {
  const [first = ""] = left;
  const choice: Choice = lists.map(() => -1);
  for (const part of first.split(",")) {
    const [parameter = 0, value = 0] = part.split("=").map(Number);
    choice[parameter] = value;
  }
  for (const [parameter, values] of lists.entries()) {
    if (choice[parameter] === -1) choice[parameter] = bestValue(choice, parameter, values.length, left);
  }
  return choice;
}

function bestValue(choice: Choice, parameter: number, count: number, left: ReadonlySet<string>): number {
  const closed = Array.from({ length: count }, (_, value) => closedBy(choice, parameter, value, left));
  return closed.indexOf(Math.max(...closed));
}

function closedBy(choice: Choice, parameter: number, value: number, left: ReadonlySet<string>): number {
  return choice.filter((other, at) => {
    if (other === -1) return false;
    return left.has(at < parameter ? pairKey(at, other, parameter, value) : pairKey(parameter, value, at, other));
  }).length;
}
