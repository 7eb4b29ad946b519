import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives a folder to some work, and removes it afterwards. */
export function inTemporaryFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
