import { readers } from "./readers/index.js";

/** The scanners whose reports can be read, as `scanning.scanners` calls them where the policy knows them. */
export const readableTools: readonly string[] = [...new Set(readers.map(({ tool }) => tool))].toSorted();
