/** `bowsprit owners explain`: who must approve what, who may, and what is wrong with the OWNERS files of a tree. */
import { type Command, InvalidArgumentError } from "commander";
import { loginOf } from "../core/ids.ts";
import { compiled } from "../core/owners/pattern.ts";
import { defaultReading, type FileText, type OwnersReading } from "../core/owners/tree.ts";
import { BadInput, type Subcommand } from "./outcome.ts";
import { explanationOf } from "./owners-explanation.ts";
import { filesOnDisk } from "./owners-files.ts";
import { linesOf, listed, treeOf } from "./owners-input.ts";
import { explanationText } from "./owners-text.ts";

interface Settings {
  readonly root?: string;
  readonly tree?: string;
  readonly author?: string;
  readonly approved: readonly string[];
  readonly filesFrom?: string;
  readonly number: number;
  readonly requireSelfApproval?: true;
  readonly mdyaml?: true;
  readonly denylist: readonly string[];
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "owners",
  describe(command: Command, finish) {
    command.description("questions about OWNERS files");
    command
      .command("explain")
      .description("who must approve what, who may, whom to ask, and what is broken; exit status 1 where a file is broken")
      .argument("[path...]", "changed paths; without any, every directory with an OWNERS file is asked about")
      .option("--root <dir>", "read OWNERS files from a directory tree")
      .option("--tree <file>", "read them from a JSON file {path: text}")
      .option("--author <login>", "who wrote the change; approves it unless --require-self-approval")
      .option(
        "--approved <logins>",
        "who has approved, comma-separated",
        (text, before: readonly string[]) => [...before, ...listed(text)],
        [],
      )
      .option("--files-from <file>", "read the changed paths from a file, one a line")
      .option("--number <n>", "number of the pull request, from which the suggestion is drawn", numberOf, 1)
      .option("--require-self-approval", "the author's approval is not implied")
      .option("--mdyaml", "Markdown headers may name owners")
      .option("--denylist <re>", "directories to ignore (RE2), repeatable", (text, before: readonly string[]) => [...before, text], [])
      .option("--json", "print one JSON document (docs/owners-explain.md)")
      .action((paths: readonly string[], settings: Settings) => {
        const explanation = explain(paths, settings);
        process.stdout.write(settings.json ? `${JSON.stringify(explanation, undefined, 2)}\n` : explanationText(explanation));
        finish(explanation.problems.length > 0 ? 1 : 0);
      });
  },
};

function explain(given: readonly string[], settings: Settings) {
  const paths = pathsOf(given, settings);
  const reading: OwnersReading = {
    ...defaultReading,
    mdyaml: settings.mdyaml ?? false,
    owners_dir_denylist: settings.denylist.map(validPattern),
  };
  const author = settings.author === undefined || settings.requireSelfApproval ? [] : [settings.author];
  return explanationOf({
    files: filesOf(settings, paths, reading),
    reading,
    paths,
    approvers: new Set([...author, ...settings.approved].map(loginOf)),
    number: settings.number,
  });
}

/** Undefined where no paths were named at all; an empty list of files names none, which is not the same. */
function pathsOf(given: readonly string[], { filesFrom }: Settings): readonly string[] | undefined {
  if (filesFrom === undefined) return given.length === 0 ? undefined : given;
  if (given.length > 0) throw new BadInput("give paths or --files-from, not both");
  return linesOf(filesFrom);
}

function filesOf({ root, tree }: Settings, paths: readonly string[] | undefined, reading: OwnersReading): ReadonlyMap<string, FileText> {
  if ((root === undefined) === (tree === undefined)) throw new BadInput("give either --root DIR or --tree FILE.json");
  if (root !== undefined) return filesOnDisk(root, paths, reading);
  return treeOf(tree ?? "");
}

function validPattern(source: string): string {
  const pattern = compiled(source);
  if (pattern.kind !== "pattern") throw new BadInput(`--denylist ${JSON.stringify(source)}: ${pattern.reason}`);
  return source;
}

function numberOf(text: string): number {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError("It must be a whole number.");
  return number;
}
