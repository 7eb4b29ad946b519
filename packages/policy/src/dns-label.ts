import * as z from "zod";

/** A name that Kubernetes and the environments of GitHub accept (RFC 1123 label). */
export const DnsLabel = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: "must be lower-case letters, digits and hyphens, at most 63 characters. Choose a shorter or simpler name",
});
