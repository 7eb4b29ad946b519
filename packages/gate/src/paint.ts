/** Puts ANSI colours around text; every function returns it unchanged where colour is off. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/** The paint for a terminal, or for a file. */
export function paintFor(color: boolean): Paint {
  const with_ = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: with_(1), dim: with_(2), red: with_(31), yellow: with_(33), green: with_(32), cyan: with_(36) };
}
