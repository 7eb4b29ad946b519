import * as z from "zod";

const host = String.raw`[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]`;
const path = String.raw`(?:/[\w.~%!$&'()*+,;=:@/-]{0,1000})?`;

/** An https URL. Credentials, a query or a fragment have no place in a policy. */
export const HttpsUrl = z.string().regex(new RegExp(`^https://(?:${host})(?::[1-9]\\d{0,4})?${path}$`), {
  error: "must be an https URL without user name, query and fragment. Write it as https://HOST or https://HOST/PATH",
});
