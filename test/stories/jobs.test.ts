/** Stories about jobs: runs are started by the right people, once, and reported where people look. */
import { expect } from "vitest";
import { jobsOpened, runsOf, statusOf } from "./jobs-cast.ts";
import { story } from "./story.ts";

story("`/test` of a job that is started by hand runs it once, and its status goes green", async (play) => {
  const { ralf, pull } = await jobsOpened(play);
  await play.step(
    () => ralf.says(pull, "/test pull-slow"),
    () => {
      expect(runsOf(play, "pull-slow")).toHaveLength(1);
      expect(statusOf(pull, "pull-slow")).toBe("success");
    },
  );
  return [];
});
