/** Somebody who logs in to a database. */
export interface DatabaseUser {
  user: string;
  password: string;
}

/** A real database server on the loopback address. */
export interface DatabaseServer {
  host: string;
  port: number;
  /** Database that users connect to. */
  database: string;
  /** The administrator of the tests. */
  admin: DatabaseUser;
  /** Vault's own user, who may make others, with the password it has before the handover. */
  bootstrap: DatabaseUser;
  /**
   * Rows of a query, each a list of texts.
   *
   * @param as @default - the administrator
   * @throws with the message of the server.
   */
  query: (sql: string, as?: DatabaseUser) => Promise<(string | null)[][]>;
  stop: () => Promise<void>;
}
