/** Status of a product, in the words of OpenVEX. */
export type VexStatus = "not_affected" | "affected" | "fixed" | "under_investigation";

/** Why a product is not affected: https://www.cisa.gov/sites/default/files/publications/VEX_Status_Justification_Jun22.pdf */
export type VexJustification =
  | "component_not_present"
  | "vulnerable_code_not_present"
  | "vulnerable_code_not_in_execute_path"
  | "vulnerable_code_cannot_be_controlled_by_adversary"
  | "inline_mitigations_already_exist";

/** A thing that a statement is about: an image, a repository, or a package. */
export interface VexProduct {
  /** The document's own name for it. */
  id?: string;
  purl?: string;
  /** `sha256:...` of the image. */
  digest?: string;
  /** purls of the packages inside the product that the statement is about; empty: the product itself. */
  subcomponents: readonly string[];
}

/** One sentence of a VEX document: how a vulnerability touches products. */
export interface VexStatement {
  /** The vulnerability, then its aliases; at least one. */
  ids: readonly string[];
  products: readonly VexProduct[];
  status: VexStatus;
  justification?: VexJustification;
  /** Why it is not affected, in words. */
  impact?: string;
  /** What those who are affected should do. */
  action?: string;
  /** When it was made (RFC 3339); the document's time where the statement has none of its own. */
  timestamp?: string;
}

/** What a VEX document states. */
export interface VexDocument {
  id?: string;
  author?: string;
  /** When the document was last changed (RFC 3339). */
  timestamp?: string;
  version?: string;
  format: "openvex" | "cyclonedx" | "csaf";
  statements: readonly ReadVexStatement[];
}

/** A statement and where it stands. */
export interface ReadVexStatement extends VexStatement {
  /** RFC 6901. */
  pointer: string;
}

/** The statuses, the one that asks for most care first. */
export const statuses: readonly VexStatus[] = ["affected", "under_investigation", "fixed", "not_affected"];

/** The five justifications. */
export const justifications: readonly VexJustification[] = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
];
