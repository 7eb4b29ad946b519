import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { type RecordedResource, recordedResource } from "./recording.js";

type Callback<T> = (error: Error | null, response?: T) => void;
type ProviderCall = (args: Record<string, unknown>) => Record<string, unknown>;

/** Outputs that providers hand out as identifiers. Only these get a placeholder; anything else stays undefined. */
const identifier = /(^|[a-z])(arn|url|id|ids|accessor|uuid|fingerprint)$/i;

const stackType = "pulumi:pulumi:Stack";

/** Answers a Pulumi program in the engine's place and keeps what it registers. */
export class RecordingMonitor extends MockMonitor {
  /** Registered resources, in the order of their arrival. */
  readonly recorded: RecordedResource[] = [];
  readonly problems: string[] = [];
  /** Resources that the program constructed: type and name, and the outputs that their class declares. */
  readonly constructed: { type: string; name: string; outputs: string[] }[] = [];
  /** Grows with every request: a sign of life. */
  requests = 0;

  constructor(calls: Record<string, ProviderCall>, preview: boolean) {
    super({
      newResource: (args) => ({
        id: args.custom && !preview ? `${args.name}-id` : undefined,
        state: preview ? { ...args.inputs } : { ...this.placeholders(args), ...args.inputs },
      }),
      call: ({ token, inputs }) => this.answer(calls, token, inputs),
    });
    // The SDK's mock keeps only the immediate parent's type in a URN; the engine keeps the whole chain.
    Object.assign(this, { newUrn });
  }

  override async registerResource(request: RegisterResourceRequest, callback: Callback<{ getUrn(): string }>) {
    this.requests++;
    const resource = recordedResource(request);
    await super.registerResource(request, (error: Error | null, response: { getUrn(): string }) => {
      if (response) this.keep({ urn: response.getUrn(), ...resource });
      callback(error, response);
    });
  }

  override async invoke(request: ResourceInvokeRequest, callback: Callback<unknown>) {
    this.requests++;
    await super.invoke(request, callback);
  }

  override async readResource(request: { getType(): string; getName(): string }, callback: Callback<unknown>) {
    this.requests++;
    this.problems.push(
      `${request.getType()} "${request.getName()}": reads an existing resource, which a plan cannot know. Pass its id in instead.`,
    );
    await super.readResource(request, callback);
  }

  /** Constructed resources whose registration never arrived, because an input failed or never settled. */
  unregistered(): string[] {
    const arrived = new Set(this.recorded.map(({ type, name }) => `${type} "${name}"`));
    return this.constructed.map(({ type, name }) => `${type} "${name}"`).filter((label) => !arrived.has(label));
  }

  readonly #urns = new Set<string>();

  private keep(resource: RecordedResource): void {
    if (this.#urns.has(resource.urn)) {
      this.problems.push(
        `${resource.type} "${resource.name}": two resources have the URN ${resource.urn}. Rename one.`,
      );
    }
    this.#urns.add(resource.urn);
    this.recorded.push(resource);
  }

  private placeholders({ type, name }: MockResourceArgs): Record<string, string> {
    const declared =
      this.constructed.find((resource) => resource.type === type && resource.name === name)?.outputs ?? [];
    return Object.fromEntries(declared.filter((key) => identifier.test(key)).map((key) => [key, `${key}:${name}`]));
  }

  private answer(calls: Record<string, ProviderCall>, token: string, args: Record<string, unknown>) {
    const call = calls[token];
    if (call) return call(args);
    this.problems.push(
      `${token}(${JSON.stringify(args)}): nobody expected this provider call. Pass the value in instead.`,
    );
    throw new Error(`${token} was not expected`);
  }
}

function newUrn(parent: string, type: string, name: string): string {
  const parentType = parent === "" ? stackType : parent.split("::")[2];
  const qualified = type === stackType || parentType === stackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${qualified}::${name}`;
}
