import { CommandError } from "./command-error.js";

/**
 * The one package that needs Pulumi. CI jobs that only judge do not install it.
 *
 * @param command Name of the command that needs it.
 */
export async function loadPipeline(command: string): Promise<typeof import("@sallyport/pipeline")> {
  try {
    return await import("@sallyport/pipeline");
  } catch (error) {
    const { code = "", message = "" } = error as { code?: string; message?: string };
    const missing = /Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1];
    if (!code.includes("MODULE_NOT_FOUND") || missing === undefined) throw error;
    const remedy = `Install it: npm install @sallyport/pipeline${missing === "@sallyport/pipeline" ? "" : ` ${missing}`}`;
    throw new CommandError([
      { message: `sallyport ${command} needs ${missing}, which is not installed. ${remedy}`, found: missing, remedy },
    ]);
  }
}
