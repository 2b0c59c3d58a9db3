/** Given: a valid pull request with everything around it, of which a test changes one thing. Times are a minute apart. */
import {
  type ChangedFile,
  type Facts,
  known,
  type Membership,
  type OurComment,
  type OwnersOptions,
  type Person,
  type PersonStanding,
  type PresubmitFacts,
  type ReviewLoad,
  type RevisionFacts,
  type Source,
  type Sources,
  type Thread,
  unread,
} from "../src/core/facts.ts";
import {
  type Instant,
  instantOf,
  later,
  loginOf,
  type NodeId,
  nodeIdOf,
  type Sha,
  shaOf,
  threadKeyOf,
  type UserId,
  userIdOf,
} from "../src/core/ids.ts";
import type { Issue, IssueFacts } from "../src/core/issue.ts";
import type { RequiredContext, StandingCheck } from "../src/core/jobs/contexts.ts";
import { noProposal } from "../src/core/jobs/proposal.ts";
import type { ReportedStatus } from "../src/core/jobs/status.ts";
import type { Memory, OrderRecord, VoteRecord } from "../src/core/memory.ts";
import { ownersOf } from "../src/core/owners/tree.ts";
import { noEdit, type OwnersEdit } from "../src/core/owners-edit/edit.ts";
import type { ObjectsNeed, ObjectsRead } from "../src/core/revision/objects.ts";
import { type Revision, revisionKey } from "../src/core/revision/revision.ts";
import { type Comment, isText, type LabelChange, type Review, type Statement } from "../src/core/statements.ts";

/** The second at which the pull request is opened. */
export const start: Instant = instantOf("2026-03-02T10:00:00Z");
/** So many minutes after the opening. */
export const minute = (count: number): Instant => later(start, count * 60);

/** The same object id for the same name, whatever it stands for. */
export function sha(name: string): Sha {
  let digits = "";
  for (let round = 0; digits.length < 40; round += 1) digits += hash(`${round}${name}`).toString(16).padStart(8, "0");
  return shaOf(digits.slice(0, 40));
}

/** FNV-1a: spreads names over 32 bits, the same on every run. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}

/** An account; a name that ends in `[bot]` is an App's. The database id follows from the login without case. */
export function person(login: string, kind: Person["kind"] = login.endsWith("[bot]") ? "bot" : "user"): Person {
  return { id: userIdOf(100 + hash(login.toLowerCase())), login: loginOf(login), spelled: login, kind };
}

/** The App itself. */
export const us: Person = { id: userIdOf(7), login: loginOf("bowsprit"), spelled: "bowsprit", kind: "bot" };

const accountOf = (by: string | Person | undefined): Person | undefined => (typeof by === "string" ? person(by) : by);

/** A statement without its place in the order: `given` numbers it and sets its minute, unless it brings its own `id` or `at`. */
export type Draft = (place: { readonly id: NodeId; readonly at: Instant }) => Statement;

const linkOf = (id: NodeId): string => `https://github.com/org/repo/pull/1#${id}`;

export const comment =
  (by: string | Person | undefined, body: string, more: Partial<Comment> = {}): Draft =>
  ({ id, at }) => ({
    ...{ kind: "comment", place: "thread", isMinimized: false, presence: "standing", url: linkOf(id), id, at, by: accountOf(by), body },
    ...more,
  });

export const review =
  (by: string | Person | undefined, state: Review["state"], body = "", more: Partial<Review> = {}): Draft =>
  ({ id, at }) => ({ ...{ kind: "review", state, presence: "standing", url: linkOf(id), id, at, by: accountOf(by), body }, ...more });

/** A label set (or taken off) by hand; by `us` where the App did it. */
export const labelChange =
  (by: string | Person | undefined, label: string, on: boolean, more: Partial<LabelChange> = {}): Draft =>
  ({ id, at }) => ({ ...{ kind: "label", label, on, id, at, by: accountOf(by) }, ...more });

/** A comment of the App, as a later pass finds it. */
export const ourComment = (body: string, more: Partial<OurComment> = {}): OurComment => ({
  ...{ id: nodeIdOf(`ours-${hash(body)}`), databaseId: hash(body), body, at: minute(1), isEdited: false, isMinimized: false },
  ...more,
});

export interface Change {
  readonly now?: Instant;
  readonly author?: string | Person | undefined;
  /** The pull request's own text, as its author wrote it at the opening. */
  readonly description?: string;
  /** What is said and done after the opening, a minute apart: `["alice", "/lgtm"]` or a draft. */
  readonly said?: readonly (readonly [by: string, body: string] | Draft)[];
  readonly labels?: readonly string[];
  readonly files?: readonly (string | ChangedFile)[];
  /** OWNERS files of the base by path; everybody whom they name counts. */
  readonly owners?: Readonly<Record<string, string>>;
  readonly admins?: readonly string[];
  /** By login: everybody else who said anything is a member and a collaborator. */
  readonly people?: Readonly<Record<string, Partial<PersonStanding & Membership>>>;
  readonly overriders?: Sources["overriders"];
  /** What the base branch wants green; by its name alone where anybody may say so. */
  readonly required?: readonly (string | RequiredContext)[];
  /** By name: the best of everybody's check runs on the head. */
  readonly checkRuns?: Readonly<Record<string, StandingCheck["state"]>>;
  /** By commit and path: what stands at guarded paths. */
  readonly guarded?: Sources["guarded"];
  readonly revisions?: Partial<RevisionFacts>;
  readonly authorTeams?: readonly string[];
  readonly ownersEdit?: Partial<OwnersEdit>;
  /** Labels of OWNERS that this repository has. */
  readonly ownersLabels?: readonly string[];
  readonly jobs?: PresubmitFacts;
  /** By login: of whom GitHub was asked how much they have to do; null where it knows no such person. Everybody else was not asked about. */
  readonly load?: Readonly<Record<string, Partial<ReviewLoad> | null>>;
  readonly statuses?: readonly (Partial<ReportedStatus> & Pick<ReportedStatus, "context">)[];
  /** Sources that could not be read, with the reason. */
  readonly unread?: Readonly<Partial<Record<Source, string>>>;
  readonly thread?: Partial<Thread>;
  readonly ours?: Facts["ours"];
  readonly checks?: Facts["checks"];
  readonly withheld?: Facts["withheld"];
  /** Plugins that are on. */
  readonly plugins?: readonly string[];
  /** By plugin. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly origins?: Facts["options"]["origins"];
  readonly ownersOptions?: Partial<OwnersOptions>;
  readonly problems?: readonly string[];
  /** Records of the order book, by their keys. */
  readonly orders?: readonly OrderRecord[];
  readonly votes?: readonly VoteRecord[];
  readonly memory?: Partial<Memory>;
  readonly isExplained?: boolean;
  /** When the ledger met the thread, and first saw its repository active; before the opening unless said. */
  readonly adoptedAt?: Instant;
}

const head = sha("head");
const defaultPlugins = ["approve", "assign", "help", "hold", "lgtm"];

/** The revision of now, where a test says nothing else. */
export const revisionOfNow: Revision = { head, tree: sha("tree"), mergeBase: sha("merge base"), mergeBaseTree: sha("merge base tree") };

/** A pull request of `author` with one changed file and nothing said, seen a minute after the last statement. */
export function given(change: Change = {}): Facts {
  const author = "author" in change ? accountOf(change.author) : person("author");
  const statements = statementsOf(author, change);
  const thread = threadOf(author, change);
  const last = statements.at(-1)?.at ?? start;
  return {
    now: change.now ?? later(last, 60),
    me: { id: us.id, slug: "bowsprit" },
    thread,
    statements,
    ours: change.ours ?? [],
    checks: change.checks ?? [],
    withheld: change.withheld ?? [],
    memory: memoryOf(thread, change),
    isExplained: change.isExplained ?? false,
    options: {
      mode: "on",
      plugins: change.plugins ?? defaultPlugins,
      owners: { ...ownersDefaults, ...change.ownersOptions },
      byPlugin: new Map(Object.entries(change.options ?? {})),
      formerBots: [],
      problems: change.problems ?? [],
      ...(change.origins === undefined ? {} : { origins: change.origins }),
    },
    sources: sourcesOf(statements, thread, change),
  };
}

export interface IssueChange extends Pick<Change, "now" | "said" | "orders" | "adoptedAt" | "withheld" | "plugins"> {
  readonly issue?: Partial<Issue>;
}

/** An issue in the same repository, on which the same may be said. */
export function givenIssue({ issue = {}, plugins = ["route"], ...change }: IssueChange = {}): IssueFacts {
  const { thread, statements, now, me, ours, withheld, options, memory } = given({ plugins, ...change });
  const { key, id, repository, number, labels } = thread;
  return {
    ...{ now, me, ours, withheld, options, memory },
    thread: { ...{ key, id, repository, number, labels }, url: "https://github.com/org/repo/issues/1", state: "open", ...issue },
    statements: statements.filter((said): said is Comment => said.kind === "comment" && said.place === "thread"),
  };
}

export const ownersDefaults: OwnersOptions = {
  mdyaml: false,
  skip_collaborators: true,
  filenames: { owners: "OWNERS", owners_aliases: "OWNERS_ALIASES" },
  owners_dir_denylist: [],
  ignore_preconfigured_defaults: false,
  labels_denylist: ["approved", "lgtm"],
};

function statementsOf(author: Person | undefined, { description = "", said = [] }: Change): Statement[] {
  const opening = comment(author, description, { place: "body" })({ id: nodeIdOf("body"), at: start });
  const later = said.map((saying, index) => {
    const draft = typeof saying === "function" ? saying : comment(saying[0], saying[1]);
    return draft({ id: nodeIdOf(`said-${index + 1}`), at: minute(index + 1) });
  });
  return [opening, ...later].toSorted((a, b) => a.at - b.at);
}

function threadOf(author: Person | undefined, { description = "", labels = [], files = ["a/a.go"], thread = {} }: Change): Thread {
  return {
    key: threadKeyOf(1, 1),
    id: nodeIdOf("pull-1"),
    repository: { id: 1, owner: "org", name: "repo", defaultBranch: "master" },
    number: 1,
    url: "https://github.com/org/repo/pull/1",
    title: "Change something",
    body: description,
    author,
    createdAt: start,
    state: "open",
    isDraft: false,
    isLocked: false,
    head,
    headTree: revisionOfNow.tree,
    commits: 1,
    base: { name: "master", tip: sha("tip of master") },
    changedFiles: files.length,
    labels: labels.map((name) => ({ id: `label-${name}`, name })),
    assignees: [],
    reviewRequests: [],
    ...thread,
  };
}

function memoryOf(thread: Thread, { orders = [], votes = [], adoptedAt = later(start, -3600), memory = {} }: Change): Memory {
  return {
    adoptedAt,
    activeSince: adoptedAt,
    sightings: [{ head: thread.head, at: thread.createdAt, source: "opened" }],
    votes: new Map(votes.map((vote) => [vote.statement, vote])),
    orders: new Map(orders.map((record) => [record.key, record])),
    siblings: [],
    isHeadShared: false,
    runs: [],
    ...memory,
  };
}

function sourcesOf(statements: readonly Statement[], thread: Thread, change: Change): Facts["sources"] {
  const read = <S extends Source>(source: S, value: () => Sources[S]) => {
    const reason = change.unread?.[source];
    return reason === undefined ? known(value()) : unread(reason);
  };
  return {
    files: read("files", () => (change.files ?? ["a/a.go"]).map(changedFile)),
    owners: read("owners", () => ownersFacts(change)),
    people: read("people", () => byId(statements, thread.author, change.people ?? {}, { isCollaborator: true })),
    members: read("members", () => byId(statements, thread.author, change.people ?? {}, { isMember: true })),
    overriders: read("overriders", () => change.overriders ?? new Map()),
    requiredContexts: read("requiredContexts", () =>
      (change.required ?? []).map((one) => (typeof one === "string" ? { name: one, isOthers: false } : one)),
    ),
    checkRuns: read("checkRuns", () => Object.entries(change.checkRuns ?? {}).map(([name, state]) => ({ name, state }))),
    guarded: read("guarded", () => change.guarded ?? new Map()),
    revisions: read("revisions", () => ({ ...everybodySawTheHeadOfNow(statements), ...change.revisions })),
    authorTeams: read("authorTeams", () => new Set(change.authorTeams ?? [])),
    ownersEdit: read("ownersEdit", () => ({ ...noEdit, ...change.ownersEdit })),
    ownersLabels: read(
      "ownersLabels",
      () => new Map((change.ownersLabels ?? []).map((name) => [name.toLowerCase(), nodeIdOf(`label-${name}`)])),
    ),
    presubmits: read("presubmits", () => change.jobs ?? { presubmits: [], faults: [], proposed: noProposal }),
    reviewLoad: read("reviewLoad", () => loads(change.load ?? {})),
    statuses: read(
      "statuses",
      () =>
        new Map(
          (change.statuses ?? []).map((status) => [
            status.context,
            { state: "pending", description: "", url: undefined, at: minute(1), ...status },
          ]),
        ),
    ),
  };
}

function ownersFacts({ owners = {}, admins = [], ownersOptions }: Change): Sources["owners"] {
  const reading = { ...ownersDefaults, ...ownersOptions };
  return { owners: ownersOf({ files: new Map(Object.entries(owners)), reading, collaborators: undefined }), admins: admins.map(loginOf) };
}

const loads = (given: NonNullable<Change["load"]>): Sources["reviewLoad"] =>
  new Map(
    Object.entries(given).map(([login, load]) => [
      loginOf(login),
      load === null ? undefined : { node: nodeIdOf(`U_${login}`), open: 0, isBusy: false, ...load },
    ]),
  );

const changedFile = (file: string | ChangedFile): ChangedFile =>
  typeof file === "string" ? { path: file, status: "modified", additions: 1, deletions: 1 } : file;

function byId<Usual extends object, Special extends object>(
  statements: readonly Statement[],
  author: Person | undefined,
  special: Readonly<Record<string, Special>>,
  usual: Usual,
): Map<UserId, Usual & Partial<Special>> {
  const everybody = [author, ...statements.map(({ by }) => by), ...Object.keys(special).map((login) => person(login))];
  return new Map(
    everybody.filter((by) => by !== undefined).map((by) => [by.id, { ...usual, ...special[by.login], ...special[by.spelled] }]),
  );
}

/** Every tree holds one file of its own and no other: two trees hold the same only where their ids are the same. Contents are not at hand. */
export const objectsOf = (need: ObjectsNeed): ObjectsRead =>
  need.kind === "trees"
    ? { kind: "trees", trees: new Map(need.oids.map((oid) => [oid, [{ name: "a.go", mode: "100644", oid: sha(`a.go in ${oid}`) }]])) }
    : { kind: "blobs", blobs: new Map(need.oids.map((oid) => [oid, { unreadable: "unreadable" }])) };

function everybodySawTheHeadOfNow(statements: readonly Statement[]): RevisionFacts {
  return {
    now: revisionOfNow,
    sights: new Map(statements.filter(isText).map(({ id }) => [id, { kind: "known", revisions: [revisionOfNow], isFinal: true }])),
    carries: new Map([[revisionKey(revisionOfNow), { carries: true, class: "same commit" }]]),
    pushes: [],
  };
}
