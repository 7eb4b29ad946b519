/** One thing that keeps a command from doing its work. */
export interface CommandProblem {
  /** The whole story in one line: where, what, the value found, the remedy. */
  message: string;
  /** File, as it was given. */
  file?: string;
  line?: number;
  column?: number;
  /** Setting inside the file. */
  path?: string;
  /** What was found. */
  found?: string;
  /** What to do about it. */
  remedy?: string;
}

/** A flag, an argument or a file that a command cannot work with. Carries every problem, not just the first. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly problems: readonly CommandProblem[];

  constructor(problems: readonly CommandProblem[]) {
    super(problems.map(({ message }) => message).join("\n"));
    this.problems = problems;
  }
}

/** A flag with a value that cannot be used. */
export function badFlag(flag: string, found: string, remedy: string): CommandError {
  return new CommandError([{ message: `${flag} ${found}. ${remedy}`, path: flag, found, remedy }]);
}

/** A file or folder that cannot be used. */
export function badFile(file: string, found: string, remedy: string): CommandError {
  return new CommandError([{ message: `${file || '""'}: ${found}. ${remedy}`, file, found, remedy }]);
}

/** The results of all steps; when some fail, the problems of every one of them at once. */
export function together<Steps extends readonly (() => unknown)[]>(
  ...steps: Steps
): { [Index in keyof Steps]: ReturnType<Steps[Index]> } {
  const problems: CommandProblem[] = [];
  const results = steps.map((step) => {
    try {
      return step();
    } catch (error) {
      const found = problemsOf(error);
      if (!found) throw error;
      problems.push(...found);
      return undefined;
    }
  });
  if (problems.length > 0) throw new CommandError(problems);
  return results as { [Index in keyof Steps]: ReturnType<Steps[Index]> };
}

/**
 * The problems that an error carries; undefined for an error nobody foresaw.
 *
 * Goes by name: importing the classes would load the libraries that a command did not need.
 */
export function problemsOf(error: unknown): readonly CommandProblem[] | undefined {
  if (error instanceof CommandError) return error.problems;
  if (!(error instanceof Error)) return undefined;
  switch (error.name) {
    case "PolicyError":
    case "ExceptionFileError":
      return policyProblems(error as unknown as Parameters<typeof policyProblems>[0]);
    case "ReportError":
      return [reportProblem(error as unknown as Parameters<typeof reportProblem>[0])];
    case "AccessError":
      return accessProblems(error as import("@sallyport/github-api").AccessError);
    case "DeliveryError":
      return deliveryProblems(error as import("@sallyport/github-api").DeliveryError);
    case "GitHubError":
      return [serverProblem(error as import("@sallyport/github-api").GitHubError)];
    case "VaultError":
      return [serverProblem(error as import("@sallyport/vault-api").VaultError)];
    case "VaultAccessError":
      return [{ message: error.message, path: (error as import("@sallyport/vault-api").VaultAccessError).variable }];
    case "HandoverError":
      return [handoverProblem(error as import("@sallyport/vault-api").HandoverError)];
    case "ClosureError":
      return (error as import("@sallyport/pipeline").ClosureError).problems.map((message) => ({ message }));
    case "RecordingError":
      return [{ message: error.message }];
    default:
      return undefined;
  }
}

function policyProblems(error: Pick<import("@sallyport/policy").PolicyError, "message" | "problems">) {
  const lines = error.message.split("\n");
  return error.problems.map(({ file, line, column, path, found, remedy }, index) => ({
    message: lines[index] ?? error.message,
    file,
    line,
    column,
    path,
    ...(found !== undefined && { found }),
    remedy,
  }));
}

function reportProblem(error: import("@sallyport/gate").ReportError): CommandProblem {
  const { message, path: file, place, found, remedy } = error;
  return {
    message,
    file,
    ...(place?.line !== undefined && { line: place.line }),
    ...(place?.column !== undefined && { column: place.column }),
    ...(place?.pointer !== undefined && { path: place.pointer }),
    found,
    remedy,
  };
}

function accessProblems({ problems }: import("@sallyport/github-api").AccessError): CommandProblem[] {
  return problems.map(({ variable, found, remedy }) => ({
    message: `${variable} ${found}. ${remedy}`,
    path: variable,
    found,
    remedy,
  }));
}

function deliveryProblems({ problems }: import("@sallyport/github-api").DeliveryError): CommandProblem[] {
  return problems.map(({ place, found, remedy }) => ({
    message: `${place}: ${found}. ${remedy}`,
    path: place,
    found,
    remedy,
  }));
}

function serverProblem({
  message,
  request,
  found,
  remedy,
}: Pick<import("@sallyport/github-api").GitHubError, "message" | "request" | "found" | "remedy">) {
  return { message, path: request, found, remedy };
}

function handoverProblem({ message, about, found, remedy }: import("@sallyport/vault-api").HandoverError) {
  return { message, path: about, found, remedy };
}
