import type { TagValueDocument } from "../tag-value-document.js";

type Fields = Record<string, unknown>;

/** Tags that begin another element, so that what follows is not said of the package before. */
const beginsOther = /^(FileName|SnippetSPDXID|LicenseID|Annotator|Reviewer)$/;

/** The JSON that the same document would be, as far as it is read: https://spdx.github.io/spdx-spec/v2.3/ */
export function tagValueAsJson({ tags }: TagValueDocument): Fields {
  const all = (name: string) => tags.filter(([tag]) => tag === name).map(([, value]) => value);
  return {
    spdxVersion: all("SPDXVersion")[0],
    name: all("DocumentName")[0],
    creationInfo: { creators: all("Creator"), created: all("Created")[0] },
    packages: packagesIn(tags),
    relationships: all("Relationship").map((text) => {
      const [spdxElementId, relationshipType, relatedSpdxElement] = text.split(/\s+/);
      return { spdxElementId, relationshipType, relatedSpdxElement };
    }),
  };
}

function packagesIn(tags: TagValueDocument["tags"]): Fields[] {
  const packages: (Fields & { externalRefs: Fields[] })[] = [];
  let inPackage = false;
  for (const [tag, value] of tags) {
    if (tag === "PackageName") packages.push({ name: value, externalRefs: [] });
    inPackage = tag === "PackageName" || (inPackage && !beginsOther.test(tag));
    const current = inPackage ? packages.at(-1) : undefined;
    if (!current) continue;
    if (tag === "SPDXID") current.SPDXID = value;
    if (tag === "PackageVersion") current.versionInfo = value;
    if (tag === "PrimaryPackagePurpose") current.primaryPackagePurpose = value;
    if (tag === "ExternalRef") current.externalRefs.push(referenceIn(value));
  }
  return packages;
}

function referenceIn(text: string): Fields {
  const [referenceCategory, referenceType, ...locator] = text.split(/\s+/);
  return { referenceCategory, referenceType, referenceLocator: locator.join(" ") };
}
