/** Safety rules, each turned off by one change of the source, and the story that must fail then. */

export interface Mutation {
  /** The rule that is turned off. */
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Where the story is, and how its name begins. */
  readonly story: readonly [file: string, name: string];
}

const lgtm = (name: string) => ["test/stories/lgtm.test.ts", name] as const;
const approve = (name: string) => ["test/stories/approve.test.ts", name] as const;
const hold = (name: string) => ["test/stories/hold.test.ts", name] as const;
const orders = (name: string) => ["test/stories/orders.test.ts", name] as const;
const adoption = (name: string) => ["test/stories/adoption.test.ts", name] as const;
const switching = (name: string) => ["test/stories/switching.test.ts", name] as const;
const carry = (name: string) => ["test/core/revision/carry.property.test.ts", name] as const;
const merge = (name: string) => ["test/core/revision/merge/three-way.property.test.ts", name] as const;
const gate = (name: string) => ["test/stories/gate.test.ts", name] as const;

export const mutations: readonly Mutation[] = [
  {
    name: "pages and replicas never lag",
    file: "src/core/revision/sight.ts",
    find: "at - Math.max(settle, 1)",
    replace: "at",
    story: lgtm("a push seconds before a vote"),
  },
  {
    name: "a vote on nobody knows which commit counts",
    file: "src/core/revision/ballot.ts",
    find: 'if (sight.kind === "unknown") return { kind: "unknown", reason: sight.reason };',
    replace: 'if (sight.kind === "unknown") return { kind: "carries", from: [], isFinal: false };',
    story: lgtm("A, B, A with lost deliveries"),
  },
  {
    name: "a vote counts if it carries from any commit that may have been meant",
    file: "src/core/revision/ballot.ts",
    find: "if (from.length === revisions.length)",
    replace: "if (from.length > 0)",
    story: lgtm("whoever votes within the second of a push"),
  },
  {
    name: "a review of which no delivery told is about the head of its second",
    file: "src/core/revision/sights.ts",
    find: "return isReviewed && said.submittedOn === undefined ?",
    replace: "return false ?",
    story: lgtm("a review of an older commit"),
  },
  {
    name: "the commit that a reviewer named does not matter",
    file: "src/core/revision/sight.ts",
    find: "head === undefined ? heads : new Set([...heads, head])",
    replace: "heads",
    story: lgtm("a review of an older commit"),
  },
  {
    name: "the base does not matter for what a vote is about",
    file: "src/core/revision/carry.ts",
    find: " && voted.mergeBaseTree === now.mergeBaseTree",
    replace: "",
    story: lgtm("`merge -s ours`"),
  },
  {
    name: "a vote for one branch counts for another",
    file: "src/core/revision/ballot.ts",
    find: 'if (baseRef !== terms.baseRef) return { kind: "elsewhere", baseRef };',
    replace: "",
    story: lgtm("a vote is for the branch"),
  },
  {
    name: "authors may vote",
    file: "src/core/revision/right.ts",
    find: '{ kind: "may not", why: "own" }',
    replace: '{ kind: "may" }',
    story: lgtm("the author, a stranger and a bot"),
  },
  {
    name: "bots are people",
    file: "src/core/revision/right.ts",
    find: 'if (by.kind !== "user") return { kind: "nobody" };',
    replace: "",
    story: lgtm("a label set by hand"),
  },
  {
    name: "who could not be looked up may vote",
    file: "src/core/revision/right.ts",
    find: 'if (people.kind === "unread") return',
    replace: 'if (people.kind === "unread") return { kind: "may" }; if (false) return',
    story: gate("where collaborators cannot be read"),
  },
  {
    name: "edited words grant",
    file: "src/core/words.ts",
    find: ' || (line.may === "restrict" && !definition.restricts(argument))',
    replace: "",
    story: lgtm("an edited comment gives no LGTM"),
  },
  {
    name: "a description grants",
    file: "src/core/revision/lgtm-word.ts",
    find: "inDescription: false",
    replace: "inDescription: true",
    story: lgtm("what a description says"),
  },
  {
    name: "a cancel takes nothing back",
    file: "src/core/revision/ballot.ts",
    find: "      standing = [];",
    replace: "",
    story: lgtm("a cancel takes back every vote"),
  },
  {
    name: "restricting words that somebody deleted are forgotten",
    file: "src/core/history.ts",
    find: '"withdrawn" : ("gone" satisfies Presence)',
    replace: '"withdrawn" : "withdrawn"',
    story: hold("another person deletes or edits a hold"),
  },
  {
    name: "what a text said before an edit is forgotten",
    file: "src/core/history.ts",
    find: "return first === undefined || isOwnEdit ? text : { ...text, firstBody: first };",
    replace: "return text;",
    story: hold("another person deletes or edits a hold"),
  },
  {
    name: "a hold whose words are lost with the ledger is no hold",
    file: "src/plugins/hold.ts",
    find: "return isUnexplained(facts, turns) ? held(undefined)",
    replace: "return false ? held(undefined)",
    story: hold("a hold whose words are deleted and whose ledger is lost"),
  },
  {
    name: "what the bot does with a label is a person's act",
    file: "src/plugins/hold.ts",
    find: "return statement.by?.id === me.id ? [] : [{ isHeld",
    replace: "return false ? [] : [{ isHeld",
    story: hold("who deletes the own hold lifts it"),
  },
  {
    name: "a voter's own deletion that no delivery told of takes nothing back",
    file: "src/core/revision/stances.ts",
    find: "if (hasDeleted(id, since, statements)) return [];",
    replace: "",
    story: lgtm("a voter who deletes the vote"),
  },
  {
    name: "vote comments count whoever edited or folded them",
    file: "src/core/revision/vote-comment.ts",
    find: "!comment.isEdited && !comment.isMinimized",
    replace: "comment !== undefined",
    story: lgtm("a vote comment that somebody edited"),
  },
  {
    name: "comments of others are read as the bot's own",
    file: "src/github/timeline.ts",
    find: 'author?.__typename === "Bot" && author.databaseId === me',
    replace: "me !== undefined",
    story: orders("people who copy the bot's own marks"),
  },
  {
    name: "bots approve",
    file: "src/core/approve/replay.ts",
    find: 'person.kind === "user"',
    replace: "person !== undefined",
    story: approve("strangers and bots approve nothing"),
  },
  {
    name: "a file that cannot be read blocks nothing",
    file: "src/core/owners/questions.ts",
    find: 'const mayApprove = standing.kind === "owned";',
    replace:
      'const mayApprove = true; if (standing.kind === "blocked") return answerOf({ ...owners, places: new Map([...owners.places].map(([key, { broken, ...place }]) => [key, place])) }, path, all.filter(({ place }) => place.broken === undefined));',
    story: approve("the repair of a broken OWNERS file"),
  },
  {
    name: "a broken OWNERS file governs its own repair",
    file: "src/core/owners/questions.ts",
    find: "isMended(owners, path) ? all.filter(({ place }) => place.broken?.file !== path) : all",
    replace: "all",
    story: approve("the repair of a broken OWNERS file"),
  },
  {
    name: "where a renamed file came from does not matter",
    file: "src/core/approve/assessment.ts",
    find: 'previousPath === undefined || status === "copied" ? [path] : [previousPath, path]',
    replace: "[path]",
    story: approve("a file that moves"),
  },
  {
    name: "a list that ends early is a list",
    file: "src/github/files.ts",
    find: "if (whole.length !== thread.changedFiles)",
    replace: "if (whole.length > thread.changedFiles)",
    story: gate("a list of changed files that ends early"),
  },
  {
    name: "orders that are done are due",
    file: "src/core/orders.ts",
    find: 'if (record?.state === "done") return "done";',
    replace: "",
    story: orders("many orders in one minute"),
  },
  {
    name: "orders from before the thread was met are due",
    file: "src/core/orders.ts",
    find: " || order.causedAt <= facts.memory.adoptedAt",
    replace: "",
    story: adoption("years of old words"),
  },
  {
    name: "orders of yesterday are due",
    file: "src/core/orders.ts",
    find: "order.causedAt + orderLifetime < facts.now || ",
    replace: "",
    story: adoption("an order that nobody carried out for a day"),
  },
  {
    name: "threads that are met for the first time are spoken to",
    file: "src/core/plan.ts",
    find: "const silent = isSilent(facts);",
    replace: "const silent = false;",
    story: adoption("years of old words"),
  },
  {
    name: "what is said on closed pull requests changes their labels",
    file: "src/core/plan.ts",
    find: 'if (facts.thread.state !== "open")',
    replace: "if (facts.thread.state === undefined)",
    story: adoption("a closed pull request"),
  },
  {
    name: "a reply that was begun before a crash is said again without looking",
    file: "src/reconcile.ts",
    find: "facts.ours.some((comment) => comment.body.includes(markOf(action.order.key)))",
    replace: "false",
    story: orders("many orders in one minute"),
  },
  {
    name: "a comment that no read shows yet is written again",
    file: "src/core/plan.ts",
    find: "if (facts.now <= waitsUntil) return { waitsUntil: later(waitsUntil, 1) };",
    replace: "",
    story: orders("the status comment that somebody deleted"),
  },
  {
    name: "one check stands for all branches",
    file: "src/core/gate.ts",
    find: "checkName = (base: string): string =>",
    replace: 'checkName = (base: string): string => true ? "bowsprit" :',
    story: gate("a second pull request on the same head"),
  },
  {
    name: "pull requests that share a check do not wait for each other",
    file: "src/core/decide.ts",
    find: "isReady: isReadyAlone && others.length === 0,",
    replace: "isReady: isReadyAlone,",
    story: gate("two pull requests with one head"),
  },
  {
    name: "nobody looks at what the bot's own assignments change",
    file: "src/reconcile.ts",
    find: "actions.some(movesAssignees)",
    replace: "false",
    story: approve("an approver who votes is assigned"),
  },
  {
    name: "whoever lost the lease goes on writing",
    file: "src/reconcile.ts",
    find: "if (!(await lease.isHeld())) throw",
    replace: "if (false) throw",
    story: ["test/stories/lease.test.ts", "a process whose lease ran out"],
  },
  {
    name: "a broken options file means the defaults",
    file: "src/config/history.ts",
    find: "const earlier = yield* soundVersion(grammar, where, place);",
    replace: 'const earlier = { kind: "none", why: "nobody looked" };',
    story: gate("a broken options file"),
  },
  {
    name: "a former bot's comment proves an LGTM although somebody edited it",
    file: "src/core/revision/import.ts",
    find: 'said.presence !== "standing" || ',
    replace: "",
    story: switching("where somebody edited"),
  },
  {
    name: "anybody's comment proves the LGTM of a former bot",
    file: "src/core/revision/import.ts",
    find: " || said.by?.id !== by.id",
    replace: "",
    story: switching("where somebody edited"),
  },
  {
    name: "an LGTM of a former bot is about whatever the head is now",
    file: "src/core/revision/import.ts",
    find: 'if (tree !== now.tree) return unknown("its comment names another tree than that of the head");',
    replace: "",
    story: switching("an LGTM that Prow gave to another tree"),
  },
  {
    name: "what a former bot set is judged before anybody acts",
    file: "src/core/plan.ts",
    find: " || setter.formerly !== undefined",
    replace: "",
    story: switching("years of Prow's labels"),
  },
  {
    name: "two bots go on undoing each other's work",
    file: "src/core/decide.ts",
    find: "return opponent === undefined ? [] : ",
    replace: "return true ? [] : ",
    story: switching("two bots that undo"),
  },
  {
    name: "what was opened before a repository was switched on is spoken to",
    file: "src/core/silence.ts",
    find: 'source === "opened" && at > memory.adoptedAt',
    replace: 'source === "opened"',
    story: switching("what happened while the bot only observed"),
  },
  {
    name: "what takes a label off waits while anybody has used up the comments of an hour",
    file: "src/github/together.ts",
    find: "if (!(error instanceof ContentUsedUp)) throw error;",
    replace: "throw error;",
    story: ["test/github/together.test.ts", "what takes a label off"],
  },
  {
    name: "what GitHub said with a token holds although the installation was changed since",
    file: "src/core/events/places.ts",
    find: ": wakes), renewed: id };",
    replace: ": wakes) };",
    story: ["test/installations.test.ts", "an organisation's options that"],
  },
  {
    name: "what changes in the organisation's options waits until they are read again",
    file: "src/bot.ts",
    find: 'if (kind === "installation") await github.forgetOptions(installation);',
    replace: "",
    story: ["test/installations.test.ts", "what the organisation's options say"],
  },
  {
    name: "what a missing permission forbids is tried all the same",
    file: "src/core/withheld.ts",
    find: "withheld.length === 0 ? actions",
    replace: "true ? actions",
    story: ["test/permissions.test.ts", "nothing is tried that would be refused"],
  },
  {
    name: "what can never be read is asked for at an even pace",
    file: "src/ledger/sqlite/work.ts",
    find: "row.error === error ? row.attempts : 1",
    replace: "1",
    story: ["test/work.test.ts", "what can never be read"],
  },
  {
    name: "what the base brought may be undone by a push",
    file: "src/core/revision/path-rule.ts",
    find: 'isSame(entries[side], entries.newHead) ? { kind: "holds" }',
    replace: 'isSame(entries[side], entries.newHead) || isSame(entries.oldHead, entries.newHead) ? { kind: "holds" }',
    story: carry("nothing carries that is not git's merge"),
  },
  {
    name: "a file that both sides changed may hold anything",
    file: "src/core/revision/merge/contents.ts",
    find: 'return areEqual(merged, numbers.of(newHead)) ? "holds" : "differs";',
    replace: 'return "holds";',
    story: carry("nothing carries that is not git's merge"),
  },
  {
    name: "changes of neighbouring lines do not conflict",
    file: "src/core/revision/merge/three-way.ts",
    find: "hunk.from <= last.to",
    replace: "hunk.from < last.to",
    story: merge("what git calls a conflict"),
  },
  {
    name: "changes stay where they were found first",
    file: "src/core/revision/merge/hunks.ts",
    find: "  compact(later, earlier, budget, whenTheyMeet);\n",
    replace: "",
    story: merge("what git calls a conflict"),
  },
];
