#!/usr/bin/env node
// Exit code 1 means "blocked", so whatever keeps the command from starting must not end with Node's own 1.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`sallyport needs Node.js 22.12 or newer; this is ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  const start = async () => {
    const { keepYoungSpaceSmall } = await import("../dist/young-space.js");
    keepYoungSpaceSmall();
    await import("../dist/sallyport.js");
  };
  await start().catch((error) => {
    console.error(`sallyport could not start: ${error.message}`);
    process.exitCode = 2;
  });
}
