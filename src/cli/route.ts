/** `bowsprit route`: whom Bowsprit would ask to review a change, and why or why not, without asking GitHub anything. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { type Login, loginOf } from "../core/ids.ts";
import { answering } from "../core/owners/questions.ts";
import { defaultReading, type OwnersReading, ownersOf } from "../core/owners/tree.ts";
import type { Standing } from "../core/route/balanced.ts";
import type { RoutedFile } from "../core/route/closeness.ts";
import { type Draw, hashOf, seededDraw, takesFirst, takesLast } from "../core/route/draw.ts";
import { type Routing, routingOf, type Strategy, wantedBy } from "../core/route/routing.ts";
import { BadInput, type Subcommand } from "./outcome.ts";
import { filesOnDisk } from "./owners-files.ts";
import { jsonOf, linesOf, listed, treeOf } from "./owners-input.ts";
import { routingText } from "./route-text.ts";

interface Settings {
  readonly root?: string;
  readonly tree?: string;
  readonly filesFrom?: string;
  readonly author?: string;
  readonly load?: string;
  readonly busy: readonly string[];
  readonly draw: string;
  readonly strategy: Strategy;
  readonly requestCount: number;
  readonly maxRequestCount: number;
  readonly excludeApprovers?: true;
  readonly mdyaml?: true;
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "route",
  describe(command: Command, finish) {
    command
      .description("who would be asked to review a change, and why; exit status 1 where an OWNERS file is broken")
      .argument("[path...]", "changed paths")
      .option("--root <dir>", "read OWNERS files from a directory tree")
      .option("--tree <file>", "read them from a JSON file {path: text}")
      .option("--files-from <file>", "read the changed paths from a file: PATH[TAB ADDITIONS TAB DELETIONS] a line")
      .option("--author <login>", "who wrote the change, and is never asked")
      .option("--load <file>", "open requests for a review, from a JSON file {login: number}")
      .addOption(new Option("--busy <logins>", "people who are not available, comma-separated").argParser(also).default([], "nobody"))
      .option("--draw <draw>", "first, last, or a seed: how equals are told apart, and whom strategy prow draws", "1")
      .addOption(new Option("--strategy <strategy>", "how people are chosen").choices(["balanced", "prow"]).default("balanced"))
      .option("--request-count <n>", "how many people to ask", countOf, 2)
      .option("--max-request-count <n>", "ask no more than these, however many areas there are; 0: no limit", countOf, 0)
      .option("--exclude-approvers", "do not fill up with approvers")
      .option("--mdyaml", "Markdown headers may name owners")
      .option("--json", "print one JSON document (docs/routing.md)")
      .action((paths: readonly string[], settings: Settings) => {
        const { routing, broken } = routed(paths, settings);
        process.stdout.write(settings.json ? `${JSON.stringify(rounded(routing), undefined, 2)}\n` : routingText(routing, broken));
        finish(broken.length > 0 ? 1 : 0);
      });
  },
};

function routed(paths: readonly string[], settings: Settings) {
  const changed = changedFiles(paths, settings);
  const reading: OwnersReading = { ...defaultReading, mdyaml: settings.mdyaml ?? false };
  const owners = ownersOf({ files: ownersFiles(settings, changed, reading), reading, collaborators: undefined });
  const answerTo = answering(owners);
  const files: readonly RoutedFile[] = changed.map((file) => ({ ...file, answer: answerTo(file.path) }));
  const options = {
    request_count: settings.requestCount,
    max_request_count: settings.maxRequestCount,
    exclude_approvers: settings.excludeApprovers ?? false,
  };
  const routing = routingOf({
    files,
    author: settings.author === undefined ? undefined : loginOf(settings.author),
    strategy: settings.strategy,
    options,
    standingOf: standings(settings),
    wanted: wantedBy(options),
    hasPrimary: false,
    draw: drawOf(settings.draw),
    seed: settings.draw,
  });
  return { routing, broken: owners.problems };
}

const also = (text: string, before: readonly string[]): readonly string[] => [...before, ...listed(text)];

type ChangedLines = Omit<RoutedFile, "answer">;

function changedFiles(paths: readonly string[], { filesFrom }: Settings): readonly ChangedLines[] {
  if ((filesFrom === undefined) === (paths.length === 0)) throw new BadInput("give either paths or --files-from FILE");
  if (filesFrom === undefined) return paths.map((path) => ({ path, lines: 0 }));
  return linesOf(filesFrom).map((line, at) => {
    const file = changedLine(line);
    if (file === undefined) throw new BadInput(`${filesFrom}:${at + 1} is not PATH, or PATH TAB ADDITIONS TAB DELETIONS`);
    return file;
  });
}

/** A file whose lines git does not count has a dash for both numbers. */
function changedLine(line: string): ChangedLines | undefined {
  const [path = "", ...numbers] = line.split("\t");
  const isCounted = numbers.length === 2 && numbers.every((number) => /^(?:\d{1,9}|-)$/.test(number));
  if (path === "" || (numbers.length > 0 && !isCounted)) return undefined;
  return { path, lines: numbers.reduce((sum, number) => sum + (number === "-" ? 0 : Number(number)), 0) };
}

function ownersFiles({ root, tree }: Settings, changed: readonly ChangedLines[], reading: OwnersReading) {
  if (root !== undefined && tree === undefined)
    return filesOnDisk(
      root,
      changed.map(({ path }) => path),
      reading,
    );
  if (tree === undefined || root !== undefined) throw new BadInput("give either --root DIR or --tree FILE.json");
  return treeOf(tree);
}

const loadShape = z.record(z.string(), z.int().min(0));

function standings({ load, busy }: Settings): (login: Login) => Standing {
  const given = load === undefined ? {} : jsonOf(load, loadShape, "an object of open requests by login");
  const open = new Map(Object.entries(given).map(([login, count]) => [loginOf(login), count]));
  const unavailable = new Set(busy.map(loginOf));
  return (login) => ({
    open: open.get(login) ?? 0,
    bars: [...(login.endsWith("[bot]") ? (["bot"] as const) : []), ...(unavailable.has(login) ? (["busy"] as const) : [])],
  });
}

function drawOf(text: string): Draw {
  if (text === "first") return takesFirst;
  if (text === "last") return takesLast;
  const seed = Number(text);
  return seededDraw(/^\d+$/.test(text) && Number.isSafeInteger(seed) ? seed : hashOf(text));
}

function countOf(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError("It must be a whole number.");
  return count;
}

/** Fields in the documented order, distances to a hundredth of a directory. */
const rounded = ({ chosen, considered }: Routing): Routing => ({
  chosen: chosen.map(({ login, role, why }) => ({ login, role, why })),
  considered: considered.map(({ login, distance, lines, load, whyNot }) => ({
    ...{ login, distance: Math.round(distance * 100) / 100, lines, load, whyNot },
  })),
});
