import { AdoptedRepository } from "@sallyport/github";
import { expect, test } from "vitest";
import { deploy } from "../../support/deploy.ts";
import { repositories, sample } from "../sample.ts";

const type = "github:index/repository:Repository";

async function adopt(settings: Record<string, unknown>) {
  const { policy, repository } = sample({ ...repositories({ adopt: true }), settings });
  const deployed = await deploy(() => new AdoptedRepository("api", { policy: policy.settings, repository }));
  return deployed.resource(type);
}

test("imports the repository, and never deletes it", async () => {
  expect(await adopt({ secretScanning: true })).toMatchObject({
    importId: "payments-api",
    protect: true,
    retainOnDelete: true,
  });
});

test("sets what the policy speaks of, and leaves everything else as it is", async () => {
  const { inputs, ignoreChanges } = await adopt({ secretScanning: true, pushProtection: false });

  expect(inputs).toEqual({
    name: "payments-api",
    securityAndAnalysis: {
      secretScanning: { status: "enabled" },
      secretScanningPushProtection: { status: "disabled" },
    },
  });
  expect(ignoreChanges).toEqual(
    expect.arrayContaining(["visibility", "hasWiki", "archived", "securityAndAnalysis.advancedSecurity"]),
  );
  expect(ignoreChanges.filter((path) => /secretScanning$|PushProtection$|^name$/.test(path))).toEqual([]);
});

test("leaves the kinds of analysis alone that the policy does not speak of", async () => {
  const one = await adopt({ secretScanning: true });
  const none = await adopt({});

  expect(one.ignoreChanges).toContain("securityAndAnalysis.secretScanningPushProtection");
  expect(none.inputs).toEqual({ name: "payments-api" });
  expect(none.ignoreChanges).toContain("securityAndAnalysis");
});
