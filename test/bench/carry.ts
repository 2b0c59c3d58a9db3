/** What it costs to know whether an LGTM outlives a push: requests beyond those of the same push where nobody has given one. */
import { stageOn } from "../../src/cli/stage.ts";
import { type Changes, noFaults, World } from "../../src/sim/index.ts";
import { atMost, type Figure } from "./figure.ts";
import { Meter } from "./meter.ts";

const issue = 6;
/** Seconds of simulated time between what people do. */
const pause = 60;

/** 30,000 files: 5 areas of 5 parts of 5 packages of 8 groups, each with 30 files, six directories deep. */
const shape = { areas: 5, parts: 5, packages: 5, groups: 8, files: 30 };
const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const text = (path: string, first = "first", last = "last"): string =>
  `package p\n\n// ${path}: ${first}.\n\n\nfunc F() {}\n\n\n// ${path}: ${last}.\n`;

function repositoryFiles(): Changes {
  const directories = numbered(shape.areas).flatMap((area) =>
    numbered(shape.parts).flatMap((part) =>
      numbered(shape.packages).flatMap((pack) =>
        numbered(shape.groups).map((group) => `area-${area}/part-${part}/src/package-${pack}/inner/group-${group}`),
      ),
    ),
  );
  const files = directories.flatMap((directory) =>
    numbered(shape.files).map((file): [string, string] => [`${directory}/file-${file}.go`, text(`${directory}/file-${file}.go`)]),
  );
  return { OWNERS: "approvers: [root]\nreviewers: [reviewer]\n", ...Object.fromEntries(files) };
}

/** One directory in each area. */
const touched = numbered(shape.areas).map((area) => `area-${area}/part-${area}/src/package-${area}/inner/group-${area}`);
const pathIn = (directory: string, file: number): string => `${directory}/file-${file}.go`;

/** Two files in each directory, and a new one; the base edits the first of them elsewhere in the text, and files beside it. */
const mine: Changes = Object.fromEntries(
  touched.flatMap((directory): [string, string][] => [
    [pathIn(directory, 0), text(pathIn(directory, 0), "first", "LAST")],
    [pathIn(directory, 1), text(pathIn(directory, 1), "FIRST", "LAST")],
    [pathIn(directory, 100), text(pathIn(directory, 100))],
  ]),
);
const theirs: Changes = Object.fromEntries(
  touched.flatMap((directory): [string, string][] => [
    [pathIn(directory, 0), text(pathIn(directory, 0), "FIRST", "last")],
    [pathIn(directory, 2), text(pathIn(directory, 2), "FIRST")],
    [pathIn(directory.replace(/group-\d/, "group-7"), 3), text("moved on")],
  ]),
);
const merged: Changes = Object.fromEntries(touched.map((directory) => [pathIn(directory, 0), text(pathIn(directory, 0), "FIRST", "LAST")]));

export async function* carryFigures(): AsyncGenerator<Figure> {
  const reviewed = await costs({ isReviewed: true });
  const unreviewed = await costs({ isReviewed: false });
  yield atMost(issue, "carry.squash.requests", reviewed.squash - unreviewed.squash, "requests", 1);
  yield atMost(issue, "carry.rebase.requests", reviewed.rebase - unreviewed.rebase, "requests", 6);
  yield atMost(issue, "carry.mistaken", reviewed.lost.length, "pushes", 0);
}

interface Costs {
  /** Requests of all passes that the push causes. */
  readonly squash: number;
  readonly rebase: number;
  /** Pushes after which LGTM was gone. */
  readonly lost: readonly string[];
}

/** The same life of a pull request twice, with an LGTM and without. */
async function costs({ isReviewed }: { readonly isReviewed: boolean }): Promise<Costs> {
  const { world, repository, meter, settle, close } = await theatre();
  const [author, reviewer, root] = [world.user("author"), world.user("reviewer"), world.user("root")];
  const [first, second] = halves(Object.entries(mine));
  const pull = author.opens(repository, { changes: first, fork: true });
  await settle();
  author.pushes(pull, second);
  await settle();
  if (isReviewed) reviewer.says(pull, "/lgtm");
  await settle();
  const lost: string[] = [];
  const push = async (name: string, act: () => void): Promise<number> => {
    const before = meter.reading();
    act();
    await settle();
    if (!pull.labels().includes("lgtm")) lost.push(name);
    return meter.since(before).requests;
  };
  const squash = await push("squash", () => author.squashes(pull));
  root.pushesTo(repository, "main", theirs);
  const rebased = author.pushesTo(repository, "rebased", { ...mine, ...merged });
  await settle();
  const rebase = await push("rebase", () => author.forcePushes(pull, rebased));
  await close();
  return { squash, rebase, lost };
}

const halves = (changes: readonly [string, Changes[string]][]): readonly [Changes, Changes] => {
  const middle = Math.ceil(changes.length / 2);
  return [Object.fromEntries(changes.slice(0, middle)), Object.fromEntries(changes.slice(middle))];
};

async function theatre() {
  const world = new World({ faults: noFaults });
  const meter = new Meter(world);
  const org = world.organization("acme");
  for (const login of ["root", "reviewer"]) org.adds(world.user(login));
  const repository = org.repository({ name: "anvil", files: repositoryFiles() });
  world.installs(org);
  const stage = await stageOn({ world, deliverer: world.deliverer(), fetch: meter.fetch });
  const settle = async (): Promise<void> => {
    await stage.settle();
    world.clock.advance(pause);
  };
  return { world, repository, meter, settle, close: stage.close };
}
