/** Stories about what a push leaves of an LGTM: it stays over every push that leaves the reviewed change as it was, and over no other. */
import { expect } from "vitest";
import { type Changes, forgetCommit, type Person, type Pull, type Repository } from "../../src/sim/index.ts";
import { change, opened, opens, withoutRouting } from "./cast.ts";
import type { Play } from "./play.ts";
import { story } from "./story.ts";

const mended: Changes = { "pkg/kubelet/kubelet.go": "package kubelet\n\n// mended\n" };
const elsewhere: Changes = { "docs/guide.md": "# A guide\n\nRead it.\n" };
const more: Changes = { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { steal() }\n" };

const statusOf = (pull: Pull): string => pull.comments().find(({ body }) => body.includes("bowsprit:status"))?.body ?? "";
const summaryOf = (pull: Pull): string => pull.checks().at(-1)?.output.summary ?? "";
const shown = (sha: string): string => `\`${sha.slice(0, 8)}\``;
const treeOf = ({ repository, head }: Pull): string => repository.store.commit(head).tree;

/** Who reads it as it is gives it their LGTM. */
async function grants(play: Play, pull: Pull, reader: Person): Promise<void> {
  await play.step(() => reader.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
}

/** Nobody was told or asked anything: the status comment and one vote comment are all that the bot ever said. */
function expectSilentlyKept(pull: Pull): void {
  expect(pull.labels()).toEqual(["lgtm"]);
  expect(pull.reviewRequests()).toEqual([]);
  expect(pull.comments().map(({ author, isMinimized }) => [author, isMinimized])).toEqual([
    ["bowsprit[bot]", false],
    ["rita", false],
    ["bowsprit[bot]", false],
  ]);
}

/** LGTM is off; one line names the files, and rita is asked. */
function expectLost(pull: Pull, from: string, why: string): void {
  expectOff(pull, from, why);
  expect(pull.reviewRequests()).toEqual(["rita"]);
}

function expectOff(pull: Pull, from: string, why: string): void {
  expect(pull.labels()).toEqual([]);
  const line = statusOf(pull)
    .split("\n")
    .filter((text) => text.includes("LGTM is lost"));
  expect(line).toHaveLength(1);
  expect(line[0]).toContain(`rita reviewed ${shown(from)} (${why} ([compare](`);
  expect(line[0]).toContain(`/kubernetes/kubernetes/compare/${from}..${pull.head}))`);
}

story("a rebase onto a moved base keeps LGTM in silence, and is shown with the command that proves it", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  const [reviewed, reviewedBase] = [pull.head, pull.state.mergeBase];
  await grants(play, pull, rita);
  await play.step(() => root.pushesTo(repo, "main", { ...mended, ...elsewhere }));
  await play.step(
    () => otto.rebases(pull),
    () => {
      expectSilentlyKept(pull);
      const proof = `--merge-base=${reviewedBase} ${reviewed} ${pull.state.mergeBase}\` prints \`${treeOf(pull)}\``;
      for (const text of [statusOf(pull), summaryOf(pull)]) {
        expect(text).toContain(`rita reviewed ${shown(reviewed)}`);
        expect(text).toContain(`${shown(pull.head)} (rebase) is the same change on another base`);
        expect(text).toContain(proof);
      }
    },
  );
  return [[rita, pull, "/lgtm"]];
});

story("a merge of the base keeps LGTM in silence, and a squash after it does", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  await play.step(() => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }));
  const reviewed = pull.head;
  await grants(play, pull, rita);
  await play.step(() => root.pushesTo(repo, "main", mended));
  await play.step(
    () => otto.mergesBase(pull),
    () => {
      expectSilentlyKept(pull);
      expect(summaryOf(pull)).toContain(`${shown(pull.head)} (base merged in) is the same change on another base`);
    },
  );
  const merged = pull.head;
  await play.step(
    () => otto.squashes(pull),
    () => {
      expectSilentlyKept(pull);
      for (const head of [reviewed, merged, pull.head]) expect(statusOf(pull)).toContain(shown(head));
    },
  );
  return [[rita, pull, "/lgtm"]];
});

/** The rebase that would keep LGTM, with one thing in it changed. */
function tampered(sentence: string, changes: Changes, why: string): void {
  story(sentence, async (play) => {
    const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
    const reviewed = pull.head;
    await grants(play, pull, rita);
    await play.step(() => root.pushesTo(repo, "main", { ...mended, ...elsewhere }));
    await play.step(
      async () => {
        // Nobody is told of the honest rebase before it is made another one.
        await play.unheard(() => otto.rebases(pull));
        otto.amends(pull, { changes });
      },
      () => expectLost(pull, reviewed, why),
    );
    await play.step(
      () => play.rests(),
      () => expect(pull.state.timeline.filter(({ kind }) => kind === "ReviewRequestedEvent")).toHaveLength(1),
    );
  });
}

tampered(
  "a rebase with one more line loses LGTM, and names the file",
  { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { sync() }\n// more\n" },
  "not as reviewed: `pkg/kubelet/pods.go`",
);
tampered(
  "a rebase that drops what the base brought loses LGTM, and names the files",
  { "pkg/kubelet/kubelet.go": "package kubelet\n", "docs/guide.md": "# A guide\n\nRead.\n" },
  "not as reviewed: `docs/guide.md`, `pkg/kubelet/kubelet.go`",
);
tampered(
  "a rebase that makes a file executable loses LGTM, and names the file",
  { "pkg/kubelet/pods.go": { content: "package kubelet\n\nfunc pods() { sync() }\n", mode: "executable" } },
  "permissions changed beside other changes: `pkg/kubelet/pods.go`",
);

story("what a merge with `-s ours` undoes is named", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  const reviewed = pull.head;
  await grants(play, pull, rita);
  await play.step(() => root.pushesTo(repo, "main", { ...mended, ...elsewhere }));
  await play.step(
    () => otto.mergesOurs(pull),
    () => expectLost(pull, reviewed, "not as reviewed: `docs/guide.md`, `pkg/kubelet/kubelet.go`"),
  );
});

story("a base that takes in the first commit of a pull request leaves LGTM alone", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  const first = pull.head;
  await play.step(() => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }));
  await grants(play, pull, rita);
  await play.step(
    () => root.resets(repo, "main", first),
    () => expectSilentlyKept(pull),
  );
  return [[rita, pull, "/lgtm"]];
});

story("a base that is forced back adds unreviewed work to an unchanged head, and takes LGTM off until it is back", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  const older = repo.tip("main") ?? "";
  await play.step(() => root.pushesTo(repo, "main", elsewhere));
  const newer = repo.tip("main") ?? "";
  await play.step(() => otto.rebases(pull));
  const reviewed = pull.head;
  await play.step(
    () => rita.says(pull, "/lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  await play.step(
    () => root.resets(repo, "main", older),
    () => {
      expect(pull.head).toBe(reviewed);
      expect(pull.labels()).toEqual([]);
      expect(pull.reviewRequests()).toEqual(["rita"]);
      expect(statusOf(pull)).toContain(
        `not as reviewed: \`docs/guide.md\` ([compare](https://github.test/kubernetes/kubernetes/compare/${newer}..${older}))`,
      );
      expect(statusOf(pull)).toContain("on the base of now it is a different change");
    },
  );
  await play.step(
    () => root.resets(repo, "main", newer),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("A, B, and the tree of A under another commit on a newer base: the label comes back", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  const reviewed = pull.head;
  await grants(play, pull, rita);
  await play.step(
    () => otto.pushes(pull, more),
    () => expectLost(pull, reviewed, "not as reviewed: `pkg/kubelet/pods.go`"),
  );
  await play.step(() => root.pushesTo(repo, "main", mended));
  await play.step(
    async () => {
      await play.unheard(() => otto.forcePushes(pull, reviewed));
      otto.rebases(pull);
    },
    () => {
      expect(pull.head).not.toBe(reviewed);
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(statusOf(pull)).not.toContain("LGTM is lost");
    },
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("a vote on one of two pull requests with one head is none on the other, and a rebase does not make it one", async (play) => {
  const { org, repo, root, otto, rita, pull: first } = await opened(play, {}, withoutRouting());
  org.adds(otto);
  await play.step(() => otto.resets(repo, "twin", first.head));
  const twin = await opens(play, () => otto.opensFrom(repo, "twin", repo, "main"));
  expect(twin.head).toBe(first.head);
  await play.step(
    () => rita.says(first, "/lgtm"),
    () => expect([first.labels(), twin.labels()]).toEqual([["lgtm"], []]),
  );
  play.reads(first, "LGTM label");
  await play.step(() => root.pushesTo(repo, "main", mended));
  await play.step(
    () => {
      const head = otto.rebases(first);
      otto.forcePushes(twin, head);
    },
    () => expect([first.labels(), twin.labels()]).toEqual([["lgtm"], []]),
  );
  return [[rita, first, "/lgtm"]];
});

story("a rebase while the pull request aims at another branch counts once it is back", async (play) => {
  const { otto, root, repo, rita, pull } = await opened(play, {}, withoutRouting());
  await play.step(() => root.pushesTo(repo, "release", {}));
  await grants(play, pull, rita);
  await play.step(() => root.pushesTo(repo, "main", mended));
  const isOff = () => expect(pull.labels()).toEqual([]);
  await play.step(() => otto.retargets(pull, "release"), isOff);
  await play.step(() => {
    const fresh = otto.opens(repo, { changes: change, fork: true, branch: "fresh" });
    otto.closes(fresh);
    return otto.forcePushes(pull, fresh.head);
  }, isOff);
  await play.step(
    () => otto.retargets(pull, "main"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("a cancel after a rebase takes back what was carried, and no later push brings it back", async (play) => {
  const { otto, root, repo, rita, ralf, pull } = await opened(play, {}, withoutRouting());
  const reviewed = pull.head;
  await grants(play, pull, rita);
  await play.step(() => root.pushesTo(repo, "main", mended));
  await play.step(
    () => otto.rebases(pull),
    () => expectSilentlyKept(pull),
  );
  const isOff = () => expect(pull.labels()).toEqual([]);
  await play.step(() => ralf.says(pull, "/lgtm cancel"), isOff);
  await play.step(() => otto.squashes(pull, "Once more\n"), isOff);
  await play.step(() => otto.forcePushes(pull, reviewed), isOff);
});

story("of several reviewers each vouches for the revision they saw", async (play) => {
  const { otto, root, repo, rita, ralf, pull } = await opened(play, {}, withoutRouting());
  const seenByRita = pull.head;
  await grants(play, pull, rita);
  await play.step(() => otto.pushes(pull, more));
  const seenByRalf = pull.head;
  await grants(play, pull, ralf);
  await play.step(() => root.pushesTo(repo, "main", mended));
  await play.step(
    () => otto.rebases(pull),
    () => {
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(statusOf(pull)).toContain(`ralf reviewed ${shown(seenByRalf)}`);
      expect(statusOf(pull)).toContain(`rita reviewed ${shown(seenByRita)}; the change is different now`);
    },
  );
  await play.step(
    () => otto.forcePushes(pull, seenByRita),
    () => {
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(statusOf(pull)).toContain(`ralf reviewed ${shown(seenByRalf)}; the change is different now`);
    },
  );
  play.reads(pull, "LGTM label");
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "rita"]);
    },
  );
});

interface Wanted {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly isWanted?: (oid: string) => boolean;
}

/** A commit whose hash is as wanted: of those that differ in nothing but their message there are all. */
function committed(play: Play, { store }: Repository, { tree, parents, isWanted = () => true }: Wanted): string {
  const by = { name: "root", email: "root@example.org", date: play.world.clock.now() };
  for (let n = 0; ; n += 1) {
    const oid = store.writeCommit({ tree, parents, author: by, committer: by, message: `Try ${n}\n` });
    if (isWanted(oid)) return oid;
  }
}

const pods = (first: string, last: string) => `package kubelet\n\n// ${first}\n\n\nfunc pods() {}\n\n\n// ${last}\n`;

/** Both sides have changed one file, in different places; the author has merged them as `both` says. */
async function mergesOneFile(play: Play, both: string) {
  const path = "pkg/kubelet/pods.go";
  const base = { ...withoutRouting(), [path]: pods("one", "last") };
  const people = await opened(play, { changes: { [path]: pods("one", "LAST") } }, base);
  const { otto, root, repo, rita, pull } = people;
  const reviewed = pull.head;
  await grants(play, pull, rita);
  await play.step(() => root.pushesTo(repo, "main", { [path]: pods("ONE", "last") }));
  const rebases = () => {
    const { tree } = repo.store.commit(root.pushesTo(repo, "scratch", { [path]: both }));
    otto.forcePushes(pull, committed(play, repo, { tree, parents: [repo.tip("main") ?? ""] }));
  };
  return { ...people, reviewed, rebases };
}

story("a rebase over work in the same file keeps LGTM where the file is what git merges", async (play) => {
  const { rita, pull, rebases } = await mergesOneFile(play, pods("ONE", "LAST"));
  await play.step(rebases, () => expectSilentlyKept(pull));
  return [[rita, pull, "/lgtm"]];
});

story("a rebase over work in the same file loses LGTM where the file is another one than git merges", async (play) => {
  const { pull, reviewed, rebases } = await mergesOneFile(play, pods("ONE", "LAST, or nearly"));
  await play.step(rebases, () => expectLost(pull, reviewed, "not as reviewed: `pkg/kubelet/pods.go`"));
});

/**
 * The pull request has taken in the base, was reviewed, and then the base takes in the pull request's first commit: now there are two merge
 * bases, of which GitHub names the one that sorts first.
 */
async function crissCross(play: Play, named: "the reviewed one" | "the other one") {
  const people = await opened(play, {}, withoutRouting());
  const { otto, root, repo, rita, pull } = people;
  const mine = pull.head;
  const isWanted = (theirs: string) => theirs < mine === (named === "the reviewed one");
  await play.step(() => {
    const { tree, parents } = repo.store.commit(root.pushesTo(repo, "scratch", mended));
    root.resets(repo, "main", committed(play, repo, { tree, parents, isWanted }));
  });
  const theirs = repo.tip("main") ?? "";
  await play.step(() => otto.mergesBase(pull));
  const reviewed = pull.head;
  await grants(play, pull, rita);
  const crosses = () => root.resets(repo, "main", committed(play, repo, { tree: treeOf(pull), parents: [theirs, mine] }));
  return { ...people, reviewed, crosses };
}

story("where GitHub names the reviewed one of two merge bases LGTM stays, and a merge with something of its own loses it", async (play) => {
  const { otto, pull, reviewed, crosses } = await crissCross(play, "the reviewed one");
  await play.step(crosses, () => expectSilentlyKept(pull));
  await play.step(
    async () => {
      await play.unheard(() => otto.mergesBase(pull));
      otto.amends(pull, { changes: more });
    },
    () => expectLost(pull, reviewed, "not as reviewed: `pkg/kubelet/pods.go`"),
  );
});

story("where GitHub names the other one of two merge bases LGTM goes, and comes back with a merge of nothing else", async (play) => {
  const { otto, rita, pull, crosses } = await crissCross(play, "the other one");
  await play.step(crosses, () => {
    expect(pull.labels()).toEqual([]);
    expect(statusOf(pull)).toContain("not as reviewed: `pkg/kubelet/kubelet.go`");
  });
  await play.step(
    () => otto.mergesBase(pull),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

/** Options that let LGTM outlive a squash or nothing, and a rebase never. */
function limited(lgtm: string, { outlivesSquash }: { readonly outlivesSquash: boolean }): void {
  story(
    `\`${lgtm}\` ${outlivesSquash ? "keeps LGTM over a squash and loses it at a rebase" : "loses LGTM at every push"}`,
    async (play) => {
      const options = withoutRouting(`lgtm:\n  ${lgtm}\n`);
      const { otto, root, repo, rita, pull } = await opened(play, {}, options);
      await play.step(() => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }));
      await play.step(
        () => rita.says(pull, "/lgtm"),
        () => expect(pull.labels()).toEqual(["lgtm"]),
      );
      if (outlivesSquash) play.reads(pull, "LGTM label");
      await play.step(
        () => root.pushesTo(repo, "main", mended),
        () => expect(pull.labels()).toEqual(["lgtm"]),
      );
      const isLost = () => {
        expect(pull.labels()).toEqual([]);
        expect(pull.reviewRequests()).toEqual(["rita"]);
        expect(statusOf(pull)).toContain("the options let LGTM outlive no such push");
      };
      await play.step(() => otto.squashes(pull), outlivesSquash ? () => expect(pull.labels()).toEqual(["lgtm"]) : isLost);
      await play.step(() => otto.rebases(pull), isLost);
    },
  );
}

limited("carry: [same-change]", { outlivesSquash: true });
limited("store_tree_hash: true", { outlivesSquash: true });
limited("carry: []", { outlivesSquash: false });
limited("store_tree_hash: false", { outlivesSquash: false });

/** Somebody rebases what was reviewed, and GitHub forgets the reviewed head at once. */
function rebasesAndForgets({ otto, repo, pull }: Awaited<ReturnType<typeof opened>>): void {
  const reviewed = pull.head;
  otto.rebases(pull);
  // No replica shows the old head any more.
  pull.repository.world.clock.advance(20);
  forgetCommit(repo, reviewed);
}

story("LGTM outlives a rebase although GitHub has forgotten the reviewed head", async (play) => {
  const people = await opened(play, {}, withoutRouting());
  const { root, repo, rita, pull } = people;
  await play.done(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.step(() => root.pushesTo(repo, "main", { ...mended, ...elsewhere }));
  await play.step(
    () => rebasesAndForgets(people),
    () => expectSilentlyKept(pull),
  );
  return [[rita, pull, "/lgtm"]];
});

story("where what was kept of a forgotten head is lost as well, LGTM goes and people are told why", async (play) => {
  const people = await opened(play);
  const { root, repo, rita, pull } = people;
  const reviewed = pull.head;
  await play.done(() => rita.says(pull, "/lgtm"));
  play.reads(pull, "LGTM label");
  await play.done(() => root.pushesTo(repo, "main", { ...mended, ...elsewhere }));
  await play.losesLedger();
  await play.step(
    () => rebasesAndForgets(people),
    // The new ledger knows of nothing that happened before it, and asks nobody because of it.
    () => expectOff(pull, reviewed, "not to be read any more: `/`"),
  );
});
