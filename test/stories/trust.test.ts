/** Stories about trust: nothing runs for a stranger before somebody trusted has read the change, and no longer than that holds. */
import { expect } from "vitest";
import type { Changes, Pull } from "../../src/sim/index.ts";
import { change, opens } from "./cast.ts";
import { jobFiles, jobsInstalled, options, runsOf, statusOf } from "./jobs-cast.ts";
import type { Play } from "./play.ts";
import { story } from "./story.ts";

const ok = "ok-to-test";
const needs = "needs-ok-to-test";

/** Otto, whom nobody knows, has opened a pull request that changes the kubelet. */
async function strangerOpened(
  play: Play,
  { trust = "trust: { only_org_members: true }\n", changes = change }: { trust?: string; changes?: Changes } = {},
) {
  const files = { ...jobFiles, ".github/bowsprit.yaml": options + trust, Makefile: "all:\n" };
  const people = await jobsInstalled(play, files);
  const pull = await opens(play, () => people.otto.opens(people.repo, { changes, fork: true }));
  return { ...people, pull };
}

const started = (play: Play): number => play.machines.runs.length;
const told = (pull: Pull): string => pull.comments().find(({ body }) => body.includes("bowsprit:status"))?.body ?? "";
const restarted = (play: Play): number => runsOf(play, "pull-unit").length;

story("nothing runs for a stranger until a member has said `/ok-to-test`", async (play) => {
  const { ralf, pat, otto, pull } = await strangerOpened(play);
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => {
      expect([started(play), pull.labels()]).toEqual([0, [needs]]);
      expect(told(pull)).toContain("A member who has read the change can write `/ok-to-test`");
    },
  );
  await play.step(
    () => pat.says(pull, "/ok-to-test\n/test all"),
    () => {
      expect([started(play), pull.labels()]).toEqual([0, [needs]]);
      play.reads(pull, "Nobody has said yet that code of this pull request may run");
    },
  );
  await play.step(
    () => ralf.says(pull, "/ok-to-test"),
    () => {
      expect([started(play), pull.labels()]).toEqual([2, [ok]]);
      expect([statusOf(pull, "pull-unit"), statusOf(pull, "pull-kubelet")]).toEqual(["success", "success"]);
      expect(told(pull)).not.toContain("`/ok-to-test`");
    },
  );
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "Still more.\n" }),
    () => expect([restarted(play), pull.labels()]).toEqual([2, [ok]]),
  );
  return [[ralf, pull, "/ok-to-test"]];
});

story("a member tries single jobs of a stranger's pull request without trusting the rest", async (play) => {
  const { ralf, pull } = await strangerOpened(play);
  await play.step(
    () => ralf.says(pull, "/test pull-slow"),
    () => expect([started(play), statusOf(pull, "pull-slow"), pull.labels()]).toEqual([1, "success", [needs]]),
  );
  return [[ralf, pull, "/test pull-slow"]];
});

story("a comment edited into `/ok-to-test` starts nothing, and one that is edited afterwards holds no longer", async (play) => {
  const { ralf, root, otto, pull } = await strangerOpened(play);
  const said = await play.done(() => ralf.says(pull, "I have not read this."));
  await play.step(
    () => root.edits(said, "/ok-to-test"),
    () => expect([started(play), pull.labels()]).toEqual([0, [needs]]),
  );
  const word = await play.done(() => ralf.says(pull, "/ok-to-test"));
  await play.step(
    () => ralf.edits(word, "/ok-to-test, or is it?"),
    () => {
      expect([started(play), pull.labels()]).toEqual([2, [needs]]);
      expect(told(pull)).toContain("was edited, so it counts for nothing");
    },
  );
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => expect([started(play), pull.labels()]).toEqual([2, [needs]]),
  );
  return [];
});

story("`/ok-to-test cancel` ends it for every later push, and deleting it by another hand brings nothing back", async (play) => {
  const { ralf, rita, root, otto, pull } = await strangerOpened(play);
  await play.step(() => ralf.says(pull, "/ok-to-test"));
  const cancel = await play.done(() => rita.says(pull, "/ok-to-test cancel"));
  await play.step(
    () => root.deletes(cancel),
    () => expect(pull.labels()).toEqual([needs]),
  );
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => expect([restarted(play), pull.labels()]).toEqual([1, [needs]]),
  );
  return [[rita, pull, "/ok-to-test cancel"]];
});

story("a label set by hand is the word of whoever set it, and put back for a stranger", async (play) => {
  const { ralf, otto, repo, pull } = await strangerOpened(play);
  await play.step(() => repo.collaborators.set(otto, "triage"));
  await play.step(
    () => otto.labels(pull, ok),
    () => {
      expect([started(play), pull.labels()]).toEqual([0, [needs]]);
      expect(told(pull)).toContain("otto put `ok-to-test` on by hand");
    },
  );
  await play.step(
    () => ralf.labels(pull, ok),
    () => expect([started(play), pull.labels()]).toEqual([2, [ok]]),
  );
  await play.step(
    () => otto.unlabels(pull, ok),
    () => expect(pull.labels()).toEqual([ok]),
  );
  return [[ralf, pull, "/ok-to-test"]];
});

story("a push that changes a listed path ends trust, and no other push does", async (play) => {
  const { ralf, otto, pull } = await strangerOpened(play, { trust: "trust: { ok_to_test: { revoked_by: [Makefile] } }\n" });
  await play.step(
    () => ralf.says(pull, "/ok-to-test"),
    () => expect([started(play), pull.labels()]).toEqual([2, [ok]]),
  );
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => expect([restarted(play), pull.labels()]).toEqual([2, [ok]]),
  );
  await play.step(
    () => otto.pushes(pull, { Makefile: "all:\n\tcurl evil\n" }),
    () => {
      expect([restarted(play), pull.labels()]).toEqual([2, [needs]]);
      expect(told(pull)).toContain("`/ok-to-test` of ralf ended with a push that changed `Makefile`");
    },
  );
  return [];
});

story("`/ok-to-test` said while it is closed counts once it is open again", async (play) => {
  const { ralf, otto, pull } = await strangerOpened(play);
  await play.step(() => otto.closes(pull));
  await play.step(
    () => ralf.says(pull, "/ok-to-test"),
    () => expect([started(play), pull.labels()]).toEqual([0, [needs]]),
  );
  await play.step(
    () => otto.reopens(pull),
    () => expect([started(play), pull.labels()]).toEqual([2, [ok]]),
  );
  return [[ralf, pull, "/ok-to-test"]];
});

story("with `scope: head` every push wants another `/ok-to-test`", async (play) => {
  const { ralf, otto, pull } = await strangerOpened(play, { trust: "trust: { ok_to_test: { scope: head } }\n" });
  await play.step(
    () => ralf.says(pull, "/ok-to-test"),
    () => expect([restarted(play), pull.labels()]).toEqual([1, [ok]]),
  );
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => expect([restarted(play), pull.labels()]).toEqual([1, [needs]]),
  );
  await play.step(
    () => ralf.says(pull, "/ok-to-test"),
    () => expect([restarted(play), pull.labels()]).toEqual([2, [ok]]),
  );
  return [[ralf, pull, "/ok-to-test"]];
});

story("the ledger is lost: the word stands on the thread, so trust does, and nothing runs twice", async (play) => {
  const { ralf, otto, pull } = await strangerOpened(play);
  await play.step(() => ralf.says(pull, "/ok-to-test"));
  await play.losesLedger();
  await play.step(
    () => otto.says(pull, "Anything else?"),
    () => expect([started(play), pull.labels()]).toEqual([2, [ok]]),
  );
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => expect([restarted(play), pull.labels()]).toEqual([2, [ok]]),
  );
  return [[ralf, pull, "/ok-to-test"]];
});

story("who leaves the organisation vouches for nothing any more", async (play) => {
  const { ralf, org, repo, otto, pull } = await strangerOpened(play);
  await play.step(() => ralf.says(pull, "/ok-to-test"));
  await play.step(() => {
    org.removes(ralf);
    repo.collaborators.delete(ralf);
    // Who somebody is holds for ten minutes.
    play.world.clock.advance(700);
  });
  await play.step(
    () => otto.pushes(pull, { "docs/more.md": "More.\n" }),
    () => expect([restarted(play), pull.labels()]).toEqual([1, [needs]]),
  );
  return [];
});
