import * as pulumi from "@pulumi/pulumi";
import { PipelineFoundation, SecurePipeline } from "@sallyport/pipeline";

const config = new pulumi.Config("sallyport");
const policyFile = config.require("policy");
const repository = config.require("repository");

// One stack makes what all repositories share; the stacks of the others set `sallyport:foundation` to false.
const foundation =
  config.getBoolean("foundation") === false ? [] : [new PipelineFoundation("foundation", { policyFile })];
const pipeline = new SecurePipeline(repository, { policyFile, repository }, { dependsOn: foundation });

export const imageUrls = pipeline.imageUrls;
