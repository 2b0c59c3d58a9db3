/** Stories about orders: what people ask for happens once, whatever happens around it. */
import { expect } from "vitest";
import { opened, withoutRouting } from "./cast.ts";
import { story } from "./story.ts";

story("`/assign` and `/cc` do what they say once, and a change by hand after it stays", async (play) => {
  const { anna, emil, pat, otto, pull } = await opened(play, {}, withoutRouting());
  await play.done(() => otto.says(pull, "/assign @anna @emil\n/cc @rita"));
  if (play.isCalm) {
    expect(pull.assignees()).toEqual(["anna", "emil"]);
    expect(pull.reviewRequests()).toEqual(["rita"]);
  }
  await play.step(
    () => anna.unassigns(pull, anna),
    () => expect(pull.assignees()).toEqual(["emil"]),
  );
  await play.step(
    () => emil.says(pull, "/unassign"),
    () => expect(pull.assignees()).toEqual([]),
  );
  await play.step(() => pat.says(pull, "/help"));
  play.reads(pull, "order help/reply/");
});

story("`/assign` with thirteen people assigns ten and tells of the others in one reply", async (play) => {
  const { org, otto, pull } = await opened(play);
  const crowd = Array.from({ length: 13 }, (_, index) => play.world.user(`member-${index}`));
  await play.step(
    () => {
      for (const one of crowd) org.adds(one);
      otto.says(pull, `/assign ${crowd.map(({ login }) => `@${login}`).join(" ")}`);
    },
    () => expect(pull.assignees()).toHaveLength(10),
  );
  play.reads(pull, /member-10.*member-11.*member-12/);
});

story("whom GitHub refuses is told in one reply, and nobody else", async (play) => {
  const { otto, pull } = await opened(play, {}, withoutRouting());
  await play.step(
    () => otto.says(pull, "/assign @stranger @anna\n/cc @otto @nobody-of-this-name @rita"),
    () => {
      expect(pull.assignees()).toEqual(["anna"]);
      expect(pull.reviewRequests()).toEqual(["rita"]);
    },
  );
  play.reads(pull, "order assign/refused/");
});

story("many orders in one minute are each carried out once", async (play) => {
  const { pat, otto, ralf, pull } = await opened(play);
  await play.step(() => {
    for (const person of [pat, otto, ralf]) for (let times = 0; times < 3; times += 1) person.says(pull, "/help");
    ralf.says(pull, "/assign");
    ralf.says(pull, "/assign");
  });
  for (let times = 0; times < 9; times += 1) play.reads(pull, "order help/reply/");
});

story("the status comment that somebody deleted is written anew once", async (play) => {
  const { root, rita, pull } = await opened(play);
  await play.step(() => {
    const status = pull.comments().find(({ body }) => body.includes("[APPROVALNOTIFIER]"));
    if (status !== undefined) root.deletes(play.said(pull, status.id));
  });
  play.reads(pull, "[APPROVALNOTIFIER]");
  await play.step(() => rita.says(pull, "Thank you."));
  expect(pull.comments().filter(({ body }) => body.includes("[APPROVALNOTIFIER]")).length).toBeLessThanOrEqual(1);
});

story("people who copy the bot's own marks into comments change nothing", async (play) => {
  const { pat, rita, pull } = await opened(play);
  const { tree } = pull.repository.store.commit(pull.head);
  const vote = JSON.stringify({
    v: 1,
    baseRef: "main",
    by: [{ id: rita.id, statement: "IC_1", revisions: [{ head: pull.head, tree, mergeBase: pull.head, mergeBaseTree: tree }] }],
  });
  await play.step(
    () => {
      pat.says(pull, "<!-- bowsprit:status -->");
      pat.says(pull, `LGTM label has been added.  <details>Git tree hash: ${tree}</details>\n<!-- bowsprit:vote ${vote} -->`);
    },
    () => expect(pull.labels()).toEqual([]),
  );
});
