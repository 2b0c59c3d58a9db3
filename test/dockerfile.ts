/** A Dockerfile read and followed without Docker: stages are folders, files are copied, npm is run; what only a container has is left to it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

export interface Stage {
  readonly base: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "copy"; readonly from: string | undefined; readonly sources: readonly string[]; readonly target: string }
  | { readonly kind: "run"; readonly command: string }
  | { readonly kind: "env"; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "volume"; readonly paths: readonly string[] }
  | { readonly kind: "expose"; readonly port: string }
  | { readonly kind: "healthcheck"; readonly command: readonly string[] }
  | { readonly kind: "cmd"; readonly command: readonly string[] };

/** Throws at an instruction, or a form of one, that it does not know: a step that is not understood would be a step that is not tested. */
export function stagesOf(text: string): readonly Stage[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const stages: { base: string; name: string; steps: Step[] }[] = [];
  for (const line of lines) {
    const [, instruction = "", rest = ""] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (instruction === "FROM") {
      const [base = "", as, name] = rest.split(/\s+/);
      stages.push({ base, name: as === "AS" ? (name ?? "") : "", steps: [] });
    } else stages.at(-1)?.steps.push(stepOf(instruction, rest, line));
  }
  return stages;
}

function stepOf(instruction: string, rest: string, line: string): Step {
  const words = rest.split(/\s+/);
  switch (instruction) {
    case "WORKDIR":
      return { kind: "workdir", path: rest };
    case "COPY": {
      const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
      const target = words.pop();
      if (target === undefined || words.length === 0 || words.some((word) => word.startsWith("--"))) break;
      return { kind: "copy", from, sources: words, target };
    }
    case "RUN":
      return { kind: "run", command: rest };
    case "ENV":
      return { kind: "env", values: Object.fromEntries(words.map((word) => [word.split("=")[0], word.slice(word.indexOf("=") + 1)])) };
    case "USER":
      return { kind: "user", user: rest };
    case "VOLUME":
      return { kind: "volume", paths: wordsIn(rest) };
    case "EXPOSE":
      return { kind: "expose", port: rest };
    case "HEALTHCHECK":
      return { kind: "healthcheck", command: wordsIn(rest.slice(rest.indexOf("CMD ") + "CMD ".length)) };
    case "CMD":
      return { kind: "cmd", command: wordsIn(rest) };
  }
  throw new Error(`a step of a kind that is not known here: ${line}`);
}

function wordsIn(json: string): string[] {
  const parsed: unknown = JSON.parse(json);
  if (Array.isArray(parsed) && parsed.every((word) => typeof word === "string")) return parsed;
  throw new Error(`not in the form that needs no shell: ${json}`);
}

export interface Image {
  /** Folder on this machine for an absolute path in the image. */
  readonly at: (path: string) => string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Follows every stage below `folder`, which is empty, and returns the last one. `context` is the checkout. Of commands only npm's are run,
 * each where its stage works; others change a system that is not ours, and make no difference but that the folders they name are there.
 */
export function followed(stages: readonly Stage[], context: string, folder: string): Image {
  const images = new Map<string, Image>();
  let last: Image | undefined;
  for (const [n, stage] of stages.entries()) {
    last = stageFollowed(stage, (from) => imageOf(images, from), context, join(folder, `${n}`));
    images.set(stage.name, last);
  }
  if (last === undefined) throw new Error("no stage");
  return last;
}

function imageOf(images: ReadonlyMap<string, Image>, name: string): Image {
  const image = images.get(name);
  if (image === undefined) throw new Error(`no stage before is called ${name}`);
  return image;
}

function stageFollowed({ steps }: Stage, imageCalled: (name: string) => Image, context: string, root: string): Image {
  const at = (path: string): string => join(root, path);
  const env: Record<string, string> = {};
  let workdir = "/";
  for (const step of steps) {
    if (step.kind === "workdir") {
      workdir = step.path;
      mkdirSync(at(workdir), { recursive: true });
    } else if (step.kind === "copy") {
      const place = step.from === undefined ? (path: string) => join(context, path) : imageCalled(step.from).at;
      for (const source of step.sources) copy(place(source), join(at(workdir), step.target), step.target.endsWith("/"));
    } else if (step.kind === "run") run(step.command, at(workdir));
    else if (step.kind === "env") Object.assign(env, step.values);
    else if (step.kind === "volume") for (const path of step.paths) mkdirSync(at(path), { recursive: true });
  }
  return { at, workdir, env };
}

/** As Docker has it: of a folder what is in it, a file under its own name where the target is a folder. */
const copy = (source: string, target: string, isFolder: boolean): void =>
  cpSync(source, isFolder && statSync(source).isFile() ? join(target, basename(source)) : target, { recursive: true });

function run(command: string, cwd: string): void {
  if (!command.startsWith("npm ")) return;
  // An npm that runs inside an npm script would take that script's project for its own, and install into it.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_(?:config_(?:local_)?prefix|lifecycle|package|command)|INIT_CWD|NODE_ENV)/i.test(name),
    ),
  );
  const { status, stdout, stderr } = spawnSync(command, { cwd, env, shell: true, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}\n${stdout}${stderr}`);
}

export const dockerfileAt = (path: string): readonly Stage[] => stagesOf(readFileSync(path, "utf8"));
