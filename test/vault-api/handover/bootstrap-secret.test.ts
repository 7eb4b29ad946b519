import { hiding, VaultError, withoutSecret } from "@sallyport/vault-api";
import { describe, expect, test } from "vitest";

describe("a message without the secret", () => {
  test.each([
    ["as it is", "fake%/@:secret", "cannot use fake%/@:secret here"],
    ["in an address", "fake%/@:secret", "postgresql://vault:fake%25%2F%40%3Asecret@db"],
    ["in a document", 'fake"secret', '{"password":"fake\\"secret"}'],
    ["at a cut end", "fake-secret", "cannot use fake-sec"],
    ["more than once", "fake", "fake and fake"],
  ])("has none of it %s", (_, secret, text) => {
    const clean = withoutSecret(text, secret);

    expect(clean).not.toContain("fake");
    expect(text.startsWith(clean.slice(0, 4).replace("(sec", ""))).toBe(true);
  });

  test("stays as it is where there is none", () => {
    expect(withoutSecret("error verifying connection: refused", "fake-secret")).toBe(
      "error verifying connection: refused",
    );
  });
});

test("an error of Vault keeps request, status and remedy, and loses the secret", async () => {
  const work = () => Promise.reject(new VaultError("POST database/config/a", "ends with: fake-x!", "Look.", 400));

  await expect(hiding("fake-x", work)).rejects.toMatchObject({
    request: "POST database/config/a",
    message: "POST database/config/a ends with: (secret)!. Look.",
    status: 400,
  });
});

test("an answer and an error of another kind go through", async () => {
  expect(await hiding("fake-x", async () => 1)).toBe(1);
  await expect(hiding("fake-x", () => Promise.reject(new Error("other")))).rejects.toThrow("other");
});
