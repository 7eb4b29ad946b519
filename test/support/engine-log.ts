import { readFile } from "node:fs/promises";

/** What the engine did, or planned in a preview. */
export interface EngineLog {
  /** `operation type name` of every step that is not `same`, sorted. */
  steps: string[];
  /** Messages of level `error`. */
  errors: string[];
}

/** The part of the log that tests look at: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go */
interface EngineEvent {
  diagnosticEvent?: { severity: string; message: string };
  resourcePreEvent?: { metadata: { op: string; type: string; urn: string } };
}

/** Reads the log of a command (`--event-log`); one that never began has none, one that was killed may end in mid-line. */
export async function readEngineLog(path: string): Promise<EngineLog> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const events = lines.filter(Boolean).map((line): EngineEvent => JSON.parse(line));
  const steps = events.flatMap(({ resourcePreEvent }) => {
    if (!resourcePreEvent) return [];
    const { op, type, urn } = resourcePreEvent.metadata;
    return op !== "same" && isOurs(type) ? [`${op} ${type} ${nameOf(urn)}`] : [];
  });
  const errors = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
  );
  return { steps: steps.sort(), errors };
}

/** Whether a type is neither the stack itself nor a provider. */
export function isOurs(type: string): boolean {
  return !/^pulumi:(pulumi:Stack$|providers:)/.test(type);
}

/** Logical name of a resource. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
