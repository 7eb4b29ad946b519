import { authorship, generatedFile, isUnedited, replacedIn } from "@sallyport/github-api";
import { describe, expect, test } from "vitest";

const body = "name: x\nuses: a@0000\n";

describe.each(["#", "<!--"] as const)("a generated file with comments of %s", (sign) => {
  const content = generatedFile(body, sign);

  test("says so, and shows an edit by hand, wherever it is", () => {
    expect(authorship(content)).toBe("ours");
    expect(isUnedited(content)).toBe(true);
    for (const edited of [`${content}\n`, content.replace("name: x", "name: y"), content.replace(/[0-9a-f]{64}/, "")]) {
      expect(authorship(edited)).toBe("edited");
      expect(isUnedited(edited)).toBe(false);
    }
  });

  test("is nobody's of ours without its first line, or with other line breaks", () => {
    expect(authorship(content.slice(content.indexOf("\n") + 1))).toBe("foreign");
    expect(authorship(content.replaceAll("\n", "\r\n"))).toBe("foreign");
    expect(authorship(`\n${content}`)).toBe("foreign");
    expect(authorship("")).toBe("foreign");
  });

  test("keeps a right digest when a part of it is replaced", () => {
    const replaced = replacedIn(content, "0000", "1234");

    expect(replaced).toContain("uses: a@1234\n");
    expect(authorship(replaced)).toBe("ours");
    expect(replacedIn(replaced, "1234", "0000")).toBe(content);
  });
});

test("any other text is just replaced in", () => {
  expect(replacedIn("a 0 b 0", "0", "1")).toBe("a 1 b 1");
});
