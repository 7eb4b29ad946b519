import * as z from "zod";

/** Families of variables that programs obey, and those of the runner and of Sallyport: the name itself and `NAME_...`. */
const families = [
  ...[
    "ACTIONS",
    "BASH",
    "DYLD",
    "GIT",
    "GITHUB",
    "INPUT",
    "LC",
    "LD",
    "NODE",
    "NPM_CONFIG",
    "OPENSSL",
    "RUNNER",
    "SSL",
  ],
  ...["IMAGE", "PREVIOUS_IMAGE", "SALLYPORT", "VAULT"],
];

/** Single ones, as expressions. */
const single = [
  ...["BASHOPTS", "CDPATH", "CI", "EDITOR", "ENV", "HOME", "IFS", "LANG", "PAGER", "PATH", "PROMPT_COMMAND", "PS\\d"],
  ...["PWD", "SHELL", "SHELLOPTS", "TERM", "TMPDIR", "USER", "VISUAL", "\\w*_PROXY"],
  ...[
    "CLASSPATH",
    "CURL_(?:CA_BUNDLE|HOME)",
    "DOCKER_(?:CONFIG|CONTEXT|HOST)",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
  ],
  ...["KUBECONFIG", "MAVEN_(?:ARGS|OPTS)", "PERL5\\w*", "PYTHON\\w*", "RUBYLIB", "RUBYOPT", "SSH_ASKPASS"],
  ...["CLUSTER", "ENVIRONMENT", "IMAGES", "NAMESPACE", "PREVIOUS", "REGISTRY", "SCRIPT", "WORKLOAD"],
];

const taken = `(?:(?:${families.join("|")})(?:_\\w*)?|${single.join("|")})`;

/**
 * Name of an environment variable that holds a secret. None that a program obeys: whoever writes the secret would then say
 * what the program does (`NODE_OPTIONS=--require ...`).
 */
export const VariableName = z.string().regex(new RegExp(`^(?!${taken}$)[A-Z][A-Z0-9_]{0,99}$`), {
  error:
    "must be the name of a variable in capitals, such as STRIPE_KEY, and none that programs obey (PATH, NODE_OPTIONS, GITHUB_*, LD_* and the like)",
});
