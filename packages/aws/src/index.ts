export { ContainerRegistry, type ContainerRegistryArgs } from "./registry.js";
