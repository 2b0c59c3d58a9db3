/** Real pull requests as cases to replay: what the repository holds, what is changed, and what the reference decided on each trial. */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { type Login, loginOf } from "../core/ids.ts";
import { type Change, changeOf, decisionOf, isApprovedBy } from "../core/owners/approval.ts";
import { defaultReading, ownersOf } from "../core/owners/tree.ts";
import type { Changes } from "../sim/index.ts";
import { type CorpusFile, type CorpusPull, readCorpus, readJsonLines } from "./corpus.ts";
import { BadInput } from "./outcome.ts";

export interface Trial {
  readonly kind: string;
  readonly by: readonly string[];
  readonly approved: boolean;
}

export interface ReplayCase {
  readonly pull: CorpusPull;
  /** The base: OWNERS texts as they were, and something at every path that is changed. */
  readonly files: Readonly<Record<string, string>>;
  readonly changes: Changes;
  readonly trials: readonly Trial[];
  /** Who may say `/lgtm` where OWNERS limits it to those named there; undefined where only the author, or nobody, is. */
  readonly reviewer: string | undefined;
  /** Everybody named in OWNERS along the changed paths. */
  readonly people: readonly string[];
  /** Names of the deliberate differences that this input falls under. */
  readonly predicates: readonly string[];
}

const expectedShape = z.object({
  n: z.int(),
  trials: z.array(z.object({ kind: z.string(), by: z.array(z.string()), approved: z.boolean() })),
});

/** Throws `BadInput` where the folder is no corpus, or nobody decided on it. */
export function* replayCases(folder: string, limit: number): Generator<ReplayCase> {
  const corpus = readCorpus(folder);
  const answers = join(dirname(resolve(folder)), "expected", `${basename(resolve(folder))}.jsonl.gz`);
  if (!existsSync(answers)) throw new BadInput(`no decisions to compare with: ${answers} is not there`);
  const expected = readJsonLines(answers, expectedShape);
  for (const [at, pull] of corpus.pulls.slice(0, limit).entries()) {
    const line = expected[at];
    if (line?.n !== pull.number) throw new BadInput(`${answers}: line ${at + 1} is not about #${pull.number}`);
    // In the simulated GitHub as in the real one, a login in capitals is the same account.
    yield caseOf(
      pull,
      corpus.ownersAt(pull.owners_snapshot),
      line.trials.filter(({ kind }) => kind !== "upperCased"),
    );
  }
}

function caseOf(pull: CorpusPull, owners: ReadonlyMap<string, string>, trials: readonly Trial[]): ReplayCase {
  const read = ownersOf({ files: owners, reading: defaultReading, collaborators: undefined });
  const both = changeOf(read, pull.files.flatMap(bothNames));
  const onlyNew = changeOf(
    read,
    pull.files.map(({ path }) => path),
  );
  const people = new Set([...both.files].flatMap(({ answer }) => [...answer.approvers, ...answer.reviewers]));
  const author = loginOf(pull.author);
  const predicates = [
    ...(both.files.some(({ answer }) => answer.standing.kind !== "owned") ? ["unreadable OWNERS file"] : []),
    ...(trials.some(({ by }) => decides(both, by) !== decides(onlyNew, by)) ? ["both names of a renamed file"] : []),
    ...(trials.some(({ by }) => isLeftOut(onlyNew, by)) ? ["every file checked"] : []),
  ];
  return {
    pull,
    files: { ...Object.fromEntries(owners), ...basesOf(pull.files, owners) },
    changes: changesOf(pull.files),
    // Under a predicate the reference's word does not count: what is then expected is our own decision on the same input.
    trials: predicates.length === 0 ? trials : trials.map((trial) => ({ ...trial, approved: decides(both, trial.by) })),
    reviewer: [...people].find((login) => login !== author && /^[a-z0-9-]+$/.test(login)),
    people: [...people],
    predicates,
  };
}

const bothNames = ({ path, previous_path }: CorpusFile): string[] => (previous_path === undefined ? [path] : [path, previous_path]);

const peopleOf = (by: readonly string[]): ReadonlySet<Login> => new Set(by.map(loginOf));

const decides = (change: Change, by: readonly string[]): boolean =>
  decisionOf(change, { by: peopleOf(by), administrators: new Set() }).approved;

function isLeftOut(change: Change, people: readonly string[]): boolean {
  const by = peopleOf(people);
  const open = [...change.checked].filter((answer) => !isApprovedBy(answer, { by, administrators: new Set() }));
  return open.length > 0 && open.every(({ owner }) => !change.required.includes(owner));
}

/** Content that is like no other file's, so that nothing looks like a rename that is none. */
const before = (path: string): string => `the base of ${path}\n`;
const after = (path: string): string => `the change of ${path}\n`;

function basesOf(files: readonly CorpusFile[], owners: ReadonlyMap<string, string>): Record<string, string> {
  const old = files.flatMap(({ path, status, previous_path }) => (status === "added" ? [] : [previous_path ?? path]));
  return Object.fromEntries(old.filter((path) => !owners.has(path)).map((path) => [path, before(path)]));
}

function changesOf(files: readonly CorpusFile[]): Changes {
  return Object.fromEntries(
    files.map(({ path, status, previous_path }) => {
      if (status === "removed") return [path, null];
      return [path, status === "renamed" && previous_path !== undefined ? { from: previous_path } : after(path)];
    }),
  );
}
