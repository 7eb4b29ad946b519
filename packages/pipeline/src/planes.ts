import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * The planes, each loaded when first used: a policy without Kubernetes never imports `@pulumi/kubernetes`.
 *
 * `require` of an ES module is synchronous (Node 22.12 and later), as constructors are.
 */
export const planes = {
  get github() {
    return require("@sallyport/github") as typeof import("@sallyport/github");
  },
  get vault() {
    return require("@sallyport/vault") as typeof import("@sallyport/vault");
  },
  get aws() {
    return require("@sallyport/aws") as typeof import("@sallyport/aws");
  },
  get kubernetes() {
    return require("@sallyport/kubernetes") as typeof import("@sallyport/kubernetes");
  },
};
