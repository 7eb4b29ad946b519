import { createPublicKey } from "node:crypto";
import { createOpenSshKey } from "@sallyport/vault-api";
import { expect, test } from "vitest";

/** Reads the fields of a binary key: each has its length before it. */
function fieldsOf(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

test("the public key is one line: kind, key, comment", () => {
  const { publicKey } = createOpenSshKey("made-for-tests");
  const [kind, blob = "", comment] = publicKey.split(" ");

  expect([kind, comment]).toEqual(["ssh-ed25519", "made-for-tests"]);
  expect(fieldsOf(Buffer.from(blob, "base64")).map(({ length }) => length)).toEqual([11, 32]);
});

test("the private key holds the same public key, and fills whole blocks whatever the comment", () => {
  for (const comment of ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg"]) {
    const { publicKey, privateKey } = createOpenSshKey(comment);
    const bytes = Buffer.from(privateKey.split("\n").slice(1, -2).join(""), "base64");
    const magic = "openssh-key-v1\0";
    const point = fieldsOf(Buffer.from(publicKey.split(" ")[1] ?? "", "base64"))[1] ?? Buffer.alloc(0);

    expect(bytes.subarray(0, magic.length).toString()).toBe(magic);
    const [cipher, derivation, options] = fieldsOf(bytes.subarray(magic.length));
    expect([cipher, derivation, options].map(String)).toEqual(["none", "none", ""]);
    const rest = fieldsOf(bytes.subarray(magic.length + 4 + 4 + 4 + 4 + 4 + 4));
    expect((rest[1]?.length ?? 1) % 8).toBe(0);
    expect(rest[1]?.includes(point)).toBe(true);
    expect(
      createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: point.toString("base64url") }, format: "jwk" }),
    ).toBeDefined();
  }
});

test("no two keys are the same", () => {
  expect(createOpenSshKey("a").publicKey).not.toBe(createOpenSshKey("a").publicKey);
});
