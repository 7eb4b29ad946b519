import type { YAMLError } from "yaml";
import { shortened } from "./printable.js";
import type { Wording } from "./wording.js";

const reference: Wording = {
  message: "anchors (&), aliases (*) and tags (!) have no place here",
  remedy: "Write the value out, or put it in quotes if the sign is meant literally.",
};
const noColon: Wording = {
  message: "a name stands here without a colon and a space behind it",
  remedy: "Write `name: value` on one line.",
};
const afterTheEnd: Wording = {
  message: "the value has ended, and something follows it",
  remedy: "Remove what follows, or put the whole value in quotes.",
};

function unclosed(bracket: string): Wording {
  return {
    message: `a closing ${bracket} is missing, or a line before it is not indented with spaces`,
    remedy: "Close the bracket, and indent what is inside.",
  };
}

/** What the parser says where one code of it stands for different mistakes. */
const byBeginning: readonly (readonly [string, Wording])[] = [
  ["Implicit map keys need", noColon],
  ["Missing closing", { message: "a closing quote is missing", remedy: "Close the quotes." }],
  ["Flow sequence", unclosed("]")],
  ["Flow map", unclosed("}")],
  ["Unexpected ,", { message: "a comma stands where a value is missing", remedy: "Remove the comma." }],
  ["Comments must be", { message: "a comment follows without a space", remedy: "Put a space before the #." }],
];

const byCode: Partial<Record<YAMLError["code"], Wording>> = {
  ALIAS_PROPS: reference,
  BAD_ALIAS: reference,
  BAD_DQ_ESCAPE: {
    message: "there is no such escape sequence",
    remedy: "Use single quotes, in which a backslash is a backslash.",
  },
  BAD_INDENT: {
    message: "the indentation does not fit the lines around it",
    remedy: "Indent it like its neighbours.",
  },
  BAD_PROP_ORDER: reference,
  BAD_SCALAR_START: { message: "no plain text begins with this character", remedy: "Put the text in quotes." },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a list or another `name: value` begins where a value stands",
    remedy: "Check the indentation, or put the text in quotes if its colon is meant literally.",
  },
  BLOCK_IN_FLOW: { message: "a comma or a closing bracket is missing", remedy: "Look just before this place." },
  KEY_OVER_1024_CHARS: { message: "this is too long for the name of a setting", remedy: "Shorten it." },
  MULTILINE_IMPLICIT_KEY: noColon,
  MULTIPLE_ANCHORS: reference,
  MULTIPLE_TAGS: reference,
  TAB_AS_INDENT: { message: "the line is indented with a tab", remedy: "Indent with spaces." },
  TAG_RESOLVE_FAILED: reference,
};

/** What is wrong with the YAML at one place, in words that the writer of a policy knows. */
export function flawWording(flaw: YAMLError): Wording {
  const { message, remedy } = wordingOf(flaw);
  return { message: `the file is not valid YAML: ${message}`, remedy };
}

function wordingOf({ code, message }: YAMLError): Wording {
  const begun = byBeginning.find(([beginning]) => message.startsWith(beginning));
  if (begun) return begun[1];
  if (/ at node end$| in YAML stream\b/.test(message)) return afterTheEnd;
  return byCode[code] ?? { message: shortened(message, 140), remedy: "Correct the syntax." };
}
