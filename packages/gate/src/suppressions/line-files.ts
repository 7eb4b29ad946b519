import type { FoundSuppression } from "./suppression.js";

type Line = { text: string; line: number };

/** The lines of a file that say something, without white space around them. */
function lines(text: string, comment: RegExp = /^#/): Line[] {
  return text
    .split("\n")
    .map((content, index) => ({ text: content.trim(), line: index + 1 }))
    .filter(({ text: content }) => content !== "" && !comment.test(content));
}

/** https://trivy.dev/docs/latest/configuration/filtering/#trivyignore */
export function trivyIgnore(text: string): FoundSuppression[] {
  return lines(text).map(({ text: entry, line }) => {
    const [id = ""] = entry.split(/\s+/);
    return { scanner: "trivy", ids: [id], line, marker: ".trivyignore", paths: [] };
  });
}

/** Fingerprints, `[COMMIT:]FILE:RULE:LINE`: https://github.com/gitleaks/gitleaks#gitleaksignore */
export function gitleaksIgnore(text: string): FoundSuppression[] {
  return lines(text).map(({ text: entry, line }) => {
    const [rule, file] = entry.split(":").toReversed().slice(1);
    return {
      scanner: "gitleaks",
      ids: rule === undefined ? [] : [rule],
      line,
      marker: ".gitleaksignore",
      paths: file === undefined ? [] : [file],
    };
  });
}

/** Files that are not read at all: https://semgrep.dev/docs/ignoring-files-folders-code */
export function semgrepIgnore(text: string): FoundSuppression[] {
  return lines(text, /^(#|:|!)/).map(({ text: glob, line }) => ({
    scanner: "semgrep",
    ids: [],
    line,
    marker: ".semgrepignore",
    paths: [glob],
  }));
}

/** `RULE<tab>IGNORE<tab>...`: https://www.zaproxy.org/docs/docker/baseline-scan/ */
export function zapRules(text: string): FoundSuppression[] {
  return lines(text).flatMap(({ text: entry, line }) => {
    const [id = "", action = ""] = entry.split(/\t+/);
    if (action.trim() !== "IGNORE" && action.trim() !== "OUTOFSCOPE") return [];
    return [{ scanner: "zap", ids: [id.trim()], line, marker: action.trim(), paths: [] }];
  });
}

const sonarKey =
  /^sonar\.(issue\.ignore\.\w+(?:\.[\w-]+\.(?<part>ruleKey|resourceKey))?|exclusions)[ \t]*[=:][ \t]*(?<value>.*)$/;

/** https://docs.sonarsource.com/sonarqube-server/project-administration/setting-analysis-scope/excluding/ */
export function sonarProperties(text: string): FoundSuppression[] {
  const settings = lines(text, /^[#!]/).flatMap(({ text: entry, line }) => {
    const { part, value = "" } = sonarKey.exec(entry)?.groups ?? {};
    const [key = ""] = entry.split(/[=:\s]/);
    return sonarKey.test(entry) ? [{ key, part, value: value.trim(), line }] : [];
  });
  return settings.flatMap(({ key, part, value, line }) => {
    const scanner = "sonarqube";
    if (key === "sonar.exclusions") {
      return [{ scanner, ids: [], line, marker: key, paths: value.split(",").map((glob) => glob.trim()) }];
    }
    // `ruleKey` and `resourceKey` of one name are one entry.
    if (part !== "ruleKey") return [];
    const other = settings.find(({ key: name }) => name === key.replace(/ruleKey$/, "resourceKey"));
    return [{ scanner, ids: value === "*" ? [] : [value], line, marker: key, paths: other ? [other.value] : [] }];
  });
}

/** The INI file of Bandit: https://bandit.readthedocs.io/en/latest/config.html */
export function banditIni(text: string): FoundSuppression[] {
  return lines(text, /^[#;[]/).flatMap(({ text: entry, line }) => {
    const [, key = "", value = ""] = /^(skips|exclude)[ \t]*[:=](.*)$/.exec(entry) ?? [];
    const named = value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
    if (key === "" || named.length === 0) return [];
    const isSkip = key === "skips";
    return [{ scanner: "bandit", ids: isSkip ? named : [], line, marker: key, paths: isSkip ? [] : named }];
  });
}
