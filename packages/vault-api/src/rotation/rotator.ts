/** A key as its issuer lists it, without its value. */
export interface ExistingKey {
  id: string;
  /** RFC 3339. */
  createdAt: string;
}

/** A key that was just made. */
export interface MadeKey {
  id: string;
  /** What goes into the secret, by field; holds the value. */
  fields: Readonly<Record<string, string>>;
}

/**
 * Where a kind of API key comes from. It makes and ends keys, and knows nothing of Vault: what is made when, and which
 * key ends when, is decided in one place for all.
 */
export interface Rotator {
  /** Whose keys they are, for messages: `IAM user ci`. */
  readonly subject: string;
  /** Most keys that there may be at a time. */
  readonly limit: number;
  /** Every key there is. */
  list(): Promise<ExistingKey[]>;
  create(): Promise<MadeKey>;
  /** Comes back when the key works. @throws when it does not. */
  verify(key: MadeKey): Promise<void>;
  /** Ends a key; one that is gone already is fine. */
  revoke(id: string): Promise<void>;
}

/** An issuer of keys gave no answer that can be used. Never holds a value. */
export class RotatorError extends Error {
  override readonly name = "RotatorError";
  /** Request or key that it is about. */
  readonly about: string;
  readonly found: string;
  readonly remedy: string;

  /** @param found Continues a sentence that begins with `about`. */
  constructor(about: string, found: string, remedy: string) {
    super(`${about} ${found}. ${remedy}`);
    this.about = about;
    this.found = found;
    this.remedy = remedy;
  }
}
