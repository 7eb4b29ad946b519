import { type AwsAccess, type AwsElement, AwsRefusal, awsQuery, elementsIn, textIn } from "./aws-query.js";
import { type ExistingKey, type MadeKey, type Rotator, RotatorError } from "./rotator.js";

const iamVersion = "2010-05-08";
const stsVersion = "2011-06-15";

/** Pauses between the tries of a new key, in milliseconds: half a minute in all. */
const patience = [500, 1000, 2000, 4000, 8000, 15_000];

/**
 * The access keys of an IAM user. All keys of the user are Sallyport's: give it a user of its own. AWS allows two, so a
 * user whose predecessor is still valid gets no third.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
 */
export class AwsIamUserRotator implements Rotator {
  readonly subject: string;
  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  readonly limit = 2;
  readonly #access: AwsAccess;
  readonly #user: string;
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor(
    access: AwsAccess,
    user: string,
    pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  ) {
    this.#access = access;
    this.#user = user;
    this.#pause = pause;
    this.subject = `IAM user ${user}`;
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
  async list(): Promise<ExistingKey[]> {
    const keys: ExistingKey[] = [];
    let marker: string | undefined;
    do {
      const answer = await this.#iam("ListAccessKeys", marker === undefined ? {} : { Marker: marker });
      const [list] = elementsIn(answer, "AccessKeyMetadata");
      if (!list) throw this.#strange("lists no access keys");
      keys.push(
        ...elementsIn(list, "member").map((member) => ({
          id: this.#part(member, "AccessKeyId"),
          createdAt: this.#part(member, "CreateDate"),
        })),
      );
      marker = textIn(answer, "IsTruncated") === "true" ? this.#part(answer, "Marker") : undefined;
    } while (marker !== undefined);
    return keys;
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
  async create(): Promise<MadeKey> {
    const answer = await this.#iam("CreateAccessKey");
    const id = this.#part(answer, "AccessKeyId");
    return { id, fields: { access_key_id: id, secret_access_key: this.#part(answer, "SecretAccessKey") } };
  }

  /**
   * Asks AWS who the key is. A new key takes some seconds to be known everywhere.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
   */
  async verify({ fields }: MadeKey): Promise<void> {
    const { access_key_id: accessKeyId = "", secret_access_key: secretAccessKey = "" } = fields;
    const access = { ...this.#access, accessKeyId, secretAccessKey, sessionToken: undefined };
    for (const pause of [...patience, undefined]) {
      try {
        const answer = await awsQuery(access, "sts", { Action: "GetCallerIdentity", Version: stsVersion });
        const arn = this.#part(answer, "Arn");
        if (arn.endsWith(`/${this.#user}`)) return;
        throw new RotatorError(this.subject, "has a new key that is somebody else's", "Check AWS_ENDPOINT_URL.");
      } catch (error) {
        const isUnknown = error instanceof AwsRefusal && unknownYet.includes(error.code);
        if (!isUnknown || pause === undefined) throw error;
        await this.#pause(pause);
      }
    }
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
  async revoke(id: string): Promise<void> {
    try {
      await this.#iam("DeleteAccessKey", { AccessKeyId: id });
    } catch (error) {
      if (!(error instanceof AwsRefusal && error.code === "NoSuchEntity")) throw error;
    }
  }

  #iam(action: string, parameters: Record<string, string> = {}): Promise<AwsElement> {
    return awsQuery(this.#access, "iam", { Action: action, Version: iamVersion, UserName: this.#user, ...parameters });
  }

  #part(element: AwsElement, name: string): string {
    const text = textIn(element, name);
    if (text !== undefined) return text;
    throw this.#strange(`gives no ${name}`);
  }

  #strange(found: string): RotatorError {
    return new RotatorError(this.subject, found, "Check AWS_ENDPOINT_URL: this is not what AWS describes.");
  }
}

const unknownYet = ["InvalidClientTokenId", "AccessDenied", "InvalidAccessKeyId"];
