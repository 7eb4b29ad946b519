export { calledFiles } from "./called-files.js";
export { type DeliverOptions, deliver } from "./deliver.js";
export type { Delivered, Delivery, DeliveryFile } from "./delivery.js";
export { DeliveryError, type DeliveryProblem } from "./delivery-error.js";
export { describeDelivered } from "./describe-delivered.js";
export { blobSha } from "./git-object.js";
