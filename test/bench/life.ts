/** What one pull request costs from opening to merge, by the story that was told to Prow's hook: a quarter of its requests is the bound. */
import { stageOn } from "../../src/cli/stage.ts";
import { noFaults, type Pull, World } from "../../src/sim/index.ts";
import { atMost, type Figure } from "./figure.ts";
import { Meter } from "./meter.ts";
import { changedFiles, peopleOf, repositoryFiles, type Size, sizes, type ToldUsage, toldUsage, turns } from "./told.ts";

const issue = 5;
const share = 1 / 4;
const organisation = "acme";
/** Seconds of simulated time between what people do: more than a replica lags, and more than a vote takes to be certain. */
const pause = 60;

export async function* lifeFigures(data: string): AsyncGenerator<Figure> {
  const told = toldUsage(data);
  if (told === undefined) return;
  for (const size of sizes) {
    const theatre = await Theatre.on(told, size);
    for (const [at, turn] of turns.entries()) {
      const life = await theatre.live(at + 1);
      const name = `life.${size}.${turn}`;
      const most = Math.floor(told.results.hook[size][turn].total.requests * share);
      yield atMost(issue, `${name}.requests`, life.requests, "requests", most);
      yield atMost(issue, `${name}.mistaken`, life.mistakes.length, "steps", 0);
      yield { issue, name: `${name}.bytes`, value: life.bytes, unit: "bytes" };
      for (const mistake of life.mistakes) process.stderr.write(`${name}: ${mistake}\n`);
      if (size === usual && turn === "warm") yield* eventFigures(life);
    }
    await theatre.close();
  }
}

/** The story whose steps are shown one by one. */
const usual: Size = "medium";

function* eventFigures({ steps }: Life): Generator<Figure> {
  for (const { name, requests } of steps) yield { issue, name: `event.${name}`, value: requests, unit: "requests" };
}

interface Life {
  readonly requests: number;
  /** Of answers, before compression. */
  readonly bytes: number;
  /** Steps after which the labels were not as they should be. */
  readonly mistakes: readonly string[];
  readonly steps: readonly { readonly name: string; readonly requests: number }[];
}

interface Step {
  readonly name: string;
  readonly act: () => void;
  /** Which of the two granting labels stand after it. */
  readonly grants: readonly string[];
}

/** One repository, with the bot newly started on it. */
class Theatre {
  readonly #world = new World({ faults: noFaults });
  readonly #told: ToldUsage;
  readonly #meter = new Meter(this.#world);
  #stage: Awaited<ReturnType<typeof stageOn>> | undefined;

  private constructor(told: ToldUsage) {
    this.#told = told;
  }

  static async on(told: ToldUsage, size: Size): Promise<Theatre> {
    const theatre = new Theatre(told);
    await theatre.#build(size);
    return theatre;
  }

  /** All that was there before the bot was started: nothing of it is told to anybody. */
  async #build(size: Size): Promise<void> {
    const world = this.#world;
    world.outbox.isOpen = false;
    const org = world.organization(organisation);
    const people = [
      ...new Set([...this.#told.story.steps.map(({ by }) => by), ...peopleOf(size, this.#told), "first-reviewer", ...owners]),
    ];
    for (const login of people) org.adds(world.user(login));
    org.repository({
      ...{ name: "story", defaultBranch: "master", files: repositoryFiles(this.#told, size), labels: this.#told.story.repository.labels },
      collaborators: { "root-approver": "write" },
    });
    world.installs(org);
    world.outbox.isOpen = true;
    this.#stage = await stageOn({ world, deliverer: world.deliverer(), fetch: this.#meter.fetch });
  }

  async live(n: number): Promise<Life> {
    const before = this.#meter.reading();
    const mistakes: string[] = [];
    const steps: Life["steps"][number][] = [];
    let pull: Pull | undefined;
    const opened = () => {
      pull ??= this.#opens(n);
      return pull;
    };
    for (const { name, act, grants } of this.#script(n, opened)) {
      const start = this.#meter.reading();
      act();
      await this.#stage?.settle();
      const has = ["approved", "lgtm"].filter((label) => opened().labels().includes(label));
      if (has.join() !== grants.join()) mistakes.push(`${name}: ${has.join()} instead of ${grants.join()}`);
      steps.push({ name, requests: this.#meter.since(start).requests });
      this.#world.clock.advance(pause);
    }
    const { requests, bytes } = this.#meter.since(before);
    return { requests, bytes, mistakes, steps };
  }

  #opens(n: number): Pull {
    const repository = this.#world.repository(`${organisation}/story`);
    if (repository === undefined) throw new Error("there is no repository to open a pull request in");
    const options = { title: `Change number ${n}`, body: "What this pull request does.", branch: `change-${n}`, fork: true };
    return this.#world.user("author").opens(repository, { ...options, changes: changedFiles(this.#told, n) });
  }

  /** The acts of the story, by the names that its file gives them. Throws where it tells another story. */
  #script(n: number, pull: () => Pull): Step[] {
    const person = (login: string) => this.#world.user(login);
    const again = {
      "area-000/unit-000/file-000.go": changedText(this.#told, n).replace("revision 1", "revision 2").replace(`${n}1`, `${n}2`),
    };
    const acts: Readonly<Record<string, Omit<Step, "name">>> = {
      open: { act: () => void pull(), grants: [] },
      "reviewer requested": { act: () => person("root-approver").asks(pull(), person("first-reviewer")), grants: [] },
      "/lgtm": { act: () => void person("reviewer").says(pull(), "/lgtm"), grants: ["lgtm"] },
      push: { act: () => void person("author").pushes(pull(), again, "Review remarks\n"), grants: [] },
      "/lgtm again": { act: () => void person("reviewer").says(pull(), "/lgtm"), grants: ["lgtm"] },
      squash: { act: () => void person("author").squashes(pull()), grants: ["lgtm"] },
      "/approve by leaf owner": { act: () => void person("leaf-approver").says(pull(), "/approve"), grants: ["lgtm"] },
      "/approve by root": { act: () => void person("root-approver").says(pull(), "/approve"), grants: ["approved", "lgtm"] },
      merged: { act: () => void person("root-approver").merges(pull(), "squash"), grants: ["approved", "lgtm"] },
    };
    return this.#told.story.steps.map(({ step }) => {
      const known = acts[step];
      if (known === undefined) throw new Error(`the story has a step that nobody can act: ${step}`);
      return { name: step, ...known };
    });
  }

  async close(): Promise<void> {
    await this.#stage?.close();
  }
}

const owners = ["root-reviewer", "first-lead", "second-lead", "other-approver", "second-reviewer"];

const changedText = (told: ToldUsage, n: number): string => changedFiles(told, n)["area-000/unit-000/file-000.go"] ?? "";
