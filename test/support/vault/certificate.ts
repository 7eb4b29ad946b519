import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate that is its own authority. */
export interface LoopbackCertificate {
  keyFile: string;
  certificateFile: string;
  key: string;
  certificate: string;
}

/** Makes a key and a certificate in a folder, for 127.0.0.1 and localhost unless other names are given. */
export function loopbackCertificate(
  folder: string,
  name = "server",
  hosts = "DNS:localhost,IP:127.0.0.1",
): LoopbackCertificate {
  const keyFile = join(folder, `${name}.key`);
  const certificateFile = join(folder, `${name}.pem`);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const names = ["-subj", "/CN=localhost", "-addext", `subjectAltName=${hosts}`];
  execFileSync(
    "openssl",
    ["req", "-x509", ...curve, ...names, "-days", "2", "-keyout", keyFile, "-out", certificateFile],
    {
      stdio: "pipe",
    },
  );
  return {
    keyFile,
    certificateFile,
    key: readFileSync(keyFile, "utf8"),
    certificate: readFileSync(certificateFile, "utf8"),
  };
}
