import { createHash } from "node:crypto";
import { basename } from "node:path";
import { notFound, type Routes } from "../route.ts";

/** Files of the default branch. */
export const contentRoutes: Routes = {
  "repos/get-content": {
    needs: [["contents", "read"]],
    answer({ parameters }, { files }) {
      const file = files.find(({ path }) => path === parameters.path);
      if (!file) return notFound();
      const bytes = Buffer.from(file.content);
      const body = {
        type: "file",
        encoding: "base64",
        size: bytes.length,
        name: basename(file.path),
        path: file.path,
        // GitHub breaks the lines.
        content: bytes.toString("base64").replaceAll(/.{60}/g, "$&\n"),
        sha: createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex"),
      };
      return { status: 200, body };
    },
  },
};
