/** trust: whose code may run, who says so, how long it holds, and what the labels show. Rows are Prow's, differences named. */
import { describe, expect, test } from "vitest";
import { pluginsOn } from "../../src/core/decide.ts";
import type { Sources } from "../../src/core/facts.ts";
import { type NodeId, userIdOf } from "../../src/core/ids.ts";
import { noProposal } from "../../src/core/jobs/proposal.ts";
import jobs from "../../src/plugins/jobs.ts";
import trust from "../../src/plugins/trust.ts";
import { wantsOf } from "../ask.ts";
import { always, ifChanged, type JobText, manual, presubmits, unlessOnly } from "../core/jobs/given.ts";
import { type Change, comment, given, labelChange, minute, person, review, revisionOfNow, sha, us } from "../given.ts";

const ok = "ok-to-test";
const needs = "needs-ok-to-test";
const config: Sources["presubmits"] = { presubmits: presubmits(always("job"), manual("jib")), faults: [], proposed: noProposal };
const stranger = { isMember: false, isCollaborator: false };
const runner = { github_actions: { repository: "org/jobs", workflow: "e2e.yml" } };

/** Mallory, an outsider, has opened a pull request; Tina is a member. */
function facts({ people = {}, options = {}, ...change }: Change & { readonly options?: Readonly<Record<string, unknown>> } = {}) {
  return given({
    ...{ author: "mallory", jobs: config, plugins: ["jobs", "trust"] },
    ...change,
    people: { mallory: stranger, uwe: stranger, ...people },
    options: { jobs: runner, trust: options },
  });
}

const labelsOf = (change: Parameters<typeof facts>[0]): readonly string[] =>
  (wantsOf(trust, facts(change)).labels ?? []).flatMap(({ label, on }) => (on ? [label.name] : []));
const notesOf = (change: Parameters<typeof facts>[0]): string => (wantsOf(trust, facts(change)).notes ?? []).join("\n");
const runsOf = (change: Parameters<typeof facts>[0]): readonly string[] =>
  (wantsOf(jobs, facts(change)).runs?.wanted ?? []).map(({ job }) => job);

const byTina: Change = { said: [["tina", "/ok-to-test"]] };
const trusted = { author: "tina" };

describe("the state of a pull request decides, whatever event led to it", () => {
  test.each<[string, Change, { readonly runs: boolean; readonly labels: readonly string[] }]>([
    ["a member's", trusted, { runs: true, labels: [] }],
    ["a member's draft", { ...trusted, thread: { isDraft: true } }, { runs: false, labels: [] }],
    ["an outsider's", {}, { runs: false, labels: [needs] }],
    ["an outsider's draft", { thread: { isDraft: true } }, { runs: false, labels: [needs] }],
    ["an outsider's, after a member's word", byTina, { runs: true, labels: [ok] }],
    ["an outsider's draft, after a member's word", { ...byTina, thread: { isDraft: true } }, { runs: false, labels: [ok] }],
    ["an outsider's, with both labels, after a member's word", { ...byTina, labels: [ok, needs] }, { runs: true, labels: [ok] }],
    ["an outsider's, needs-ok-to-test only", { labels: [needs] }, { runs: false, labels: [needs] }],
    ["an outsider's that is labelled lgtm", { labels: ["lgtm"] }, { runs: false, labels: [needs] }],
    ["an outsider's that is labelled otherwise", { labels: ["sig/node"] }, { runs: false, labels: [needs] }],
    ["a member's that carries needs-ok-to-test", { ...trusted, labels: [needs] }, { runs: true, labels: [] }],
    ["a collaborator's", { people: { mallory: { isMember: false, isCollaborator: true } } }, { runs: true, labels: [] }],
    ["of an account that is gone", { author: undefined }, { runs: false, labels: [needs] }],
    ["of a mannequin", { author: person("old", "mannequin") }, { runs: false, labels: [needs] }],
    ["on a pull request that conflicts", { ...trusted, thread: { isMergeable: false } }, { runs: false, labels: [] }],
  ])("%s", (_, change, { runs, labels }) => {
    expect(labelsOf(change)).toEqual(labels);
    expect(runsOf(change)).toEqual(runs ? ["job"] : []);
  });
});

describe("options say who is trusted", () => {
  const collaborator = { people: { mallory: { isMember: false, isCollaborator: true } } };
  const bot = person("robot[bot]");
  test.each<[string, Change, boolean]>([
    ["a collaborator, with only_org_members", { ...collaborator, options: { only_org_members: true } }, false],
    [
      "a member of the other organisation",
      { people: { mallory: { ...stranger, isMemberOfTrusted: true } }, options: { trusted_org: "other" } },
      true,
    ],
    ["a member of an organisation that nobody trusts", { people: { mallory: { ...stranger, isMemberOfTrusted: true } } }, false],
    ["a trusted App, by its id", { author: bot, options: { trusted_apps: [bot.id] } }, true],
    ["another App", { author: bot, options: { trusted_apps: [userIdOf(1)] } }, false],
    ["this App", { author: us }, true],
    [
      "a user whose login is that of a trusted App without `[bot]`",
      { author: "robot", people: { robot: stranger }, options: { trusted_apps: [bot.id] } },
      false,
    ],
    [
      "a user whose login begins with that of a trusted App",
      { author: "robot[bot]x", people: { "robot[bot]x": stranger }, options: { trusted_apps: [bot.id] } },
      false,
    ],
  ])("%s", (_, change, isTrusted) => expect(runsOf(change)).toEqual(isTrusted ? ["job"] : []));
});

describe("a member's word starts what would have run by itself, and its label takes the place of the other", () => {
  test.each<[string, JobText, readonly string[]]>([
    ["a job that always runs", always("job"), ["job"]],
    ["one by the files that changed", ifChanged("job", "^a/"), ["job"]],
    ["one by exceptions that are not all that changed", unlessOnly("job", "^docs/"), ["job"]],
    ["nothing that is started by hand", manual("job"), []],
  ])("%s", (_, job, runs) => {
    const change: Change = { ...byTina, labels: [needs], jobs: { presubmits: presubmits(job), faults: [], proposed: noProposal } };
    expect([runsOf(change), labelsOf(change)]).toEqual([runs, [ok]]);
  });

  test("but not where nobody can vouch", () => {
    const change = { ...byTina, labels: [needs], options: { ignore_ok_to_test: true } };
    expect([runsOf(change), labelsOf(change)]).toEqual([[], []]);
  });
});

describe("who may vouch, and how", () => {
  test.each<[string, Change, readonly string[]]>([
    ["a member", byTina, [ok]],
    ["a line among others", { said: [["tina", "Looks harmless.\n/ok-to-test \r"]] }, [ok]],
    ["not in the middle of a line", { said: [["tina", "not /ok-to-test"]] }, [needs]],
    ["not with something behind it", { said: [["tina", "/ok-to-test please"]] }, [needs]],
    ["not in capitals", { said: [["tina", "/OK-TO-TEST"]] }, [needs]],
    ["not in code", { said: [["tina", "```\n/ok-to-test\n```"]] }, [needs]],
    ["in a review", { said: [review("tina", "commented", "/ok-to-test")] }, [ok]],
    ["an outsider", { said: [["uwe", "/ok-to-test"]] }, [needs]],
    ["the author", { said: [["mallory", "/ok-to-test"]] }, [needs]],
    ["the author, in the description", { description: "/ok-to-test" }, [needs]],
    ["a bot, even a trusted one", { said: [["robot[bot]", "/ok-to-test"]], options: { trusted_apps: [person("robot[bot]").id] } }, [needs]],
    ["an account that is gone", { said: [comment(undefined, "/ok-to-test")] }, [needs]],
    ["who was a member once", { ...byTina, people: { tina: stranger } }, [needs]],
    [
      "a collaborator, where only members are trusted",
      { ...byTina, people: { tina: { isMember: false, isCollaborator: true } }, options: { only_org_members: true } },
      [needs],
    ],
    ["an edited comment", { said: [comment("tina", "/ok-to-test", { presence: "edited", firstBody: "/ok-to-test" })] }, [needs]],
    ["a comment that is gone", { said: [comment("tina", "/ok-to-test", { presence: "gone" })] }, [needs]],
    ["words of our own", { said: [comment(us, "/ok-to-test")] }, [needs]],
    ["where nobody can vouch, no label is touched", { ...byTina, options: { ignore_ok_to_test: true } }, []],
    ["on a member's pull request the label is added as well", { ...trusted, said: [["tina", "/ok-to-test"]] }, [ok]],
    ["a stranger's word on a member's adds none", { ...trusted, said: [["uwe", "/ok-to-test"]] }, []],
  ])("%s", (_, change, labels) => expect(labelsOf(change)).toEqual(labels));
});

describe("the last word of those who may counts", () => {
  test.each<[string, Change, boolean]>([
    [
      "taken back",
      {
        said: [
          ["tina", "/ok-to-test"],
          ["theo", "/ok-to-test cancel"],
        ],
      },
      false,
    ],
    [
      "taken back and said again",
      {
        said: [
          ["tina", "/ok-to-test"],
          ["theo", "/ok-to-test cancel"],
          ["tina", "/ok-to-test"],
        ],
      },
      true,
    ],
    ["both in one comment", { said: [["tina", "/ok-to-test\n/ok-to-test cancel"]] }, false],
    ["both in one comment, the other way", { said: [["tina", "/ok-to-test cancel\n/ok-to-test"]] }, true],
    ["`cancel` on the next line is none", { said: [["tina", "/ok-to-test\ncancel"]] }, true],
    [
      "taken back by a stranger",
      {
        said: [
          ["tina", "/ok-to-test"],
          ["uwe", "/ok-to-test cancel"],
        ],
      },
      true,
    ],
    ["taken back by somebody who is gone", { said: [["tina", "/ok-to-test"], comment(undefined, "/ok-to-test cancel")] }, false],
    [
      "the cancel was edited",
      { said: [["tina", "/ok-to-test"], comment("theo", "sorry", { presence: "edited", firstBody: "/ok-to-test cancel" })] },
      false,
    ],
    [
      "the cancel was deleted by somebody",
      { said: [["tina", "/ok-to-test"], comment("theo", "/ok-to-test cancel", { presence: "gone" })] },
      false,
    ],
    [
      "the cancel was deleted by its author",
      { said: [["tina", "/ok-to-test"], comment("theo", "/ok-to-test cancel", { presence: "withdrawn" })] },
      true,
    ],
  ])("%s", (_, change, isVouched) => {
    expect(labelsOf(change)).toEqual([isVouched ? ok : needs]);
    expect(runsOf(change)).toEqual(isVouched ? ["job"] : []);
  });

  test("a stranger's cancel is answered, a member's is not", () => {
    const replies = (by: string) =>
      (
        wantsOf(
          trust,
          facts({
            said: [
              ["tina", "/ok-to-test"],
              [by, "/ok-to-test cancel"],
            ],
          }),
        ).orders ?? []
      ).map(({ key }) => key);
    expect(replies("uwe")).toEqual(["trust/refusal/said-2"]);
    expect(replies("theo")).toEqual([]);
  });
});

describe("a label is no right", () => {
  const on = (by: Parameters<typeof labelChange>[0], more = {}) => labelChange(by, ok, true, more);
  test.each<[string, Change, readonly string[]]>([
    ["set by a member's hand, on an outsider's", { said: [on("tina")], labels: [ok] }, [ok]],
    ["set by a member's hand, on a member's", { ...trusted, said: [on("tina")], labels: [ok] }, [ok]],
    ["spelled otherwise", { said: [labelChange("tina", "OK-to-Test", true)], labels: ["OK-to-Test"] }, [ok]],
    ["set by an outsider's hand", { said: [on("mallory")], labels: [ok] }, [needs]],
    ["set by a bot", { said: [on("robot[bot]")], labels: [ok] }, [needs]],
    ["set by a former bot, whose word nobody gave", { said: [on(us, { formerly: person("k8s-ci-robot", "bot") })], labels: [ok] }, [needs]],
    ["set by this App, of which nobody knows why", { said: [on(us)], labels: [ok] }, [needs]],
    ["there from the start", { labels: [ok] }, [needs]],
    ["taken off by a member's hand", { said: [["tina", "/ok-to-test"], labelChange("theo", ok, false)] }, [needs]],
    ["taken off by an outsider's hand", { said: [["tina", "/ok-to-test"], labelChange("uwe", ok, false)] }, [ok]],
    ["needs-ok-to-test taken off by hand", { said: [labelChange("mallory", needs, false)] }, [needs]],
  ])("%s", (_, change, labels) => expect(labelsOf(change)).toEqual(labels));

  test("what was undone is said", () =>
    expect(notesOf({ said: [on("mallory")], labels: [ok] })).toContain("mallory put `ok-to-test` on by hand"));
  test("what stands is not", () => expect(notesOf({ said: [on("tina")], labels: [ok] })).toBe(""));
});

describe("a stranger is told how to get tested", () => {
  test("why, and by whom", () =>
    expect(notesOf({})).toBe(
      "No job runs by itself here yet: mallory is not a member of the organisation and not a collaborator of the repository. A member who has read the change can write `/ok-to-test` on a line of its own; until then members can start jobs with `/test`.",
    ));
  test("and how to become a member", () =>
    expect(notesOf({ options: { join_org_url: "https://example.org/join" } })).toContain(
      "[How to become a member](https://example.org/join)",
    ));
  test("where nobody can vouch, that is said", () =>
    expect(notesOf({ options: { ignore_ok_to_test: true } })).toContain(
      "That does not change here; members can start jobs with `/test all`.",
    ));
  test("on a draft as well, and of trust alone", () =>
    expect(notesOf({ thread: { isDraft: true } })).toContain("A member who has read the change can write `/ok-to-test`"));
  test("nobody else is told anything", () => {
    expect(notesOf(trusted)).toBe("");
    expect(notesOf(byTina)).toBe("");
  });
  test("that an edited word does not count", () =>
    expect(notesOf({ said: [comment("tina", "/ok-to-test", { presence: "edited" })] })).toContain("tina wrote `/ok-to-test` was edited"));
});

describe("what cannot be looked up is neither yes nor no", () => {
  test.each<[string, Change]>([
    ["members", { unread: { members: "no permission" }, people: { mallory: stranger } }],
    ["members, with a word that may count", { ...byTina, unread: { members: "no permission" }, people: { tina: stranger } }],
    ["the other organisation's", { people: { mallory: { ...stranger, isMemberOfTrusted: undefined } }, options: { trusted_org: "other" } }],
  ])("%s: no label changes, nothing starts, and it is said", (_, change) => {
    expect(wantsOf(trust, facts(change)).labels?.filter(({ on }) => on)).toEqual([]);
    expect(wantsOf(trust, facts(change)).labels?.some(({ label }) => label.name === needs)).toBe(false);
    expect(runsOf(change)).toEqual([]);
    expect(notesOf(change)).toContain("is not known");
  });

  test("a collaborator is trusted all the same, where collaborators are", () =>
    expect(runsOf({ unread: { members: "no permission" }, people: { mallory: { isCollaborator: true } } })).toEqual(["job"]));

  test("whoever may have taken it back has", () =>
    expect(
      runsOf({
        said: [
          ["tina", "/ok-to-test"],
          ["theo", "/ok-to-test cancel"],
        ],
        options: { trusted_org: "other" },
        people: { theo: { ...stranger, isMemberOfTrusted: undefined } },
      }),
    ).toEqual([]));

  test("a request is asked again where the failure passes, and answered where it does not", () => {
    const outcome = (unreadAgain: number | undefined) => {
      const known = facts({ said: [["uwe", "/test job"]] });
      const members = { kind: "unread", reason: "no answer", ...(unreadAgain === undefined ? {} : { againIn: unreadAgain }) } as const;
      return wantsOf(jobs, { ...known, sources: { ...known.sources, members } });
    };
    expect(outcome(60).runs?.answered).toEqual([]);
    expect(outcome(undefined).runs?.answered[0]?.outcome.answer?.reply).toContain("could not read who is a member");
  });
});

const older = sha("older head");
/** Tina vouched in minute 2; whatever head is named was pushed in minute 3. */
const pushed = (before: string, change: Change = {}): Change => ({
  said: [
    ["uwe", "hm"],
    ["tina", "/ok-to-test"],
  ],
  now: minute(10),
  memory: {
    sightings: [
      { head: sha(before), at: minute(0), source: "opened" },
      { head: sha(before), at: minute(2), source: "read" },
      ...(sha(before) === revisionOfNow.head
        ? []
        : [{ head: revisionOfNow.head, at: minute(3), source: "delivery", before: sha(before) } as const]),
      { head: revisionOfNow.head, at: minute(10), source: "read" },
    ],
  },
  ...change,
});

describe("how far a word reaches", () => {
  const head = { ok_to_test: { scope: "head" } };
  test.each<[string, Change, boolean]>([
    ["the pull request with all that is pushed later, as in Prow", pushed("older head"), true],
    ["one commit: it is the head", pushed("head", { options: head }), true],
    ["one commit: it is not the head any more", pushed("older head", { options: head }), false],
    [
      "one commit: nobody knows which",
      { ...byTina, options: head, memory: { sightings: [{ head: revisionOfNow.head, at: minute(9), source: "read" }] }, now: minute(10) },
      false,
    ],
    [
      "one commit: two may have been meant",
      pushed("older head", {
        options: head,
        said: [
          ["uwe", "hm"],
          ["uwe", "hm"],
          ["tina", "/ok-to-test"],
        ],
      }),
      false,
    ],
    ["one commit: a label set by hand then", pushed("head", { options: head, said: [labelChange("tina", ok, true)] }), true],
    [
      "one commit: a label set by hand before the push",
      pushed("older head", { options: head, said: [labelChange("tina", ok, true, { at: minute(1) })] }),
      false,
    ],
    ["the pull request, and the ledger knows no head", { ...byTina, memory: { sightings: [] } }, true],
  ])("%s", (_, change, isVouched) => expect(runsOf(change)).toEqual(isVouched ? ["job"] : []));

  test("that it is over is said", () => {
    expect(notesOf(pushed("older head", { options: head }))).toContain("`/ok-to-test` of tina was about an earlier commit.");
  });
});

describe("a push that changes a listed path ends it", () => {
  const options = { ok_to_test: { revoked_by: [".github/", "Makefile"] } };
  const tip = sha("tip of master");
  const guarded = (at: Readonly<Record<"older" | "head" | "tip", readonly [string, string | null]>>): Sources["guarded"] => {
    const entries = ([github, makefile]: readonly [string, string | null]) =>
      new Map([
        [".github/", github],
        ["Makefile", makefile],
      ]);
    return new Map([
      [older, entries(at.older)],
      [revisionOfNow.head, entries(at.head)],
      [tip, entries(at.tip)],
    ]);
  };
  test.each<[string, Change, boolean]>([
    ["it changes none", { guarded: guarded({ older: ["a", null], head: ["a", null], tip: ["a", null] }) }, true],
    ["it changes a directory", { guarded: guarded({ older: ["a", null], head: ["b", null], tip: ["a", null] }) }, false],
    ["it adds a file", { guarded: guarded({ older: ["a", null], head: ["a", "new"], tip: ["a", null] }) }, false],
    ["it deletes a file", { guarded: guarded({ older: ["a", "m"], head: ["a", null], tip: ["a", "m"] }) }, false],
    ["it leaves a change that was there", { guarded: guarded({ older: ["b", null], head: ["b", null], tip: ["a", null] }) }, true],
    ["it brings what the base has now", { guarded: guarded({ older: ["a", null], head: ["c", null], tip: ["c", null] }) }, true],
    ["it brings back what the base had once", { guarded: guarded({ older: ["b", null], head: ["a", null], tip: ["b", null] }) }, false],
    [
      "the commit that was read is gone",
      { guarded: new Map([...guarded({ older: ["a", null], head: ["b", null], tip: ["a", null] })].slice(1)) },
      false,
    ],
    ["nothing was pushed", { ...pushed("head"), guarded: guarded({ older: ["a", null], head: ["b", null], tip: ["a", null] }) }, true],
    ["they cannot be read", { unread: { guarded: "no answer" } }, false],
    [
      "nobody knows which commit was read",
      { memory: { sightings: [] }, guarded: guarded({ older: ["a", null], head: ["b", null], tip: ["a", null] }) },
      false,
    ],
  ])("%s", (_, change, isVouched) => expect(runsOf(pushed("older head", { options, ...change }))).toEqual(isVouched ? ["job"] : []));

  test("which it was is said", () =>
    expect(
      notesOf(pushed("older head", { options, guarded: guarded({ older: ["a", null], head: ["b", null], tip: ["a", null] }) })),
    ).toContain("`/ok-to-test` of tina ended with a push that changed `.github/`."));
  test("where they cannot be read no label changes", () =>
    expect(wantsOf(trust, facts(pushed("older head", { options, unread: { guarded: "no answer" } }))).labels).toEqual([]));
});

describe("where no job can run", () => {
  test("without a runner the plugin is off, and with it its word", () => {
    const bare = given({ author: "mallory", plugins: ["jobs", "trust"], people: { mallory: stranger } });
    expect(pluginsOn([jobs, trust], bare.options)).toEqual([]);
    expect(pluginsOn([jobs, trust], facts().options)).toEqual([jobs, trust]);
  });
  test("without a job nothing is said and no label is touched", () =>
    expect(wantsOf(trust, facts({ jobs: { presubmits: [], faults: [], proposed: noProposal } }))).toEqual({}));
  test("where the plugin is off, no label makes a stranger trusted", () =>
    expect(runsOf({ ...byTina, labels: [ok], plugins: ["jobs"] })).toEqual([]));
});

const asked = (text: string, change: Change = {}): NodeId[] =>
  (wantsOf(jobs, facts({ said: [["tina", text]], ...change })).runs?.wanted ?? []).flatMap(({ cause }) =>
    cause.kind === "asked" ? [cause.statement] : [],
  );

describe("before it, the words of members alone start something", () => {
  test("a member's `/test`", () => expect(asked("/test jib")).toHaveLength(1));
  test("not a stranger's", () => expect(asked("", { said: [["uwe", "/test jib"]] })).toHaveLength(0));
  test("a stranger's on a member's pull request", () => expect(asked("", { ...trusted, said: [["uwe", "/test jib"]] })).toHaveLength(1));
  test.each<[string, string, Change, number]>([
    ["everything, by a stranger on a member's pull request", "/test all", trusted, 1],
    ["nothing, by a stranger on a stranger's", "/test all", {}, 0],
    ["nothing, by a stranger where only labels say that it is good", "/retest", { labels: ["lgtm", "approved"] }, 0],
    ["nothing, by a stranger where nobody can vouch", "/test all", { options: { ignore_ok_to_test: true } }, 0],
  ])("a stranger's word starts %s", (_, text, change, count) =>
    expect(asked("", { ...change, said: [["uwe", text]] })).toHaveLength(count),
  );
  test.each([[ok], [ok, needs]])("after it a stranger's does as well, with the labels %j", (...labels) => {
    const said: Change["said"] = [
      ["tina", "/ok-to-test"],
      ["uwe", "/test all"],
    ];
    expect(asked("", { said, labels })).toHaveLength(1);
    expect(labelsOf({ said, labels })).toEqual([ok]);
  });
  test("a stranger is told that nobody can vouch, where that is so", () => {
    const { runs } = wantsOf(jobs, facts({ said: [["uwe", "/test job"]], options: { ignore_ok_to_test: true } }));
    expect(runs?.answered[0]?.outcome.answer?.reply).toContain("`/ok-to-test` does not count here");
  });
  test("a member's `/test all` on a member's pull request", () => expect(asked("/test all", trusted)).toHaveLength(1));
  test.each<[string, Change, number]>([
    ["not a trusted App's, which may quote a stranger", {}, 0],
    ["a trusted App's on a member's pull request", trusted, 1],
  ])("%s", (_, change, count) => {
    const said: Change = { said: [["robot[bot]", "otto wrote:\n/test jib"]], options: { trusted_apps: [person("robot[bot]").id] } };
    expect(asked("", { ...change, ...said })).toHaveLength(count);
  });
});
