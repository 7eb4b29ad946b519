import { AwsClient } from "aws4fetch";
import sax from "sax";
import { RotatorError } from "./rotator.js";

/** Who asks AWS, and where. */
export interface AwsAccess {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  region: string;
  /** Region that requests to IAM are signed for: IAM has one endpoint in each partition. */
  iamRegion: string;
  iamUrl: URL;
  stsUrl: URL;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Access by the variables that AWS's own tools read.
 *
 * @throws {RotatorError} when one is missing or cannot be used.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
 */
export function awsAccess(environment: Environment = process.env): AwsAccess {
  const needed = (name: string) => {
    const value = environment[name];
    if (value) return value;
    throw new RotatorError(name, "is not set", "Log in to AWS first: the job's OIDC login sets it.");
  };
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || "us-east-1";
  const partition = partitionOf(region);
  return {
    accessKeyId: needed("AWS_ACCESS_KEY_ID"),
    secretAccessKey: needed("AWS_SECRET_ACCESS_KEY"),
    sessionToken: environment.AWS_SESSION_TOKEN || undefined,
    region,
    iamRegion: partition.region,
    iamUrl: endpoint(environment, "IAM", `https://${partition.iam}`),
    stsUrl: endpoint(environment, "STS", `https://sts.${region}.${partition.domain}`),
  };
}

/** @see https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
function partitionOf(region: string): { region: string; iam: string; domain: string } {
  if (region.startsWith("cn-")) {
    return { region: "cn-north-1", iam: "iam.cn-north-1.amazonaws.com.cn", domain: "amazonaws.com.cn" };
  }
  if (region.startsWith("us-gov-")) {
    return { region: "us-gov-west-1", iam: "iam.us-gov.amazonaws.com", domain: "amazonaws.com" };
  }
  return { region: "us-east-1", iam: "iam.amazonaws.com", domain: "amazonaws.com" };
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function endpoint(environment: Environment, service: "IAM" | "STS", otherwise: string): URL {
  const variable = environment[`AWS_ENDPOINT_URL_${service}`] ? `AWS_ENDPOINT_URL_${service}` : "AWS_ENDPOINT_URL";
  const url = URL.parse(environment[variable] || otherwise);
  const isLocal = url?.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url && (url.protocol === "https:" || isLocal)) return url;
  throw new RotatorError(variable, "must be an https:// address", "http:// is for loopback alone.");
}

/** How long an answer may take, in milliseconds. */
const timeoutMilliseconds = 20_000;

/** Largest answer that is read, in characters. */
const maximumLength = 4 * 1024 * 1024;

/** An element of an answer: its text, and those inside it. */
export interface AwsElement {
  name: string;
  text: string;
  children: AwsElement[];
}

/** A refusal by AWS, with the code that says why. */
export class AwsRefusal extends RotatorError {
  readonly code: string;

  constructor(about: string, code: string, found: string, remedy: string) {
    super(about, found, remedy);
    this.code = code;
  }
}

/**
 * One request to the Query API, signed (Signature Version 4). It is sent once: what makes a key must not be repeated.
 *
 * @throws {RotatorError}
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html
 */
export async function awsQuery(
  access: AwsAccess,
  service: "iam" | "sts",
  parameters: Readonly<Record<string, string>>,
): Promise<AwsElement> {
  const about = `${service}:${parameters.Action}`;
  const { accessKeyId, secretAccessKey, sessionToken } = access;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service,
    region: service === "iam" ? access.iamRegion : access.region,
    retries: 0,
  });
  const { status, text } = await answerTo(about, () =>
    client.fetch(service === "iam" ? access.iamUrl : access.stsUrl, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: new URLSearchParams(parameters).toString(),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMilliseconds),
    }),
  );
  const answer = parseXml(text);
  if (status === 200 && answer) return answer;
  throw refusal(about, status, answer);
}

async function answerTo(about: string, send: () => Promise<Response>): Promise<{ status: number; text: string }> {
  try {
    const response = await send();
    const text = await response.text();
    if (text.length <= maximumLength) return { status: response.status, text };
  } catch (error) {
    const { name, cause } = error as Error;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
    throw new RotatorError(
      about,
      `cannot be asked (${code})`,
      "Check AWS_ENDPOINT_URL and the network, then run it again.",
    );
  }
  throw new RotatorError(about, "gives too long an answer", "Check AWS_ENDPOINT_URL: this is not AWS.");
}

/** Nothing of the message of AWS is repeated: it may hold what was sent. */
function refusal(about: string, status: number, answer: AwsElement | undefined): RotatorError {
  const code = answer && textIn(answer, "Code");
  if (code === undefined || !/^[\w.:]{1,100}$/.test(code)) {
    return new RotatorError(
      about,
      `ends with HTTP ${status} and nothing that AWS describes`,
      "Check AWS_ENDPOINT_URL.",
    );
  }
  return new AwsRefusal(
    about,
    code,
    `is refused by AWS: ${code}`,
    remedies[code] ?? "See what AWS says about this code.",
  );
}

const remedies: Readonly<Record<string, string>> = {
  AccessDenied: "Allow iam:ListAccessKeys, iam:CreateAccessKey and iam:DeleteAccessKey on this user.",
  ExpiredToken: "The login to AWS has ended: log in anew.",
  InvalidClientTokenId: "AWS does not know the access key.",
  LimitExceeded: "The user has two access keys: another run made one meanwhile, or somebody did by hand.",
  NoSuchEntity: "Make the user first, or correct the policy.",
};

/** The root element; undefined for what is no XML, or declares entities. */
function parseXml(text: string): AwsElement | undefined {
  const parser = sax.parser(true, { xmlns: false });
  const root: AwsElement = { name: "", text: "", children: [] };
  const open = [root];
  let isBroken = false;
  parser.onerror = () => {
    isBroken = true;
    parser.resume();
  };
  parser.ondoctype = () => {
    isBroken = true;
  };
  parser.onopentag = ({ name }) => {
    const element: AwsElement = { name, text: "", children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.ontext = (part) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.onclosetag = () => open.pop();
  parser.write(text).close();
  return isBroken ? undefined : root.children[0];
}

/** Every element of this name, however deep. */
export function elementsIn(element: AwsElement, name: string): AwsElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsIn(child, name)]);
}

/** The text of the first element of this name; undefined when there is none. */
export function textIn(element: AwsElement, name: string): string | undefined {
  return elementsIn(element, name)[0]?.text.trim() || undefined;
}
