import { generateKeyPairSync, randomBytes } from "node:crypto";

/** A key pair as OpenSSH writes it. */
export interface OpenSshKey {
  /** One line: kind, key, comment. */
  publicKey: string;
  /** PEM, without a passphrase. */
  privateKey: string;
}

const kind = "ssh-ed25519";

/** Size of a cipher block; without a cipher it is 8. */
const blockBytes = 8;

/**
 * A new Ed25519 key pair.
 *
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 * @see https://www.rfc-editor.org/rfc/rfc8709
 */
export function createOpenSshKey(comment: string): OpenSshKey {
  const { x = "", d = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [point, seed] = [Buffer.from(x, "base64url"), Buffer.from(d, "base64url")];
  const publicBlob = Buffer.concat([string(kind), string(point)]);
  const check = randomBytes(4);
  const secret = padded(
    Buffer.concat([check, check, string(kind), string(point), string(Buffer.concat([seed, point])), string(comment)]),
  );
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    string("none"), // cipher
    string("none"), // key derivation
    string(""), // its options
    count(1), // keys
    string(publicBlob),
    string(secret),
  ]);
  return { publicKey: `${kind} ${publicBlob.toString("base64")} ${comment}`, privateKey: pem(whole) };
}

function count(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([count(bytes.length), bytes]);
}

/** Filled up with 1, 2, 3, ... to whole blocks. */
function padded(bytes: Buffer): Buffer {
  const missing = (blockBytes - (bytes.length % blockBytes)) % blockBytes;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,70}/g) ?? [];
  const label = "OPENSSH PRIVATE KEY";
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
