import { planHasWhatIsAsked } from "./rules/capabilities.js";
import {
  acmeHasARole,
  certificateDomainsAreOurs,
  certificateLivesNest,
  certificateRolesNameSomething,
} from "./rules/certificates.js";
import {
  databasePasswordsRotateInTime,
  rotationsAreSaidOnce,
  staticUsersAreDistinct,
} from "./rules/database-passwords.js";
import {
  certificatesAreVerified,
  connectionsAreDistinct,
  databaseLivesAreOrdered,
  databaseRolesAreDistinct,
  databaseStatementsSayWho,
  handoverVariablesAreDistinct,
  systemDatabasesStayClosed,
} from "./rules/databases.js";
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
  rotationEnvironmentIsOurs,
  scanEnvironmentIsOurs,
  somethingMayDeploy,
} from "./rules/environments.js";
import { exceptionsNeedFourEyes, someRisksAreNeverAccepted } from "./rules/exceptions.js";
import { ladderDescends, someCategoriesAlwaysBlock, ssvcIsAsked } from "./rules/gate.js";
import { grantsExist, keysFitTheirUse, secretPathsAreOurs } from "./rules/grants.js";
import {
  databaseUsersEndWithTheJob,
  deployDatabaseRolesAreGranted,
  deploySecretsComeFromVault,
  deploySecretsReachAScript,
  deployVariablesAreDistinct,
} from "./rules/job-secrets.js";
import { keysRotateWithinVaultsLimits } from "./rules/keys.js";
import {
  databaseUsersFitTheLogin,
  jobWorkflowsAreWorkflows,
  loginRefsHaveNoComma,
  loginsHaveAMount,
  peopleAreListedTeams,
  subjectsFollowTheTemplate,
} from "./rules/logins.js";
import { mountsAreDistinct } from "./rules/mounts.js";
import { falcoNamespaceIsItsOwn, peersAreNotEveryone, peersAreOfOneKind, peersSayWho } from "./rules/network.js";
import {
  centralRulesetsFitTheLimit,
  organizationRulesetsCoverEveryRepository,
  organizationRulesetsKnowNoUsers,
  propertiesAreWhole,
  propertyValuesFit,
  securityManagersAreTeams,
} from "./rules/organization.js";
import { principalsAreListed } from "./rules/people.js";
import { withoutIsMeant } from "./rules/presets.js";
import {
  codeScanningToolsMustReport,
  lockedPathsNeedAPrivateRepository,
  queueKeepsHistoryLinear,
  requiredDeploymentsCanHappen,
  requiredDeploymentsExist,
  rulesetsAreActive,
} from "./rules/protection.js";
import { keysRotateWithinKmsLimits, mutableTagsAreAnException } from "./rules/registry.js";
import { imagesAreDistinct, manifestsHaveAKind, repositoriesAreDistinct } from "./rules/repositories.js";
import {
  overlapEndsBeforeTheNextRotation,
  rotatedUsersAreDistinct,
  secretsAreFreshAfterARotation,
  secretsHaveOneRotator,
  storedSecretsLiveNoLongerThanTheirClass,
} from "./rules/rotation.js";
import type { Rule } from "./rules/rule.js";
import {
  scannersHaveATarget,
  secretsComeFromVault,
  someScannerRuns,
  trivyHasImages,
  trivyHidesNoSeverity,
  trivyHidesNothingUnfixed,
} from "./rules/scanners.js";
import {
  adoptionHasAPurpose,
  pushProtectionNeedsScanning,
  subjectTellsRepositoriesApart,
  updatesNeedAlerts,
} from "./rules/settings.js";
import { slasAscend } from "./rules/slas.js";
import { standInsSeeTheSame } from "./rules/stand-ins.js";
import {
  everythingIsScannedDaily,
  imageFitsTheTotal,
  publicArtifactsExpire,
  reportsOutliveTheScan,
  timeoutsFitTheBudget,
} from "./rules/time.js";
import { auditHasTwoDevices, editionHasWhatIsAsked, leaseLimitHasAnEngine } from "./rules/vault-server.js";

/** Every rule that spans several settings, in the order of the sections. */
export const rules: readonly Rule[] = [
  withoutIsMeant,
  principalsAreListed,
  securityManagersAreTeams,
  propertiesAreWhole,
  propertyValuesFit,
  planHasWhatIsAsked,
  repositoriesAreDistinct,
  imagesAreDistinct,
  manifestsHaveAKind,
  rulesetsAreActive,
  queueKeepsHistoryLinear,
  lockedPathsNeedAPrivateRepository,
  requiredDeploymentsExist,
  requiredDeploymentsCanHappen,
  codeScanningToolsMustReport,
  organizationRulesetsCoverEveryRepository,
  organizationRulesetsKnowNoUsers,
  updatesNeedAlerts,
  pushProtectionNeedsScanning,
  subjectTellsRepositoriesApart,
  adoptionHasAPurpose,
  centralDeliveryHasAPlace,
  centralRepositoryIsItsOwn,
  centralRulesetsFitTheLimit,
  approvalEnvironmentIsOurs,
  scanEnvironmentIsOurs,
  rotationEnvironmentIsOurs,
  predecessorsExist,
  environmentsAreOrdered,
  somethingMayDeploy,
  productionHasReviewers,
  deploymentsSayHow,
  checksFollowDeployments,
  predecessorsAreDeployed,
  imageVariablesAreDistinct,
  deploySecretsComeFromVault,
  deploySecretsReachAScript,
  deployVariablesAreDistinct,
  deployDatabaseRolesAreGranted,
  databaseUsersEndWithTheJob,
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
  auditHasTwoDevices,
  editionHasWhatIsAsked,
  leaseLimitHasAnEngine,
  connectionsAreDistinct,
  handoverVariablesAreDistinct,
  databaseRolesAreDistinct,
  staticUsersAreDistinct,
  rotationsAreSaidOnce,
  databasePasswordsRotateInTime,
  databaseStatementsSayWho,
  databaseLivesAreOrdered,
  systemDatabasesStayClosed,
  certificatesAreVerified,
  certificateDomainsAreOurs,
  certificateRolesNameSomething,
  certificateLivesNest,
  acmeHasARole,
  grantsExist,
  keysFitTheirUse,
  keysRotateWithinVaultsLimits,
  secretPathsAreOurs,
  loginsHaveAMount,
  peopleAreListedTeams,
  jobWorkflowsAreWorkflows,
  loginRefsHaveNoComma,
  subjectsFollowTheTemplate,
  databaseUsersFitTheLogin,
  secretsHaveOneRotator,
  rotatedUsersAreDistinct,
  storedSecretsLiveNoLongerThanTheirClass,
  secretsAreFreshAfterARotation,
  overlapEndsBeforeTheNextRotation,
  keysRotateWithinKmsLimits,
  mutableTagsAreAnException,
  peersSayWho,
  peersAreOfOneKind,
  peersAreNotEveryone,
  falcoNamespaceIsItsOwn,
];
