/** Stories about issues: what people say there of their own time counts, once, and nothing but a reaction comes of it there. */
import { expect } from "vitest";
import { change, installed, opens } from "./cast.ts";
import { story } from "./story.ts";

/** Rita and Root are all there is to be asked: of whoever does not hear that one of them is away, the other is asked in any case. */
const onlyReviewers = { ".github/bowsprit.yaml": "route:\n  exclude_approvers: true\n" };

story("who is away and comes back, on an issue that others talk on, is asked again", async (play) => {
  const { otto, pat, rita, ralf, repo } = await installed(play, onlyReviewers);
  const issue = await play.done(() => pat.opensIssue(repo, "The kubelet eats my disk", "/away"));
  await play.step(() => rita.says(issue, "I am on holiday.\n\n/away until 2099-12-31"));
  await play.step(() => {
    pat.says(issue, "> /away\n\nThen who looks at this?");
    ralf.says(issue, "/review-capacity 2");
    ralf.says(issue, "/lgtm\n/hold\n/assign\n/help");
  });
  await play.step(() => rita.says(issue, "/back"));
  await play.step(
    () => pat.says(issue, "/away\n\nSorry, that was not what I meant."),
    () =>
      expect(issue.comments().flatMap(({ body, reactions }) => (reactions.length > 0 ? [body.split("\n").at(-1)] : []))).toEqual([
        "/away until 2099-12-31",
        "/review-capacity 2",
        "/back",
        "Sorry, that was not what I meant.",
      ]),
  );
  const pull = await opens(play, () => otto.opens(repo, { changes: change, fork: true }));
  if (play.isCalm) expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]);
  return [[rita, issue, "/back"]];
});

story("what was said on one issue and taken back on a pull request is taken back", async (play) => {
  const { otto, pat, rita, repo } = await installed(play, onlyReviewers);
  const issue = await play.done(() => pat.opensIssue(repo, "The kubelet eats my disk"));
  const first = await opens(play, () => otto.opens(repo, { changes: change, fork: true, body: "/cc @root" }));
  await play.step(() => rita.says(issue, "/review-capacity 0\n/away"));
  await play.step(() => rita.says(first, "/back\n/review-capacity"));
  const second = await opens(play, () => otto.opens(repo, { changes: { ...change, "docs/guide.md": "# Another\n" }, fork: true }));
  if (play.isCalm) expect(second.reviewRequests().toSorted()).toEqual(["rita", "root"]);
  return [[rita, first, "/back"]];
});
