/** The real pull requests and hand-made cases to decide, with the reference implementation's answers where they are given. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readCorpus, readJsonLines } from "../../src/cli/corpus.ts";

/** One pull request to decide, and who approves in which trial. */
export interface Case {
  /** The number, or in the edge cases the id: for people who read the report. */
  readonly name: string;
  readonly id: string | undefined;
  readonly n: number;
  readonly author: string;
  readonly paths: readonly string[];
  /** Cases with the same key share one tree and its settings. */
  readonly treeKey: string;
  readonly tree: () => ReadonlyMap<string, string>;
  readonly mdyaml: boolean;
  readonly denylist: Denylist;
  readonly trials: readonly { readonly kind: string; readonly by: readonly string[] }[];
  /** The reference's answers; undefined where they are kept aside. */
  readonly expected: Expected | undefined;
}

export interface Corpus {
  readonly name: string;
  readonly cases: readonly Case[];
}

const denylistShape = z.object({ default: z.array(z.string()).default([]), ignore_preconfigured_defaults: z.boolean().default(false) });
export type Denylist = z.infer<typeof denylistShape>;

const decisionShape = z.object({ approved: z.boolean(), unapproved: z.array(z.string()) });
const trialShape = z.object({ kind: z.string(), by: z.array(z.string()) });
const people = z.array(z.string());
const choicesShape = z.object({ first: people, last: people, forced: z.boolean().nullable() });
const expectedShape = z.object({
  n: z.int(),
  answers: z.array(z.record(z.string(), z.unknown())),
  files: z.union([z.array(z.int()), z.object({ count: z.int(), sha256: z.string() })]),
  required: z.array(z.string()),
  selfApproved: z.object({ implicit: decisionShape, explicit: decisionShape }),
  suggested: z.record(z.string(), z.unknown()),
  trials: z.array(z.object({ ...trialShape.shape, ...decisionShape.shape, uncovered: z.array(z.string()).optional() })),
  ccPool: z.object({
    ...{ leafReviewers: people, reviewers: people, leafApprovers: people, approvers: people, requiredReviewers: people },
    ...{ count2: choicesShape, count2ExcludeApprovers: choicesShape, count2Max2: choicesShape },
  }),
  ownersLabels: z.array(z.string()),
  unreadable: z.array(z.string()).optional(),
});
export type Expected = z.infer<typeof expectedShape>;

const questionShape = z.object({ n: z.int(), trials: z.array(trialShape) });
const edgeInputShape = z.object({
  id: z.string(),
  n: z.int(),
  author: z.string(),
  tree: z.record(z.string(), z.string()),
  changed: z.array(z.object({ path: z.string() })),
  mdyaml: z.boolean().default(false),
  denylist: denylistShape.nullish(),
  trials: z.array(trialShape).default([]),
});

const noDenylist: Denylist = { default: [], ignore_preconfigured_defaults: false };

/** Folders that hold a corpus, in order of names. Empty where there is no data. */
export function corpusNames(data: string): readonly string[] {
  if (!existsSync(data)) return [];
  return readdirSync(data)
    .filter((name) => existsSync(join(data, name, "prs.jsonl.gz")))
    .sort();
}

/** Only the new name of a renamed file is given: the reference looks at no other. */
export function readPulls(data: string, name: string): Corpus {
  const corpus = readCorpus(join(data, name));
  const answered = join(data, "expected", `${name}.jsonl.gz`);
  const expected = existsSync(answered) ? readJsonLines(answered, expectedShape) : undefined;
  const questions = expected ?? readJsonLines(join(data, "expected/questions", `${name}.jsonl.gz`), questionShape);
  const cases = corpus.pulls.map((pull, at): Case => {
    const question = questions[at];
    if (question?.n !== pull.number)
      throw new Error(`${name}: line ${at + 1} is about #${pull.number}, its question about #${question?.n}`);
    return {
      name: `#${pull.number}`,
      id: undefined,
      n: pull.number,
      author: pull.author,
      paths: pull.files.map(({ path }) => path),
      treeKey: pull.owners_snapshot,
      tree: () => corpus.ownersAt(pull.owners_snapshot),
      mdyaml: false,
      denylist: noDenylist,
      trials: question.trials,
      expected: expected?.[at],
    };
  });
  return { name, cases };
}

/**
 * Both halves: those with answers first, then those whose answers are kept aside. Where the reference's answer changes from run to run
 * there is none.
 */
export function readEdgeCases(data: string): Corpus {
  const file = join(data, "expected/edge.jsonl.gz");
  const answers = readJsonLines(file, z.union([z.object({ unstable: z.literal(true) }), expectedShape]));
  const answered = readJsonLines(file, edgeInputShape).map((line, at) => {
    const answer = answers[at];
    return edgeCase(line, answer === undefined || "unstable" in answer ? undefined : answer);
  });
  const open = readJsonLines(join(data, "expected/questions/edge.jsonl.gz"), edgeInputShape);
  return { name: "edge", cases: [...answered, ...open.map((line) => edgeCase(line, undefined))] };
}

function edgeCase(line: z.infer<typeof edgeInputShape>, expected: Expected | undefined): Case {
  return {
    name: line.id,
    id: line.id,
    n: line.n,
    author: line.author,
    paths: line.changed.map(({ path }) => path),
    treeKey: line.id,
    tree: () => new Map(Object.entries(line.tree)),
    mdyaml: line.mdyaml,
    denylist: line.denylist ?? noDenylist,
    trials: line.trials,
    expected,
  };
}
