import type { RuleCategory } from "@sallyport/policy";
import type { FalcoRule } from "./falco-rule.js";

const inContainer = "container.id != host";
const started = `evt.type in (execve, execveat) and ${inContainer}`;
const connected = `evt.type = connect and ${inContainer}`;
const opened = `evt.type in (open, openat, openat2) and fd.typechar = 'f' and fd.num >= 0 and ${inContainer}`;
const toAddress = `${connected} and (fd.typechar = 4 or fd.typechar = 6)`;
const actor = "user=%user.name process=%proc.name parent=%proc.pname command=%proc.cmdline";

/** Matches when the command line holds one of the texts. */
function commandHolds(...texts: string[]): string {
  return `(${texts.map((text) => `proc.cmdline contains "${text}"`).join(" or ")})`;
}

/**
 * Our own rules, by category. They add to the published ones, which {@link publishedTags} selects; each category has
 * one of the highest priority, so that it means something at every sensitivity.
 */
export const falcoRules: Record<RuleCategory, readonly FalcoRule[]> = {
  malicious_behavior: [
    {
      rule: "Crypto miner started in container",
      desc: "A program known for mining, or one that is told a mining pool, starts in a container.",
      condition: `${started} and (proc.name in (xmrig, minerd, cpuminer, ethminer, nbminer, t-rex, lolMiner) or ${commandHolds("stratum+tcp", "stratum+ssl", "stratum2+tcp")})`,
      output: `Crypto miner started in container | ${actor}`,
      priority: "CRITICAL",
      tags: ["malicious_behavior", "container", "mitre_impact", "T1496"],
    },
    {
      rule: "Shell opens network connection by device path",
      desc: "A shell in a container uses bash's /dev/tcp or /dev/udp, the usual reverse shell.",
      condition: `${started} and proc.name in (sh, bash, dash, ash, zsh, ksh) and ${commandHolds("/dev/tcp/", "/dev/udp/")}`,
      output: `Shell opens network connection by device path | ${actor}`,
      priority: "CRITICAL",
      tags: ["malicious_behavior", "container", "mitre_execution", "T1059.004"],
    },
    {
      rule: "Program file written in container",
      desc: "A file in a folder for programs is opened for writing. Programs belong into the image.",
      condition: `${opened} and evt.is_open_write = true and fd.directory in (/bin, /sbin, /usr/bin, /usr/sbin, /usr/local/bin, /usr/local/sbin)`,
      output: `Program file written in container | file=%fd.name ${actor}`,
      priority: "ERROR",
      tags: ["malicious_behavior", "container", "mitre_persistence", "T1554"],
    },
    {
      rule: "Package manager started in container",
      desc: "Software is installed into a running container instead of into its image.",
      condition: `${started} and proc.name in (apk, apt, apt-get, dpkg, dnf, microdnf, yum, rpm, zypper)`,
      output: `Package manager started in container | ${actor}`,
      priority: "WARNING",
      tags: ["malicious_behavior", "container", "mitre_command_and_control", "T1105"],
    },
  ],
  network_anomaly: [
    {
      rule: "Network scanner started in container",
      desc: "A program whose purpose is to find open ports starts in a container.",
      condition: `${started} and proc.name in (nmap, masscan, zmap, rustscan, naabu, hping3)`,
      output: `Network scanner started in container | ${actor}`,
      priority: "CRITICAL",
      tags: ["network_anomaly", "container", "mitre_discovery", "T1046"],
    },
    {
      rule: "Traffic capture started in container",
      desc: "A program that reads or redirects the traffic of others starts in a container.",
      condition: `${started} and proc.name in (tcpdump, tshark, dumpcap, ngrep, ettercap, bettercap, arpspoof, mitmproxy)`,
      output: `Traffic capture started in container | ${actor}`,
      priority: "ERROR",
      tags: ["network_anomaly", "container", "mitre_credential_access", "T1040"],
    },
    {
      rule: "Cloud metadata asked from container",
      desc: "A container outside kube-system connects to the metadata service, where the node's credentials are.",
      condition: `${toAddress} and fd.sip = "169.254.169.254" and not k8s.ns.name = "kube-system"`,
      output: `Cloud metadata asked from container | connection=%fd.name ${actor}`,
      priority: "WARNING",
      tags: ["network_anomaly", "container", "mitre_credential_access", "T1552.005"],
    },
    {
      rule: "Connection to a Tor port from container",
      desc: "A container connects to a port that Tor relays and proxies listen on, outside private networks.",
      condition: `${toAddress} and fd.sport in (9001, 9030, 9050, 9150) and not fd.snet in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")`,
      output: `Connection to a Tor port from container | connection=%fd.name ${actor}`,
      priority: "NOTICE",
      tags: ["network_anomaly", "container", "mitre_command_and_control", "T1090.003"],
    },
  ],
  privilege_escalation: [
    {
      rule: "Namespace of the host entered from container",
      desc: "nsenter starts in a container: with enough rights it leaves the container.",
      condition: `${started} and proc.name = nsenter`,
      output: `Namespace of the host entered from container | ${actor}`,
      priority: "CRITICAL",
      tags: ["privilege_escalation", "container", "mitre_privilege_escalation", "T1611"],
    },
    {
      rule: "Setuid bit set in container",
      desc: "A program file is made to run with its owner's rights.",
      condition: `evt.type in (chmod, fchmod, fchmodat) and ${inContainer} and (evt.arg.mode contains "S_ISUID" or evt.arg.mode contains "S_ISGID")`,
      output: `Setuid bit set in container | mode=%evt.arg.mode ${actor}`,
      priority: "ERROR",
      tags: ["privilege_escalation", "container", "mitre_privilege_escalation", "T1548.001"],
    },
    {
      rule: "Container engine asked from container",
      desc: "A container outside kube-system connects to the socket of the engine, which runs anything as root.",
      condition: `${connected} and fd.typechar = 'u' and (fd.name contains "docker.sock" or fd.name contains "containerd.sock" or fd.name contains "crio.sock") and not k8s.ns.name = "kube-system"`,
      output: `Container engine asked from container | socket=%fd.name ${actor}`,
      priority: "WARNING",
      tags: ["privilege_escalation", "container", "mitre_privilege_escalation", "T1611"],
    },
    {
      rule: "Change of user in container",
      desc: "A program that switches users starts in a container, where there should be only one.",
      condition: `${started} and proc.name in (sudo, su, doas, pkexec)`,
      output: `Change of user in container | ${actor}`,
      priority: "NOTICE",
      tags: ["privilege_escalation", "container", "mitre_privilege_escalation", "T1548.003"],
    },
  ],
  data_exfiltration: [
    {
      rule: "Tunnel started in container",
      desc: "A program that carries traffic past firewalls starts in a container.",
      condition: `${started} and proc.name in (chisel, ngrok, iodine, dnscat, dnscat2, frpc, gost, ptunnel)`,
      output: `Tunnel started in container | ${actor}`,
      priority: "CRITICAL",
      tags: ["data_exfiltration", "container", "mitre_exfiltration", "T1572"],
    },
    {
      rule: "Service account token read in container",
      desc: "A shell tool reads the token that the pod authenticates to the Kubernetes API with.",
      condition: `${opened} and evt.is_open_read = true and fd.name contains "/secrets/kubernetes.io/serviceaccount/" and fd.name endswith "/token" and proc.name in (cat, head, tail, less, more, grep, sed, awk, cp, base64, xxd, curl, wget)`,
      output: `Service account token read in container | file=%fd.name ${actor}`,
      priority: "ERROR",
      tags: ["data_exfiltration", "container", "mitre_credential_access", "T1528"],
    },
    {
      rule: "File sent out of container",
      desc: "A transfer tool in a container is told to upload a file.",
      condition: `${started} and (proc.name in (rclone, scp, sftp, lftp) or (proc.name in (curl, wget) and ${commandHolds("--upload-file", " -T ", "--post-file", "--data-binary @", "-d @", " -F ")}))`,
      output: `File sent out of container | ${actor}`,
      priority: "WARNING",
      tags: ["data_exfiltration", "container", "mitre_exfiltration", "T1048"],
    },
    {
      rule: "Database dumped in container",
      desc: "A program that writes out a whole database starts in a container.",
      condition: `${started} and proc.name in (pg_dump, pg_dumpall, mysqldump, mariadb-dump, mongodump, sqlcmd)`,
      output: `Database dumped in container | ${actor}`,
      priority: "NOTICE",
      tags: ["data_exfiltration", "container", "mitre_collection", "T1005"],
    },
  ],
};

/**
 * Tags of the published rules that belong to each category. Together they cover all rules of the stable set.
 *
 * @see https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml
 */
export const publishedTags: Record<RuleCategory, readonly string[]> = {
  malicious_behavior: ["mitre_execution", "mitre_persistence", "mitre_defense_evasion", "mitre_impact"],
  network_anomaly: ["network"],
  privilege_escalation: ["mitre_privilege_escalation"],
  data_exfiltration: ["mitre_credential_access"],
};
