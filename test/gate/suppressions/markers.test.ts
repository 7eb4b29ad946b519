import { suppressionsIn } from "@sallyport/gate";
import { expect, test } from "vitest";

/** A line that silences a scanner: what is left out, in which file. */
const silenced: [scanner: string, path: string, line: string, ids: string[]][] = [
  ["bandit", "app/a.py", "subprocess.call(cmd, shell=True)  # nosec", []],
  ["bandit", "app/a.py", "x = eval(y) # nosec B307", ["B307"]],
  ["bandit", "app/a.py", "x = eval(y) #nosec: B307, B102 # reviewed", ["B307", "B102"]],
  ["bandit", "app/a.py", "assert ok  # nosec assert_used", ["assert_used"]],
  ["gosec", "main.go", "cmd := exec.Command(name) // #nosec G204 -- fixed names", ["G204"]],
  ["gosec", "main.go", "h := md5.New() //gosec:disable G401 G501 -- no security here", ["G401", "G501"]],
  ["gosec", "main.go", "h := md5.New() /* #nosec */", []],
  ["semgrep", "a.ts", "eval(input); // nosemgrep", []],
  ["semgrep", "a.ts", "// nosemgrep: javascript.lang.eval, other-rule", ["javascript.lang.eval", "other-rule"]],
  ["semgrep", "a.py", "exec(code) # nosem: python.exec because", ["python.exec", "because"]],
  ["semgrep", "a.js", '/* nosemgrep: r */ const key = "no id";', ["r"]],
  ["checkov", "main.tf", "   checkov:skip=CKV_AWS_21: in a comment of several lines", ["CKV_AWS_21"]],
  ["checkov", "main.tf", "  #checkov:skip=CKV_AWS_20:The bucket is a public web site", ["CKV_AWS_20"]],
  ["checkov", "main.tf", "  # checkov:skip=CKV_AWS_1,CKV2_AWS_2: both", ["CKV_AWS_1", "CKV2_AWS_2"]],
  ["checkov", "Dockerfile", "# bridgecrew:skip=CKV_DOCKER_2:no health check", ["CKV_DOCKER_2"]],
  ["checkov", "k8s/pod.yaml", "    checkov.io/skip1: CKV_K8S_20=I do not care", ["CKV_K8S_20"]],
  ["trivy", "main.tf", "#trivy:ignore:AVD-AWS-0086", ["AVD-AWS-0086"]],
  ["trivy", "main.tf", "// trivy:ignore:aws-s3-enable-logging:exp:2026-01-02", ["aws-s3-enable-logging"]],
  ["trivy", "main.tf", 'acl = "public-read" #tfsec:ignore:aws-s3-no-public-access', ["aws-s3-no-public-access"]],
  ["trivy", "main.tf", "#trivy:ignore:*", []],
  ["kics", "main.tf", "# kics-scan ignore-block", []],
  ["kics", "main.tf", "# kics-scan ignore", []],
  [
    "kics",
    "main.tf",
    "// kics-scan disable=0afa6ab8-a047-48cf-be07-93a2f8c34cf7",
    ["0afa6ab8-a047-48cf-be07-93a2f8c34cf7"],
  ],
  ["hadolint", "Dockerfile", "# hadolint ignore=DL3008,SC2086", ["DL3008", "SC2086"]],
  ["hadolint", "Dockerfile", "# hadolint global ignore=DL3018", ["DL3018"]],
  ["gitleaks", "a.rb", 'token = "x1" #gitleaks:allow', []],
  ["trufflehog", "a.rb", 'token = "x1" # trufflehog:ignore', []],
  ["sonarqube", "A.java", "int x = 1; // NOSONAR", []],
  ["codeql", "a.js", "eval(x); // codeql[js/code-injection]", ["js/code-injection"]],
  ["codeql", "a.js", "eval(x); // lgtm[js/code-injection, js/eval]", ["js/code-injection", "js/eval"]],
  ["codeql", "a.js", "eval(x); // lgtm", []],
  [
    "kubeScore",
    "k8s/pod.yaml",
    "    kube-score/ignore: pod-probes,container-resources",
    ["pod-probes", "container-resources"],
  ],
  ["snyk", "a.js", "// deepcode ignore Sqli: parameters are numbers", ["Sqli"]],
  ["snyk", "a.js", "// file deepcode ignore NoHardcodedPasswords: a test", ["NoHardcodedPasswords"]],
];

test.each(silenced)("%s is silenced in %s by %j", (scanner, path, line, ids) => {
  const found = suppressionsIn(`first\n${line}\nlast\n`, path);

  expect(found).toEqual([expect.objectContaining({ scanner, path, paths: [path], line: 2, ids })]);
});

/** Lines that look like it and silence nobody. */
const spoken: [path: string, line: string][] = [
  ["docs/guide.md", "Write `# nosec B101` to silence bandit, or `// NOSONAR`."],
  ["README.rst", "# nosemgrep: rule"],
  ["a.js", "eval(x); # nosec"], // bandit reads no JavaScript
  ["app/a.py", "nosec = True"],
  ["main.go", 'fmt.Println("nosec")'],
  ["a.ts", "const xnosemgrep = 1;"],
  ["main.tf", 'description = "checkov:skip=CKV_AWS_20"'],
  ["main.tf", 'description = "trivy:ignore:AVD-AWS-0086"'],
  ["main.tf", 'description = "kics-scan ignore"'],
  ["Dockerfile", "ENV hadolint=ignore"],
  ["a.rb", "gitleaks.allow(token)"],
  ["A.java", 'String s = "NOSONAR";'],
  ["a.js", 'const lgtm = "lgtm";'],
  ["a.js", "const x = codeql[0];"],
  ["a.py", "kube-score/ignore: pod-probes"],
  ["a.js", 'const deepcode = "ignore";'],
];

test.each(spoken)("nobody is silenced in %s by %j", (path, line) => {
  expect(suppressionsIn(`${line}\n`, path)).toEqual([]);
});

test("finds every word of a file, with its line", () => {
  const text = "a = 1  # nosec B101\n\nb = 2  # nosec B102 # nosemgrep: r\n";

  expect(suppressionsIn(text, "a.py").map(({ scanner, line }) => [scanner, line])).toEqual([
    ["bandit", 1],
    ["bandit", 3],
    ["semgrep", 3],
  ]);
});

test.each(["// lgtm ", "// lgtm[", "# nosec ", "////", "# NOSONAR("])("searches a long line of %j", (part) => {
  const text = `// lgtm ${part.repeat(100_000)}\n`;

  expect(suppressionsIn(text, "a.py").length).toBeGreaterThan(0);
});
