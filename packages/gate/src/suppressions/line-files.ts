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
  /^sonar\.(?:issue\.ignore\.\w+\.[\w-]+\.(?<part>\w+)|[\w.]*exclusions)[ \t]*[=: \t][ \t]*(?<value>.*)$/;

/** Settings that leave out whole files or blocks by what they hold, whatever the rule. */
const wholeParts = ["fileRegexp", "beginBlockRegexp"];

/** https://docs.sonarsource.com/sonarqube-server/project-administration/setting-analysis-scope/excluding/ */
export function sonarProperties(text: string): FoundSuppression[] {
  const settings = lines(text, /^[#!]/).flatMap(({ text: entry, line }) => {
    const groups = sonarKey.exec(entry)?.groups;
    const [key = ""] = entry.split(/[=:\s]/);
    return groups ? [{ key, part: groups.part, value: (groups.value ?? "").trim(), line }] : [];
  });
  return settings.flatMap(({ key, part, value, line }) => {
    const found = { scanner: "sonarqube", ids: [], line, marker: key };
    if (part === undefined) return [{ ...found, paths: value.split(",").map((glob) => glob.trim()) }];
    if (wholeParts.includes(part)) return [{ ...found, paths: [] }];
    // `ruleKey` and `resourceKey` of one name are one entry.
    if (part !== "ruleKey") return [];
    const other = settings.find(({ key: name }) => name === key.replace(/ruleKey$/, "resourceKey"));
    return [{ ...found, ids: value === "*" ? [] : [value], paths: other ? [other.value] : [] }];
  });
}

/** A setting with its lines, the further ones indented. */
const banditSetting = /^(skips|exclude)[ \t]*[:=](.*(?:\n[ \t]+.*)*)/gim;

/** The INI file of Bandit: https://bandit.readthedocs.io/en/latest/config.html */
export function banditIni(text: string): FoundSuppression[] {
  return [...text.matchAll(banditSetting)].flatMap(([, key = "", value = ""]) => {
    const named = value.split(/[,\s]+/).filter((part) => part !== "");
    if (named.length === 0) return [];
    const isSkip = key.toLowerCase() === "skips";
    return [{ scanner: "bandit", ids: isSkip ? named : [], marker: key, paths: isSkip ? [] : named }];
  });
}
