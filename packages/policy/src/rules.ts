import { centralDeliveryHasAPlace, centralRepositoryIsItsOwn } from "./rules/delivery.js";
import {
  approvalEnvironmentIsOurs,
  checksFollowDeployments,
  deploymentsSayHow,
  dynamicTestsFollowADeployment,
  environmentsAreOrdered,
  imageVariablesAreDistinct,
  predecessorsAreDeployed,
  predecessorsExist,
  productionHasReviewers,
  scanEnvironmentIsOurs,
  somethingMayDeploy,
} from "./rules/environments.js";
import { exceptionsNeedFourEyes, someRisksAreNeverAccepted } from "./rules/exceptions.js";
import { ladderDescends, someCategoriesAlwaysBlock, ssvcIsAsked } from "./rules/gate.js";
import { mountsAreDistinct } from "./rules/mounts.js";
import { falcoNamespaceIsItsOwn, peersAreNotEveryone, peersAreOfOneKind, peersSayWho } from "./rules/network.js";
import { principalsAreListed } from "./rules/people.js";
import { withoutIsMeant } from "./rules/presets.js";
import { lockedPathsNeedAPrivateRepository, queueKeepsHistoryLinear, rulesetsAreActive } from "./rules/protection.js";
import { keysRotateWithinKmsLimits, mutableTagsAreAnException } from "./rules/registry.js";
import { imagesAreDistinct, manifestsHaveAKind, repositoriesAreDistinct } from "./rules/repositories.js";
import type { Rule } from "./rules/rule.js";
import {
  scannersHaveATarget,
  secretsComeFromVault,
  someScannerRuns,
  trivyHasImages,
  trivyHidesNoSeverity,
  trivyHidesNothingUnfixed,
} from "./rules/scanners.js";
import { slasAscend } from "./rules/slas.js";
import { standInsSeeTheSame } from "./rules/stand-ins.js";
import {
  everythingIsScannedDaily,
  imageFitsTheTotal,
  publicArtifactsExpire,
  reportsOutliveTheScan,
  timeoutsFitTheBudget,
} from "./rules/time.js";

/** Every rule that spans several settings, in the order of the sections. */
export const rules: readonly Rule[] = [
  withoutIsMeant,
  principalsAreListed,
  repositoriesAreDistinct,
  imagesAreDistinct,
  manifestsHaveAKind,
  rulesetsAreActive,
  queueKeepsHistoryLinear,
  lockedPathsNeedAPrivateRepository,
  centralDeliveryHasAPlace,
  centralRepositoryIsItsOwn,
  approvalEnvironmentIsOurs,
  scanEnvironmentIsOurs,
  predecessorsExist,
  environmentsAreOrdered,
  somethingMayDeploy,
  productionHasReviewers,
  deploymentsSayHow,
  checksFollowDeployments,
  predecessorsAreDeployed,
  imageVariablesAreDistinct,
  dynamicTestsFollowADeployment,
  imageFitsTheTotal,
  timeoutsFitTheBudget,
  reportsOutliveTheScan,
  everythingIsScannedDaily,
  publicArtifactsExpire,
  scannersHaveATarget,
  secretsComeFromVault,
  someScannerRuns,
  trivyHasImages,
  trivyHidesNoSeverity,
  trivyHidesNothingUnfixed,
  standInsSeeTheSame,
  ladderDescends,
  someCategoriesAlwaysBlock,
  ssvcIsAsked,
  slasAscend,
  exceptionsNeedFourEyes,
  someRisksAreNeverAccepted,
  mountsAreDistinct,
  keysRotateWithinKmsLimits,
  mutableTagsAreAnException,
  peersSayWho,
  peersAreOfOneKind,
  peersAreNotEveryone,
  falcoNamespaceIsItsOwn,
];
