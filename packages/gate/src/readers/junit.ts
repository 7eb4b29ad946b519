import type { Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { XmlElement } from "../xml-element.js";
import { type TestCase, type TestProblem, TestSuite } from "./junit-suite.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { repositoryPath } from "./repository-path.js";
import { sourceFiles } from "./source-finding.js";

/**
 * Results of tests in the XML that JUnit made common: https://github.com/testmoapp/junitxml. In a gate these are tests of policy,
 * of compliance or of a running system, and the file does not say which. A test that fails is a requirement that is not met, so
 * its category is `compliance`: the strictest that it can be, for it blocks at any severity unless the policy says otherwise. A
 * test that ended in an error is a finding too, and makes the report partial: nobody knows what it would have found.
 */
export const junit: ReportReader = {
  tool: "junit",
  format: "junit-xml",
  recognises: (document) => document instanceof XmlElement && ["testsuites", "testsuite"].includes(document.name),
  read: (document) => {
    const suite = new TestSuite(document as XmlElement, "");
    const cases = suite.allCases;
    return {
      artifact: sourceFiles,
      ...healthOf(suite, cases),
      findings: cases.flatMap((test) => test.problems.map((problem) => readProblem(test, problem))),
      suppressed: cases.flatMap((test) => (test.skipped ? [readSkipped(test, test.skipped)] : [])),
      usesDatabase: false,
    };
  },
};

function healthOf(suite: TestSuite, cases: readonly TestCase[]): Pick<ReportContent, "health" | "healthReasons"> {
  const errors = cases.filter(({ problems }) => problems.some(({ kind }) => kind === "error")).length;
  const healthReasons = [
    ...(errors > 0
      ? [`${errors} of ${cases.length} tests ended in an error: what they would have found is not known`]
      : []),
    ...suite.contradictions,
    ...suite.unknownParts,
  ];
  if (healthReasons.length > 0) return { health: "partial", healthReasons };
  if (cases.some(({ skipped }) => skipped === undefined)) return { health: "ok", healthReasons };
  return { health: "empty", healthReasons: [cases.length === 0 ? "it has no tests" : "all of its tests were skipped"] };
}

function readProblem(test: TestCase, problem: TestProblem): Finding {
  return { ...readTest(test), detail: problem.message, pointer: problem.pointer };
}

/** Somebody told the tests to leave it out. */
function readSkipped(test: TestCase, { message, pointer }: TestProblem): Finding {
  return { ...readTest(test), pointer, suppression: { status: "skipped", statement: message } };
}

function readTest({ suiteName, className, name, file, line, pointer }: TestCase): Finding {
  const id = className === undefined ? name : `${className}.${name}`;
  return {
    fingerprint: fingerprintOf({ category: "compliance", id, artifact: sourceFiles, place: ["junit", suiteName] }),
    ids: [id],
    category: "compliance",
    title: name,
    fixedVersions: [],
    location: { path: file === undefined ? (className ?? suiteName ?? name) : repositoryPath(file), line },
    artifact: sourceFiles,
    scores: [],
    links: [],
    scanner: "junit",
    pointer,
  };
}
