import { afterTheVerdict, type CallJob } from "@sallyport/github";
import { expect, test } from "vitest";

const deploy: CallJob = { name: "Deploy", permissions: { contents: "read" }, uses: "./.github/workflows/deploy.yml" };

test("a deployment waits for a green check, and follows a push alone", () => {
  expect(afterTheVerdict(deploy)).toEqual({
    ...deploy,
    needs: ["sallyport"],
    if: "!cancelled() && github.event_name == 'push' && needs.sallyport.result == 'success'",
  });
});

test("it also needs the success of what it names itself, and keeps its own condition", () => {
  const call = { ...deploy, needs: ["build"], if: "github.ref_name == 'main' || inputs.all" };

  expect(afterTheVerdict(call)).toMatchObject({
    needs: ["build", "sallyport"],
    if: "!cancelled() && github.event_name == 'push' && needs.build.result == 'success' && needs.sallyport.result == 'success' && (github.ref_name == 'main' || inputs.all)",
  });
});
