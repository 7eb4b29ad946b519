import type { NetworkPolicy, RuntimePolicy } from "@sallyport/policy";

type Notice = { path: string; message: string };

/**
 * Settings of the `network` and `runtime` sections that ask for something which this version does not make.
 *
 * @returns dotted path of each setting, and what that means.
 */
export function notProvided(policy: {
  network?: NetworkPolicy | undefined;
  runtime?: RuntimePolicy | undefined;
}): Notice[] {
  const { network, runtime } = policy;
  return [...(network ? networkNotices(network) : []), ...(runtime ? runtimeNotices(runtime) : [])];
}

function networkNotices({ mesh, waf, firewall, access }: NetworkPolicy): Notice[] {
  const asked = [
    mesh && { path: "network.mesh", message: "this version sets up no Istio; traffic between pods is not encrypted" },
    waf && { path: "network.waf", message: "this version makes no AWS WAF" },
    firewall && { path: "network.firewall", message: "this version makes no AWS Network Firewall" },
    access?.vpn && { path: "network.access.vpn", message: "this version makes no AWS Client VPN" },
    access?.bastion && { path: "network.access.bastion", message: "this version sets up no Session Manager" },
  ];
  return asked.filter((entry) => typeof entry === "object");
}

function runtimeNotices({ response, outputFormat }: RuntimePolicy): Notice[] {
  const asked = [
    response === "none" && {
      path: "runtime.alertThreshold",
      message: "this version sends alerts to nobody, and runtime.response is none: the threshold has no effect",
    },
    response !== "none" &&
      outputFormat === "text" && {
        path: "runtime.outputFormat",
        message: `Falco writes JSON all the same, because runtime.response: ${response} reads it`,
      },
  ];
  return asked.filter((entry) => typeof entry === "object");
}
