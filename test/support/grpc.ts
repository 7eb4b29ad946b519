import * as grpc from "@grpc/grpc-js";

type Service = grpc.ServiceDefinition<grpc.UntypedServiceImplementation>;

/** Serves on a free loopback port until it is closed, which ends running calls. */
export async function listen(service: Service, handlers: object): Promise<{ port: number; close: () => void }> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(service, handlers as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

/**
 * A handler that answers with what the function returns, or with the message of what it throws. The signal is aborted when the
 * caller is gone.
 */
export function unary<Request, Response>(
  answer: (request: Request, gone: AbortSignal) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    const gone = new AbortController();
    call.on("cancelled", () => gone.abort());
    try {
      callback(null, await answer(call.request, gone.signal));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
    }
  };
}
