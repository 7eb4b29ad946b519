#!/usr/bin/env -S node --max-semi-space-size=8
// The small space for young values keeps large reports within bounded memory, and costs no time.
// Exit code 1 means "blocked", so whatever keeps the command from starting must not end with Node's own 1.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`sallyport needs Node.js 22.12 or newer; this is ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  await import("../dist/sallyport.js").catch((error) => {
    console.error(`sallyport could not start: ${error.message}`);
    process.exitCode = 2;
  });
}
