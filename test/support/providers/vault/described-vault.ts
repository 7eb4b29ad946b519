import { type VaultClient, VaultError } from "@sallyport/vault-api";
import * as z from "zod";

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  $ref: z.string().optional(),
});
const Operation = z.looseObject({
  operationId: z.string().optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: Schema })) }).optional(),
});
const Description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
});
type Description = z.infer<typeof Description>;

type Answer = Record<string, unknown>;
type Method = "POST" | "PUT" | "DELETE" | "PATCH";

/**
 * A Vault server that is asked only for what its own OpenAPI description has: a path or a field that it does not know is an
 * error here, where Vault itself would ignore the field.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/internal-specs-openapi
 */
export class DescribedVault {
  readonly #client: VaultClient;
  readonly #isChecked: boolean;
  #description: Description | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  /** @param isChecked Whether the description is asked for, which takes a right that no real provider needs. */
  constructor(client: VaultClient, isChecked = true) {
    this.#client = client;
    this.#isChecked = isChecked;
  }

  /** The `data` at a path; undefined where there is nothing. */
  async read(path: string): Promise<Answer | undefined> {
    await this.#check("get", path);
    return this.#client.find(path, z.record(z.string(), z.unknown()));
  }

  /**
   * @param forPlugin Fields that Vault hands to a plugin as they are, and so does not describe.
   * @returns the `data` of the answer, empty where it has none.
   */
  async write(method: Method, path: string, body: object = {}, forPlugin: object = {}): Promise<Answer> {
    await this.#check(method.toLowerCase(), path, body);
    const answer = await this.#client.send(method, path, { ...body, ...forPlugin }, z.unknown());
    const parsed = z.looseObject({ data: z.record(z.string(), z.unknown()) }).safeParse(answer);
    return parsed.success ? parsed.data.data : {};
  }

  /** What is gone already counts as deleted. */
  async remove(path: string): Promise<void> {
    await this.#check("delete", path);
    try {
      await this.#client.write("DELETE", path);
    } catch (error) {
      if (!(error instanceof VaultError) || error.status !== 404) throw error;
    }
  }

  /**
   * Vault describes the mounts that it has by now, so what is not found is looked up once more. Megabytes, which Vault writes
   * to its audit devices, too: one request at a time, and whoever waited looks into its answer first.
   */
  async #check(method: string, path: string, body: object = {}): Promise<void> {
    const problem = () => (this.#description ? problemOf(this.#description, method, path, body) : "not read yet");
    if (!this.#isChecked || problem() === undefined) return;
    const turn = this.#reading.then(async () => {
      if (problem() === undefined) return;
      this.#description = await this.#client.send("GET", "sys/internal/specs/openapi", undefined, Description);
    });
    this.#reading = turn.catch(() => {});
    await turn;
    const found = problem();
    if (found !== undefined) throw new Error(`${method.toUpperCase()} ${path}: ${found}`);
  }
}

/** Why the description does not have the request; undefined when it does. */
export function problemOf(description: Description, method: string, path: string, body: object): string | undefined {
  const alike = Object.entries(description.paths).filter(([template]) => fits(template, `/${path}`));
  if (alike.length === 0) return "Vault describes no such path";
  // PUT and POST are the same to Vault, which describes POST.
  const operations = alike.flatMap(([, item]) => item[method === "put" ? "post" : method] ?? []);
  if (operations.length === 0) return `Vault describes no such method there`;
  const known = operations.map((operation) => fieldsOf(description, operation));
  const unknown = known.map((fields) => Object.keys(body).filter((field) => !fields.includes(field)));
  const [least = []] = unknown.toSorted((one, other) => one.length - other.length);
  return least.length === 0 ? undefined : `Vault describes no field ${least.join(", ")} there`;
}

/** The last parameter of a template may stand for several parts, as a mount path does. */
function fits(template: string, path: string): boolean {
  const pattern = template
    .replace(/\/$/, "")
    .split("/")
    .map((part) => (/^\{.*\}$/.test(part) ? ".+" : part.replaceAll(/[.*+?^$()|[\]\\{}]/g, "\\$&")))
    .join("/");
  return new RegExp(`^${pattern}$`).test(path);
}

/** The description of a plugin outside of Vault has its schemas, and lost the references to them. */
function fieldsOf({ components }: Description, operation: unknown): string[] {
  const { operationId = "", requestBody } = Operation.parse(operation);
  const byId = `${operationId.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Request`;
  return Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => {
    const name = schema.$ref?.split("/").at(-1) ?? byId;
    const resolved = components.schemas[name] ?? schema;
    return Object.keys(resolved?.properties ?? {});
  });
}
