/** Stories about meeting threads for the first time, and about a ledger that is gone or old. */
import { expect } from "vitest";
import { cast, change, opened } from "./cast.ts";
import { story } from "./story.ts";

const words = ["/assign @anna", "/cc @rita", "/help", "/lgtm", "/approve", "/hold", "/unhold", "/lgtm cancel", "/close", "/uncc"];

story("years of old words at adoption run nothing", async (play) => {
  const { org, repo, root, anna, rita, otto, pat } = cast(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  for (const [index, person] of Array.from({ length: 25 }, () => [root, anna, rita, otto, pat])
    .flat()
    .entries()) {
    play.world.clock.advance(40_000);
    person.says(pull, words[index % words.length] ?? "");
  }
  play.world.clock.advance(90_000);
  for (const word of ["/assign @anna", "/cc @rita", "/help"]) pat.says(pull, word);
  play.world.clock.advance(600);
  await play.step(() => play.world.installs(org));
  await play.step(
    () => play.sweep(),
    () => {
      expect(pull.comments().filter(({ author }) => author === "bowsprit[bot]")).toEqual([]);
      expect(pull.labels()).toEqual([]);
      expect(pull.assignees()).toEqual([]);
      expect(pull.reviewRequests()).toEqual([]);
      expect(pull.comments().flatMap(({ reactions }) => reactions)).toEqual([]);
      expect(pull.checks().map(({ name }) => name)).toEqual(["bowsprit: main"]);
    },
  );
  await play.step(
    () => pat.says(pull, "Is anybody there?"),
    () => expect([pull.assignees(), pull.reviewRequests()]).toEqual([[], []]),
  );
  play.reads(pull, "[APPROVALNOTIFIER]");
});

story("labels that stood before the bot came stay until somebody does something", async (play) => {
  const { org, repo, rita, otto } = cast(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.labels(pull, "lgtm", "approved", "kind/bug");
  play.world.clock.advance(90_000);
  await play.step(
    () => play.world.installs(org),
    () => {
      expect(pull.labels()).toEqual(["lgtm", "approved", "kind/bug"]);
      expect(pull.checks().map(({ status }) => status)).toEqual(["in_progress"]);
    },
  );
});

story("a ledger restored from an old copy grants nothing new and repeats nothing", async (play) => {
  const { otto, rita, anna, pat, pull } = await opened(play);
  const reviewed = pull.head;
  await play.done(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.done(() => pat.says(pull, "/help"));
  play.reads(pull, "order help/reply/");
  const restored = await play.copiesLedger();
  await play.done(() => anna.says(pull, "/lgtm cancel"));
  await play.done(() => pat.says(pull, "/help\n/assign @emil"));
  play.reads(pull, "order help/reply/");
  await play.done(() => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }));
  await play.step(
    async () => {
      await restored();
      await play.rests();
    },
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => otto.forcePushes(pull, reviewed),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("an order that nobody carried out for a day is void", async (play) => {
  const { pat, pull } = await opened(play);
  await play.step(
    async () => {
      await play.unheard(() => pat.says(pull, "/help\n/assign @anna"));
      play.world.clock.advance(90_000);
      await play.sweep();
    },
    () => expect(pull.assignees()).toEqual([]),
  );
});

story("a closed pull request keeps its labels, and what is said there changes none", async (play) => {
  const { otto, rita, anna, pull } = await opened(play);
  await play.done(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.done(() => otto.closes(pull));
  await play.step(
    () => {
      anna.says(pull, "/approve");
      rita.says(pull, "/lgtm cancel");
    },
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  await play.step(
    () => otto.reopens(pull),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  return [[anna, pull, "/approve"]];
});
