import { defineConfig } from "vitest/config";

const onTheEngine = { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false };

/** Workers are reused: importing the Pulumi SDK costs a second, and every recorded program has a store of its own. */
export default defineConfig({
  test: {
    pool: "forks",
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**", "test/sandbox/**"],
          maxWorkers: "100%", // Vitest leaves a core free; on two cores that doubles the time.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "engine", include: ["test/engine/**/*.test.ts"], ...onTheEngine, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: "sandbox", include: ["test/sandbox/**/*.test.ts"], ...onTheEngine, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
