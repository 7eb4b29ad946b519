import { plainText } from "../plain-text.js";
import type { XmlElement } from "../xml-element.js";

/** Why a test did not pass, or did not run. */
export interface TestProblem {
  kind: "failure" | "error" | "skipped";
  /** The first line of what it says. */
  message: string | undefined;
  pointer: string;
}

/** One `testcase`. */
export interface TestCase {
  suiteName: string | undefined;
  className: string | undefined;
  name: string;
  file: string | undefined;
  line: number | undefined;
  /** A test may fail several times. */
  problems: readonly TestProblem[];
  skipped: TestProblem | undefined;
  pointer: string;
  unknownParts: readonly string[];
}

/** `testsuites` or `testsuite`, which hold suites and tests. */
export class TestSuite {
  readonly #element: XmlElement;
  readonly #pointer: string;
  readonly #suites: readonly TestSuite[];
  readonly #cases: readonly TestCase[];

  constructor(element: XmlElement, pointer: string) {
    this.#element = element;
    this.#pointer = pointer;
    this.#suites = element
      .all("testsuite")
      .map((suite, index) => new TestSuite(suite, `${pointer}/testsuite/${index}`));
    const suiteName = attribute(element, "name");
    this.#cases = element
      .all("testcase")
      .map((test, index) => testCase(test, suiteName ?? "", `${pointer}/testcase/${index}`));
  }

  /** Its tests and those of the suites in it. */
  get allCases(): readonly TestCase[] {
    return [...this.#cases, ...this.#suites.flatMap((suite) => suite.allCases)];
  }

  /** Counts in its attributes that its tests contradict, in its own words. */
  get contradictions(): readonly string[] {
    const own = this.#counted.filter(([name, possible]) => {
      const declared = Number.parseInt(attribute(this.#element, name) ?? "", 10);
      return !Number.isNaN(declared) && !possible.includes(declared);
    });
    return [
      ...own.map(([name]) => {
        const declared = attribute(this.#element, name);
        return `${this.#pointer || "it"} declares ${name}="${declared}", which its tests contradict`;
      }),
      ...this.#suites.flatMap((suite) => suite.contradictions),
    ];
  }

  /** What holds more than this version knows. */
  get unknownParts(): readonly string[] {
    return [
      ...unknownPartsOf(this.#element, suiteElements, this.#pointer),
      ...this.#cases.flatMap((test) => test.unknownParts),
      ...this.#suites.flatMap((suite) => suite.unknownParts),
    ];
  }

  /** What each count may be: tools count tests or their problems, and those of inner suites or not. */
  get #counted(): [name: string, possible: number[]][] {
    const scopes = this.#cases.length === 0 ? [this.allCases] : [this.#cases, this.allCases];
    const count = (matches: (test: TestCase) => boolean) => scopes.map((cases) => cases.filter(matches).length);
    const problems = (kind: TestProblem["kind"]) =>
      scopes.map((cases) => cases.flatMap((test) => test.problems).filter((problem) => problem.kind === kind).length);
    const has = (kind: TestProblem["kind"]) => count((test) => test.problems.some((problem) => problem.kind === kind));
    return [
      ["tests", [...count(() => true), ...count(({ skipped }) => skipped === undefined)]],
      ["failures", [...has("failure"), ...problems("failure"), ...count((test) => test.problems.length > 0)]],
      ["errors", [...has("error"), ...problems("error")]],
      ["skipped", count(({ skipped }) => skipped !== undefined)],
    ];
  }
}

const suiteElements = ["testsuite", "testcase", "properties", "system-out", "system-err"];

/** `flakyFailure` and its like: the test passed when it was run again (Maven Surefire). */
const caseElements = [
  "failure",
  "error",
  "skipped",
  "properties",
  "system-out",
  "system-err",
  "rerunFailure",
  "rerunError",
  "flakyFailure",
  "flakyError",
];

function testCase(element: XmlElement, suiteName: string, pointer: string): TestCase {
  const line = Number.parseInt(attribute(element, "line") ?? "", 10);
  return {
    suiteName: suiteName === "" ? undefined : suiteName,
    className: attribute(element, "classname"),
    name: attribute(element, "name") ?? "unnamed test",
    file: attribute(element, "file"),
    line: line > 0 ? line : undefined,
    problems: [...problemsOf(element, "failure", pointer), ...problemsOf(element, "error", pointer)],
    skipped: problemsOf(element, "skipped", pointer)[0],
    pointer,
    unknownParts: unknownPartsOf(element, caseElements, pointer),
  };
}

function problemsOf(test: XmlElement, kind: TestProblem["kind"], pointer: string): TestProblem[] {
  return test.all(kind).map((element, index) => {
    const [message] = [attribute(element, "message") ?? "", element.text].flatMap((text) =>
      text.split("\n").flatMap((line) => line.trim() || []),
    );
    return { kind, message, pointer: `${pointer}/${kind}/${index}` };
  });
}

/** Text of its own has no place in a suite or a test: a damaged element becomes text. */
function unknownPartsOf({ children, text }: XmlElement, known: readonly string[], pointer: string): string[] {
  const place = pointer || "it";
  return [
    ...children
      .filter(({ name }) => !known.includes(name))
      .map(
        ({ name }) =>
          `${place} holds an element that this version does not know (${plainText(name)}): it may be a failure`,
      ),
    ...(text.trim() === "" ? [] : [`${place} holds text outside of its elements: it may be a failure`]),
  ];
}

function attribute({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.get(name) || undefined;
}
