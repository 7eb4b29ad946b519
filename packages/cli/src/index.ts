export { jsonSchemas } from "./schemas.js";
