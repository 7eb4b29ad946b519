import type * as z from "zod";

/** What a kind of file may hold. */
export interface FileKind {
  schema: z.ZodObject;
  /** Most bytes that it may have. */
  maxBytes: number;
  /** What to do about one that is empty; a sentence. */
  start: string;
}
