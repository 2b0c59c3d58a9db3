/** `bowsprit demo`: the bot plays a pull request of a node team on the simulated GitHub, tells each step, and checks its own story. */
import { styleText } from "node:util";
import { type Command, InvalidArgumentError } from "commander";
import { snapshotOf } from "./demo-changes.ts";
import { keepServing, servedOn } from "./demo-serving.ts";
import { type Demo, staged } from "./demo-stage.ts";
import { repositoryIn, stories } from "./demo-story.ts";
import { differences, opening, type Paint, sceneText } from "./demo-text.ts";
import { BadInput, type Subcommand } from "./outcome.ts";
import { simulator } from "./simulator.ts";

interface Settings {
  readonly keep?: true;
  readonly port?: number;
}

export const subcommand: Subcommand = {
  name: "demo",
  describe(command: Command, finish) {
    command
      .description(
        "plays a pull request on a simulated GitHub: what people say, what the bot does, and why; exit status 1 where it went wrong",
      )
      .option("--keep", "go on serving the simulated GitHub, with the bot at work, until interrupted")
      .option("--port <n>", "port to serve on, with --keep (default: any that is free)", portOf)
      .action(async ({ keep, port }: Settings) => {
        if (port !== undefined && !keep) throw new BadInput("--port needs --keep");
        const sim = await simulator();
        const demo = await staged(sim);
        try {
          const served = keep ? await servedOn(sim, demo.world, port ?? 0) : undefined;
          const wrong = await play(demo, write, (colour, text) => styleText(colour, text, { stream: process.stdout }));
          for (const line of wrong) process.stderr.write(`bowsprit: ${line}\n`);
          finish(wrong.length === 0 ? 0 : 1);
          if (served !== undefined) await keepServing(sim, demo, served, write);
        } finally {
          await demo.stage.close();
        }
      });
  },
};

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("It must be a port.");
  return port;
}

/** Seconds of simulated time between two scenes. */
const pause = 15 * 60;

/** Plays the story and says what went differently from how it must go. */
export async function play(
  { world, stage, reasons, complaints }: Demo,
  say: (text: string) => void,
  paint: Paint,
): Promise<readonly string[]> {
  const repository = repositoryIn(world);
  say(opening(repository.fullName, paint));
  const bot = world.app.bot.restLogin;
  const wrong: string[] = [];
  let number = 1;
  for (const scene of stories(world, repository)) {
    const before = snapshotOf(scene.pull, bot);
    const reasonsBefore = reasons();
    await stage.settle();
    const after = snapshotOf(scene.pull, bot);
    say(sceneText({ title: `${number}. ${scene.told}`, before, after, reasonsBefore, reasons: reasons() }, paint));
    wrong.push(...differences(scene, after));
    world.clock.advance(pause);
    number += 1;
  }
  return [...wrong, ...complaints];
}
