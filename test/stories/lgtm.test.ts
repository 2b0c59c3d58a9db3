/** Stories about LGTM: whose vote counts, and for which commit. */
import { expect } from "vitest";
import type { Pull } from "../../src/sim/index.ts";
import { opened, withoutRouting } from "./cast.ts";
import { story } from "./story.ts";

/** What GitHub told somebody of requests for their review. */
const requestsOf = (pull: Pull, login: string): readonly string[] =>
  pull.state.timeline.flatMap((item) => {
    if (item.kind !== "ReviewRequestedEvent" && item.kind !== "ReviewRequestRemovedEvent") return [];
    if (item.reviewer.__typename === "Team" || item.reviewer.restLogin !== login) return [];
    return [item.kind === "ReviewRequestedEvent" ? "asked" : "taken off"];
  });

const more = { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { steal() }\n" };

story("a squash and a reworded message keep LGTM", async (play) => {
  const { otto, rita, pull } = await opened(play);
  await play.step(() => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }));
  const voted = () => {
    expect(pull.labels()).toEqual(["lgtm"]);
    expect(pull.assignees()).toEqual(["rita"]);
  };
  await play.step(() => rita.says(pull, "/lgtm"), voted);
  play.reads(pull, "LGTM label has been added.  <details>Git tree hash:");
  await play.step(() => otto.squashes(pull), voted);
  await play.step(() => otto.amends(pull), voted);
  return [[rita, pull, "/lgtm"]];
});

story("`merge -s ours` does not keep LGTM", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play);
  await play.step(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(() => root.pushesTo(repo, "main", { "pkg/kubelet/kubelet.go": "package kubelet\n\n// mended\n" }));
  const tree = () => repo.store.commit(pull.head).tree;
  const before = tree();
  await play.step(
    () => otto.mergesOurs(pull),
    () => {
      expect(tree()).toBe(before);
      expect(pull.labels()).toEqual([]);
    },
  );
});

story("a push takes LGTM off with one line and one request, and the reviewed change brings it back", async (play) => {
  const { otto, rita, pull } = await opened(play, {}, withoutRouting());
  const reviewed = pull.head;
  await play.step(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(
    () => otto.pushes(pull, more),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.reviewRequests()).toEqual(["rita"]);
      expect(pull.comments()[0]?.body).toMatch(/LGTM .*rita reviewed/);
      expect(pull.comments()).toHaveLength(3);
      expect(pull.comments()[2]?.isMinimized).toBe(true);
    },
  );
  await play.step(
    () => otto.forcePushes(pull, reviewed),
    () => {
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(pull.comments()[0]?.body).not.toMatch(/LGTM .*rita reviewed/);
    },
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("whoever was asked, and answered with a comment, is asked anew when a push takes their LGTM away", async (play) => {
  const { otto, rita, pull } = await opened(play);
  const askedBefore = () => expect(requestsOf(pull, "rita")).toEqual(["asked"]);
  await play.step(() => rita.says(pull, "/lgtm"), askedBefore);
  play.reads(pull, "LGTM label");
  const askedAnew = () => {
    expect(pull.labels()).toEqual([]);
    expect(pull.reviewRequests()).toContain("rita");
    expect(requestsOf(pull, "rita")).toEqual(["asked", "taken off", "asked"]);
  };
  await play.step(() => otto.pushes(pull, more), askedAnew);
  await play.step(() => otto.pushes(pull, { "docs/guide.md": "# The guide\n" }), askedAnew);
});

story("whoever passes after a lost LGTM is not asked by the pushes that follow", async (play) => {
  const { otto, rita, pull } = await opened(play, {}, withoutRouting());
  await play.step(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(() => otto.pushes(pull, more));
  await play.step(() => rita.says(pull, "/pass"));
  const isLeftAlone = () => {
    expect(pull.reviewRequests()).toEqual([]);
    expect(requestsOf(pull, "rita")).toEqual(["asked", "taken off"]);
  };
  await play.step(() => otto.pushes(pull, { "docs/guide.md": "# The guide\n" }), isLeftAlone);
});

story("whoever was asked again by hand after their LGTM is not asked once more by a push", async (play) => {
  const { otto, root, rita, pull } = await opened(play, {}, withoutRouting());
  await play.step(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(() => root.asks(pull, rita));
  await play.step(
    () => otto.pushes(pull, more),
    () => expect(requestsOf(pull, "rita")).toEqual(["asked"]),
  );
});

story("A, B, A with lost deliveries grants nothing", async (play) => {
  const { otto, rita, pull } = await opened(play);
  const first = pull.head;
  await play.step(
    async () => {
      await play.unheard(() => otto.pushes(pull, more));
      play.world.clock.advance(60);
      await play.unheard(() => rita.says(pull, "/lgtm"));
      play.world.clock.advance(60);
      await play.unheard(() => otto.forcePushes(pull, first));
      play.world.clock.advance(60);
      await play.sweep();
    },
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/again/");
});

story("a review that GitHub moved to a later head is no vote on it", async (play) => {
  const block = (body: string) => `func run() {\n\tcheck()\n\tload()\n${body}\tsend()\n\tstop()\n}\n`;
  const runs = "pkg/kubelet/runs.go";
  const more = { ...withoutRouting("lgtm:\n  review_acts_as_lgtm: true\n"), [runs]: block("") + block("") };
  const skip = "\tskip()\n";
  const { otto, rita, pull } = await opened(play, { changes: { [runs]: block(skip) + block("") } }, more);
  const review = await play.done(() => rita.reviews(pull, "APPROVED"));
  play.reads(pull, "LGTM label");
  expect(play.isCalm ? pull.labels() : ["lgtm"]).toEqual(["lgtm"]);
  // The same lines with the same lines around them, in another place.
  await play.step(
    () => otto.amends(pull, { changes: { [runs]: block("") + block(skip) } }),
    () => {
      expect(review.post).toMatchObject({ commit: pull.head });
      expect(pull.labels()).toEqual([]);
      expect(pull.reviewRequests()).toEqual(["rita"]);
    },
  );
});

story("a review of an older commit is no vote on the head of now", async (play) => {
  const options = { ".github/bowsprit.yaml": "lgtm:\n  review_acts_as_lgtm: true\n" };
  const { otto, rita, pull } = await opened(play, {}, options);
  const seen = pull.head;
  await play.step(() => otto.pushes(pull, more));
  await play.step(
    () => rita.reviews(pull, "APPROVED", "", { commit: seen }),
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/again/");
});

story("`/lgtm` on a line of an earlier head's page is no vote on the later one", async (play) => {
  const { otto, rita, pull } = await opened(play);
  const seen = pull.head;
  await play.step(() => otto.pushes(pull, more));
  await play.step(
    () => rita.reviews(pull, "COMMENTED", "", { commit: seen, lines: [{ path: "pkg/kubelet/pods.go", body: "/lgtm" }] }),
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/again/");
  await play.step(
    () => rita.commentsOnLine(pull, "pkg/kubelet/pods.go", "/lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("an approving review is a vote where the option says so, and a request for changes takes it back", async (play) => {
  const options = { ".github/bowsprit.yaml": "lgtm:\n  review_acts_as_lgtm: true\n" };
  const { rita, ralf, pull } = await opened(play, {}, options);
  await play.step(
    () => rita.reviews(pull, "APPROVED"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  await play.step(
    () => ralf.reviews(pull, "CHANGES_REQUESTED", "Not yet."),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => ralf.reviews(pull, "APPROVED"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("`/lgtm` and `/lgtm cancel` in one comment: the last one counts", async (play) => {
  const { rita, ralf, pull } = await opened(play);
  await play.step(
    () => rita.says(pull, "/lgtm\n/lgtm cancel"),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => ralf.says(pull, "/lgtm cancel\r\nOn second thought:\r\n/LGTM  \r\n"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[ralf, pull, "/lgtm"]];
});

story("the author, a stranger and a bot give no LGTM, and people among them are told why", async (play) => {
  const { otto, pat, pull } = await opened(play);
  const robot = play.world.actor("robot", "Bot");
  await play.step(
    () => {
      otto.says(pull, "/lgtm");
      pat.says(pull, "/lgtm");
      robot.says(pull, "/lgtm");
    },
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "@otto");
  play.reads(pull, "@pat");
});

story("an edited comment gives no LGTM, and its writer is asked for a new one", async (play) => {
  const { rita, pull } = await opened(play);
  const said = await play.done(() => rita.says(pull, "I looked at it."));
  await play.step(
    () => rita.edits(said, "/lgtm"),
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/edited/");
  await play.step(
    () => rita.says(pull, "/lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("a maintainer who edits somebody's comment into a vote has not made that person vote", async (play) => {
  const { root, rita, anna, pull } = await opened(play);
  const said = await play.done(() => rita.says(pull, "Hm."));
  const mine = await play.done(() => anna.says(pull, "Hm, too."));
  await play.step(
    () => {
      root.edits(said, "/lgtm");
      root.edits(mine, "/approve");
    },
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/edited/");
});

story("a label set by hand is a vote of whoever may vote, and is put back for anybody else", async (play) => {
  const { ralf, rita, pull } = await opened(play);
  const robot = play.world.actor("robot", "Bot");
  await play.step(
    () => robot.labels(pull, "lgtm"),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.comments()[0]?.body).toMatch(/robot .*by hand/);
    },
  );
  await play.step(
    () => ralf.labels(pull, "lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  await play.step(
    () => rita.unlabels(pull, "lgtm"),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => ralf.says(pull, "/lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[ralf, pull, "/lgtm"]];
});

story("whoever votes within the second of a push is asked to say it again", async (play) => {
  const { otto, rita, pull } = await opened(play);
  await play.step(
    () => {
      otto.pushes(pull, more);
      rita.says(pull, "/lgtm");
    },
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/again/");
  await play.step(
    () => rita.says(pull, "/lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("a push seconds before a vote leaves in doubt what was reviewed", async (play) => {
  const { otto, rita, pull } = await opened(play);
  await play.step(
    () => {
      otto.pushes(pull, more);
      play.world.clock.advance(6);
      rita.says(pull, "/lgtm");
    },
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "order lgtm/again/");
});

story("a vote is for the branch that the pull request aimed at, and is there again when it does", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play);
  await play.step(() => root.pushesTo(repo, "release", {}));
  await play.step(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(
    () => otto.retargets(pull, "release"),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => otto.retargets(pull, "main"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("a cancel takes back every vote, and deleting it by another hand brings none back", async (play) => {
  const { root, rita, ralf, pull } = await opened(play, {}, withoutRouting());
  await play.step(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  const cancel = await play.done(() => ralf.says(pull, "/lgtm cancel"));
  await play.step(
    () => root.deletes(cancel),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.reviewRequests()).toEqual(["rita"]);
    },
  );
});

story("a dismissed review is a vote taken back", async (play) => {
  const { root, rita, pull } = await opened(play, {}, { ".github/bowsprit.yaml": "lgtm:\n  review_acts_as_lgtm: true\n" });
  const review = await play.done(() => rita.reviews(pull, "APPROVED"));
  play.reads(pull, "LGTM label");
  await play.step(
    () => root.dismisses(review),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("words in code, quotes and comments of HTML are no words", async (play) => {
  const { rita, pull } = await opened(play);
  const texts = ["```\n/lgtm\n```", "> /lgtm\n> /approve", "<!--\n/lgtm\n-->", "`/lgtm`", "say /lgtm", "    /lgtm"];
  await play.step(
    () => texts.map((text) => rita.says(pull, text)),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("what a description says grants nothing", async (play) => {
  const { root, pull } = await opened(play, { body: "Please look.\n\n/lgtm\n/approve" });
  const isNot = () => expect(pull.labels()).toEqual([]);
  await play.step(() => root.says(pull, "I see."), isNot);
  await play.step(() => root.edits(pull, "/lgtm\n/approve"), isNot);
});

story("a vote comment that somebody edited or folded away testifies to nothing", async (play) => {
  const { otto, root, rita, pull } = await opened(play);
  const vote = await play.done(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  const reviewed = pull.head;
  await play.done(() => root.deletes(vote));
  if (play.isCalm) expect(pull.labels()).toEqual(["lgtm"]);
  await play.done(() => otto.pushes(pull, more));
  await play.losesLedger();
  await play.step(
    async () => {
      const ours = pull.comments().find(({ body }) => body.startsWith("LGTM label has been added"));
      if (ours !== undefined) root.edits(play.said(pull, ours.id), ours.body.replaceAll(reviewed, pull.head));
      await play.rests();
    },
    () => expect(pull.labels()).toEqual([]),
  );
});

story("a voter who deletes the vote takes it back, told or not", async (play) => {
  const { rita, pull } = await opened(play);
  const vote = await play.done(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(
    async () => {
      await play.unheard(() => rita.deletes(vote));
      await play.rests();
    },
    () => expect(pull.labels()).toEqual([]),
  );
});
