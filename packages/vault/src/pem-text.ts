/**
 * The text of a PEM file that the policy names. Without it Vault would trust something else than the policy says, such as
 * the roots of its host, so a missing text is never taken for "none".
 *
 * @param setting Dotted path of the setting that names the file.
 * @throws {Error} when one of the two is missing.
 */
export function pemText(setting: string, file: string | undefined, text: string | undefined): string | undefined {
  if ((file === undefined) === (text === undefined)) return text;
  throw new Error(
    file === undefined
      ? `${setting} names no file, but the text of one was given. Name the file, or leave the text out.`
      : `${setting} names ${file}, and its text was not given. Read the file and hand it over.`,
  );
}
