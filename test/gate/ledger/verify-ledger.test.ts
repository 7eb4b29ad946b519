import { LedgerError, ledgerVerifier, nextEntry, verifyLedger } from "@sallyport/gate";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { genesis, headOf, linesOf, note } from "./chain.ts";

const lines = linesOf([note("one"), note("two"), note("three"), note("four")]);
const kindsAndPlaces = (given: readonly string[]) =>
  verifyLedger(given).problems.map(({ kind, line, sequence }) => ({ kind, line, sequence }));

test("finds nothing wrong with a whole ledger, and gives its head", () => {
  expect(verifyLedger(lines, headOf(lines))).toEqual({ problems: [], entries: 5, head: headOf(lines) });
});

test("accepts entries after the head that somebody kept", () => {
  expect(verifyLedger(lines, headOf(lines.slice(0, 3))).problems).toEqual([]);
});

test("names the entry that was edited, and no other", () => {
  const edited = lines.with(2, (lines[2] ?? "").replace("two", "2wo"));

  expect(kindsAndPlaces(edited)).toEqual([{ kind: "edited", line: 3, sequence: 2 }]);
});

test("names the place where an entry was removed", () => {
  expect(kindsAndPlaces(lines.toSpliced(2, 1))).toEqual([{ kind: "missing", line: 3, sequence: 3 }]);
});

test("names the entry that was repeated", () => {
  expect(kindsAndPlaces(lines.toSpliced(2, 0, lines[1] ?? ""))).toEqual([{ kind: "order", line: 3, sequence: 1 }]);
});

test("tells every problem at once", () => {
  const broken = lines.with(1, "{").with(3, (lines[3] ?? "").replace("three", "3"));

  expect(kindsAndPlaces(broken).map(({ line }) => line)).toEqual([2, 2, 4]);
});

test("sees a removed end only by a head that somebody kept", () => {
  const cut = lines.slice(0, -1);

  expect(verifyLedger(cut).problems).toEqual([]);
  expect(verifyLedger(cut, headOf(lines)).problems).toMatchObject([{ kind: "head", sequence: 4 }]);
});

test("says that a last line was cut off in mid-write", () => {
  const verifier = ledgerVerifier();
  for (const content of lines) verifier.add({ content, complete: true });
  verifier.add({ content: '{"event":', complete: false });

  expect(verifier.end().problems).toMatchObject([{ kind: "torn", line: 6 }]);
});

test("does not take an empty ledger for a whole one", () => {
  expect(verifyLedger([]).problems).toMatchObject([{ kind: "empty" }]);
});

test("begins with a genesis and has no second one", () => {
  expect(() => nextEntry(undefined, note("one"), "2026-05-04T03:00:00Z")).toThrow(LedgerError);
  expect(() => nextEntry(lines[0], genesis, "2026-05-04T03:00:00Z")).toThrow(LedgerError);
  expect(() => nextEntry("{}", note("one"), "2026-05-04T03:00:00Z")).toThrow("the last line is no entry");
});

const ledger = fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 12 }).map((texts) => {
  const whole = linesOf(texts.map(note));
  return { whole, head: headOf(whole) };
});
const anyLine = ledger.chain(({ whole, head }) =>
  fc.record({
    whole: fc.constant(whole),
    head: fc.constant(head),
    at: fc.nat(whole.length - 1),
    to: fc.nat(whole.length - 1),
  }),
);

test("a ledger that nobody touched is whole", () => {
  fc.assert(fc.property(ledger, ({ whole, head }) => verifyLedger(whole, head).problems.length === 0));
});

test("any single removal is found", () => {
  fc.assert(
    fc.property(anyLine, ({ whole, head, at }) => verifyLedger(whole.toSpliced(at, 1), head).problems.length > 0),
  );
});

test("any single move of a line is found, even without a head", () => {
  fc.assert(
    fc.property(anyLine, ({ whole, at, to }) => {
      fc.pre(at !== to);
      const moved = whole.toSpliced(at, 1).toSpliced(to, 0, whole[at] ?? "");
      return verifyLedger(moved).problems.length > 0;
    }),
  );
});

test("any single edit of a character is found; before the last line even without a head", () => {
  fc.assert(
    fc.property(anyLine, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), ({ whole, head, at }, place, other) => {
      const line = whole[at] ?? "";
      const edited = line.slice(0, place % line.length) + other + line.slice((place % line.length) + 1);
      fc.pre(edited !== line);
      const kept = at === whole.length - 1 ? head : undefined;
      return verifyLedger(whole.with(at, edited), kept).problems.length > 0;
    }),
  );
});
