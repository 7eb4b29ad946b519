import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { listen, unary } from "../grpc.ts";
import { differences, type Properties, problemsOf, withAutoName } from "./inputs.ts";
import type { Subject } from "./memory-plane.ts";
import type { Plane } from "./plane.ts";

/**
 * Serves a plane to the engine as its provider plugin would, on a free loopback port: `PULUMI_DEBUG_PROVIDERS=NAME:PORT` attaches it.
 * The protocol: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto. Secrets arrive as plain values; the engine itself
 * keeps them encrypted in the state, because the server does not claim to do it.
 */
export function serveProvider(plane: Plane): Promise<{ port: number; close: () => void }> {
  return listen(ResourceProviderService, { ...lifeOfProvider(plane), ...judgement(plane), ...operations(plane) });
}

function lifeOfProvider(plane: Plane): Partial<IResourceProviderServer> {
  const { name, settings, version } = plane.facts;
  return {
    attach: unary(() => new empties.Empty()),
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion(version)),
    checkConfig: unary((request) => {
      const given = toProperties(request.getNews());
      const failures = settings
        .filter((setting) => given[setting] === undefined)
        .map((setting) => failure(setting, `is required: set ${name}:${setting} in the stack configuration`));
      return new messages.CheckResponse().setInputs(toStruct(given)).setFailuresList(failures);
    }),
    diffConfig: unary(() => new messages.DiffResponse()),
    configure: unary(() => new messages.ConfigureResponse().setSupportspreview(true)),
    cancel: unary(() => {
      plane.interrupt();
      return new empties.Empty();
    }),
  };
}

/** What is decided about inputs before anything happens. */
function judgement(plane: Plane): Partial<IResourceProviderServer> {
  return {
    check: unary((request) => {
      const { type, name } = subjectOf(request.getUrn());
      const kind = plane.kindOf(type);
      const suffix = Buffer.from(request.getRandomseed_asU8()).toString("hex").slice(0, 7);
      const [olds, news] = [toProperties(request.getOlds()), toProperties(request.getNews())];
      const inputs = withAutoName(kind, olds, news, `${name}-${suffix}`);
      const failures = problemsOf(kind, inputs).map(({ property, reason }) => failure(property, reason));
      return new messages.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures);
    }),
    diff: unary((request) => {
      const kind = plane.kindOf(subjectOf(request.getUrn()).type);
      const found = differences(kind, toProperties(request.getOldInputs()), toProperties(request.getNews()));
      const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
      return new messages.DiffResponse()
        .setChanges(found.changed.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(found.changed)
        .setReplacesList(found.replaces)
        .setDeletebeforereplace(found.deleteBeforeReplace);
    }),
  };
}

function operations(plane: Plane): Partial<IResourceProviderServer> {
  return {
    create: unary(async (request, gone) => {
      const subject = subjectOf(request.getUrn());
      const inputs = toProperties(request.getProperties());
      const { id, properties } = request.getPreview()
        ? { id: "", properties: plane.foresee(subject.type, inputs) }
        : await plane.create(subject, inputs, gone);
      return new messages.CreateResponse().setId(id).setProperties(toStruct(properties));
    }),
    update: unary(async (request, gone) => {
      const subject = subjectOf(request.getUrn());
      const inputs = toProperties(request.getNews());
      const properties = request.getPreview()
        ? plane.foresee(subject.type, inputs, toProperties(request.getOlds()))
        : (await plane.update(subject, request.getId(), inputs, gone)).properties;
      return new messages.UpdateResponse().setProperties(toStruct(properties));
    }),
    read: unary(async (request, gone) => {
      const known = toProperties(request.getInputs());
      const state = toProperties(request.getProperties());
      const found = await plane.read(subjectOf(request.getUrn()), request.getId(), gone, known, state);
      const response = new messages.ReadResponse();
      if (!found) return response; // without an id: gone
      // A refresh brings the inputs along. An import brings none, and asks for those that describe what is there.
      const inputs = Object.keys(known).length > 0 ? (found.drifted ?? known) : found.inputs;
      return response.setId(request.getId()).setProperties(toStruct(found.properties)).setInputs(toStruct(inputs));
    }),
    delete: unary(async (request, gone) => {
      const known = toProperties(request.getProperties());
      await plane.delete(subjectOf(request.getUrn()), request.getId(), gone, known);
      return new empties.Empty();
    }),
  };
}

/** `urn:pulumi:STACK::PROJECT::PARENTS$TYPE::NAME` */
function subjectOf(urn: string): Subject {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

function failure(property: string, reason: string) {
  return new messages.CheckFailure().setProperty(property).setReason(reason);
}

function toProperties(struct: structs.Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Through JSON, because a struct has no place for `undefined`. */
function toStruct(properties: Properties): structs.Struct {
  return structs.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}
