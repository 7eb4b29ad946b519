import { styleText } from "node:util";
import type { Terminal } from "./output.js";

type Style = Parameters<typeof styleText>[0];

/** A function that styles text where the terminal takes it, and leaves it plain elsewhere. */
export function paint({ color }: Pick<Terminal, "color">): (style: Style, text: string) => string {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}
