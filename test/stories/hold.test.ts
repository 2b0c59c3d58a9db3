/** Stories about holds: what sets one, what lifts it, and what only seems to. */
import { expect } from "vitest";
import { opened } from "./cast.ts";
import { story } from "./story.ts";

const label = "do-not-merge/hold";

story("anybody holds, and anybody lifts the hold", async (play) => {
  const { pat, rita, pull } = await opened(play);
  await play.step(
    () => pat.says(pull, "/hold until Monday"),
    () => {
      expect(pull.labels()).toEqual([label]);
      expect(pull.comments()[0]?.body).toContain("On hold by pat");
    },
  );
  await play.step(
    () => rita.says(pull, "/hold cancel"),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => pat.says(pull, "/hold\n/unhold\n/hold"),
    () => expect(pull.labels()).toEqual([label]),
  );
  return [[pat, pull, "/hold"]];
});

story("another person deletes or edits a hold: it stays until its author or a word lifts it", async (play) => {
  const { pat, root, rita, pull } = await opened(play);
  const held = () => expect(pull.labels()).toEqual([label]);
  const deleted = await play.done(() => pat.says(pull, "/hold"));
  await play.step(() => root.deletes(deleted), held);
  await play.step(
    () => rita.says(pull, "/unhold"),
    () => expect(pull.labels()).toEqual([]),
  );
  const edited = await play.done(() => pat.says(pull, "/hold"));
  await play.step(() => root.edits(edited, "Nothing to see here."), held);
  return [[pat, pull, "/hold"]];
});

story("who deletes the own hold lifts it", async (play) => {
  const { pat, pull } = await opened(play);
  const said = await play.done(() => pat.says(pull, "/hold"));
  await play.step(
    () => pat.deletes(said),
    () => expect(pull.labels()).toEqual([]),
  );
  // Where its delivery is lost, nobody can tell who deleted it: a word lifts it.
  return [[pat, pull, "/unhold"]];
});

story("a description holds, and a change of it lifts nothing by somebody else's hand", async (play) => {
  const { otto, root, pull } = await opened(play, { body: "Wait for the design.\n\n/hold" });
  await play.step(
    () => root.edits(pull, "The design is there."),
    () => expect(pull.labels()).toEqual([label]),
  );
  await play.step(
    () => otto.says(pull, "/hold cancel"),
    () => expect(pull.labels()).toEqual([]),
  );
  return [[otto, pull, "/hold cancel"]];
});

story("the label set or taken off by hand is a hold or its end", async (play) => {
  const { rita, ralf, pull } = await opened(play);
  await play.step(
    () => rita.labels(pull, label),
    () => expect(pull.labels()).toEqual([label]),
  );
  await play.step(
    () => ralf.unlabels(pull, label),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => rita.says(pull, "/hold"),
    () => expect(pull.labels()).toEqual([label]),
  );
  await play.step(
    () => ralf.unlabels(pull, label),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("a hold whose words are deleted and whose ledger is lost is a hold by somebody unknown", async (play) => {
  const { pat, root, rita, pull } = await opened(play);
  const said = await play.done(() => pat.says(pull, "/hold"));
  await play.done(() => root.deletes(said));
  await play.losesLedger();
  await play.step(
    () => play.rests(),
    () => {
      expect(pull.labels()).toEqual([label]);
      expect(pull.comments()[0]?.body).toContain("somebody unknown");
    },
  );
  await play.step(
    () => rita.says(pull, "/hold cancel"),
    () => expect(pull.labels()).toEqual([]),
  );
  return [[rita, pull, "/hold cancel"]];
});
