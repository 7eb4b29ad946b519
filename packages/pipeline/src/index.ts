export { RecordingError, type RecordOptions, record } from "./recorder.js";
export { type RecordedResource, unknownInput } from "./recording.js";
