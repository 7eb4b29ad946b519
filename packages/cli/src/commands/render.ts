import { badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { writeOutFolder } from "../out-folder.js";
import { print } from "../output.js";
import { parseDetailsUrl, parseFormats, renderingsOf } from "../renderings.js";
import { readVerdict } from "../verdict-file.js";

export interface RenderOptions {
  format: readonly string[];
  out?: string;
  detailsUrl?: string;
}

/** `sallyport render`: a stored verdict in another form. */
export async function render(file: string, options: RenderOptions): Promise<ExitCode> {
  const [verdict, formats, pageOptions] = together(
    () => readVerdict(file),
    () => parseFormats(options.format),
    () => parseDetailsUrl(options.detailsUrl),
  );
  if (options.out !== undefined) {
    await writeOutFolder(options.out, renderingsOf(verdict, formats, pageOptions));
    return 0;
  }
  if (formats.length > 1) throw badFlag("--format", "names several formats", "Give a folder for them with --out.");
  let files = 0;
  for (const { path, content } of renderingsOf(verdict, formats, pageOptions)) {
    files += 1;
    if (files > 1)
      throw badFlag("--format", `needs several files, such as ${path}`, "Give a folder for them with --out.");
    for (const piece of content) await print(piece);
  }
  return 0;
}
