/** Something that a running deployment must be, and how bad it is when it is not. */
export interface RuntimeRule {
  /** One sentence that is true of a sound deployment. */
  title: string;
  /** From 0.1 to 10, on the scale of CVSS. */
  severity: number;
  remedy: string;
  link: string;
}

const owasp = "https://cheatsheetseries.owasp.org/cheatsheets";
const headers = `${owasp}/HTTP_Headers_Cheat_Sheet.html`;
const transport = `${owasp}/Transport_Layer_Security_Cheat_Sheet.html`;
const podSecurity = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";
const cookies = `${owasp}/Session_Management_Cheat_Sheet.html#cookies`;

/** What `sallyport runtime-check` looks at. The ids are part of exceptions that people write, so they stay. */
export const runtimeRules = {
  "https-only": {
    title: "Nothing is answered without TLS",
    severity: 7.4,
    remedy: "Answer requests without TLS with a redirect to https, or not at all.",
    link: transport,
  },
  certificate: {
    title: "The certificate is valid",
    severity: 7.4,
    remedy: "Install a certificate for this name that clients trust, and renew it in time.",
    link: transport,
  },
  "tls-version": {
    title: "No version of TLS before 1.2 is spoken",
    severity: 7.4,
    remedy: "Turn TLS 1.0 and 1.1 off.",
    link: "https://www.rfc-editor.org/rfc/rfc8996",
  },
  "strict-transport-security": {
    title: "Browsers are told to use https for half a year at least",
    severity: 5,
    remedy: "Send Strict-Transport-Security: max-age=31536000; includeSubDomains.",
    link: "https://www.rfc-editor.org/rfc/rfc6797",
  },
  "content-security-policy": {
    title: "A content security policy says what a page may load",
    severity: 5,
    remedy: "Send a Content-Security-Policy with default-src or script-src.",
    link: `${owasp}/Content_Security_Policy_Cheat_Sheet.html`,
  },
  framing: {
    title: "Other sites cannot put the page into a frame",
    severity: 4.3,
    remedy: "Send Content-Security-Policy: frame-ancestors 'none', or X-Frame-Options: DENY.",
    link: headers,
  },
  "content-type-options": {
    title: "Browsers do not guess the type of content",
    severity: 4,
    remedy: "Send X-Content-Type-Options: nosniff.",
    link: headers,
  },
  "referrer-policy": {
    title: "Addresses are not passed on to other sites",
    severity: 2,
    remedy: "Send Referrer-Policy: strict-origin-when-cross-origin, or a stricter one.",
    link: headers,
  },
  "server-version": {
    title: "The server does not tell its version",
    severity: 2,
    remedy: "Send neither X-Powered-By nor a version in Server.",
    link: headers,
  },
  "cross-origin": {
    title: "Not every site may read what is answered to a user",
    severity: 7.5,
    remedy: "Name the origins that may, or send no Access-Control-Allow-Credentials.",
    link: "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
  },
  "cookie-secure": {
    title: "Cookies go out over TLS alone",
    severity: 6.5,
    remedy: "Set the cookie with Secure.",
    link: cookies,
  },
  "cookie-http-only": {
    title: "Scripts cannot read cookies",
    severity: 5,
    remedy: "Set the cookie with HttpOnly.",
    link: cookies,
  },
  "cookie-same-site": {
    title: "Cookies say to which sites they go",
    severity: 4,
    remedy: "Set the cookie with SameSite=Lax or Strict.",
    link: cookies,
  },
  privileged: {
    title: "No container is privileged",
    severity: 9.3,
    remedy: "Remove securityContext.privileged.",
    link: podSecurity,
  },
  "host-namespaces": {
    title: "The pod shares no namespace of its host",
    severity: 8.2,
    remedy: "Remove hostNetwork, hostPID and hostIPC.",
    link: podSecurity,
  },
  "host-paths": {
    title: "The pod mounts no folder of its host",
    severity: 8.2,
    remedy: "Use another kind of volume than hostPath.",
    link: podSecurity,
  },
  capabilities: {
    title: "Containers drop all capabilities",
    severity: 5.3,
    remedy: "Set securityContext.capabilities.drop: [ALL], and add NET_BIND_SERVICE at most.",
    link: podSecurity,
  },
  "privilege-escalation": {
    title: "Processes cannot gain privileges",
    severity: 6.5,
    remedy: "Set securityContext.allowPrivilegeEscalation: false.",
    link: podSecurity,
  },
  "non-root": {
    title: "Containers do not run as root",
    severity: 6.5,
    remedy: "Set securityContext.runAsNonRoot: true, and no runAsUser of 0.",
    link: podSecurity,
  },
  seccomp: {
    title: "System calls are filtered",
    severity: 5.3,
    remedy: "Set securityContext.seccompProfile.type: RuntimeDefault.",
    link: podSecurity,
  },
  "read-only-root": {
    title: "The root file system is read-only",
    severity: 4,
    remedy: "Set securityContext.readOnlyRootFilesystem: true, and mount a volume where files are written.",
    link: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  },
  "image-digest": {
    title: "The image is named by its digest",
    severity: 7,
    remedy: "Deploy registry/name@sha256:...: a tag can be moved to another image.",
    link: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  },
} as const satisfies Readonly<Record<string, RuntimeRule>>;

export type RuntimeRuleId = keyof typeof runtimeRules;

/** Something that is not as it must be. */
export interface RuntimeFinding {
  rule: RuntimeRuleId;
  /** Where: an address, or `deployment/api (container web)`. */
  place: string;
  /** What was found there; a sentence. Never a value of a cookie. */
  found: string;
}
