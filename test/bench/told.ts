/** The story of a pull request's life in `api-usage.json`, as its file tells it, and the repository that it happens in. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const sizes = ["small", "medium", "large"] as const;
export type Size = (typeof sizes)[number];
export const turns = ["cold", "warm"] as const;
export type Turn = (typeof turns)[number];

const sizeShape = z.object({ sourceFiles: z.int(), ownersFiles: z.int(), people: z.int() });
const totalShape = z.object({ total: z.object({ requests: z.int() }) });
const shape = z.object({
  story: z.object({
    repository: z.object({
      sizes: z.record(z.enum(sizes), sizeShape),
      ownersOfTheStory: z.record(z.string(), z.string()),
      labels: z.array(z.string()),
      smallInFull: z.record(z.string(), z.string()),
    }),
    changedFiles: z.record(z.string(), z.string()),
    steps: z.array(z.object({ step: z.string(), by: z.string() })),
  }),
  results: z.object({ hook: z.record(z.enum(sizes), z.record(z.enum(turns), totalShape)) }),
});

export type ToldUsage = z.infer<typeof shape>;

/** Undefined where nobody measured. */
export function toldUsage(data: string): ToldUsage | undefined {
  const file = join(data, "expected", "api-usage.json");
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

const numbered = (number: number): string => String(number).padStart(3, "0");
const personNamed = (number: number): string => `person-${numbered(number)}`;
const listed = (title: string, names: readonly string[]): string => `${title}:\n${names.map((name) => `- ${name}\n`).join("")}`;

/** Areas of nine units each, every area before its units. */
const directoryAt = (number: number): string => {
  const [area, unit] = [Math.floor(number / 10), number % 10];
  return unit === 0 ? `area-${numbered(area)}` : `area-${numbered(area)}/unit-${numbered(unit - 1)}`;
};

/** The repository before anything happens, built by the rules that stand in the file beside the small one in full. */
export function repositoryFiles({ story: { repository } }: ToldUsage, size: Size): Readonly<Record<string, string>> {
  const { sourceFiles, ownersFiles, people } = repository.sizes[size];
  const files: Record<string, string> = {};
  for (const path of ["README.md", ".generated_files", ".gitattributes"]) files[path] = repository.smallInFull[path] ?? "";
  files.OWNERS_ALIASES = aliases(people);
  const directories = Array.from({ length: ownersFiles - 1 }, (_, number) => directoryAt(number));
  for (const [number, directory] of directories.entries()) files[`${directory}/OWNERS`] = ownersAt(number, people);
  for (let number = 0; number < sourceFiles; number += 1) {
    const directory = directories[number % directories.length] ?? "";
    const path = `${directory}/file-${numbered(Math.floor(number / directories.length))}.go`;
    files[path] = `package p\n\n// File ${number} of ${directory}.\nfunc F${number}() int {\n\treturn ${number}\n}\n`;
  }
  return { ...files, ...repository.ownersOfTheStory };
}

function ownersAt(number: number, people: number): string {
  const person = (offset: number) => personNamed((number + offset) % people);
  const approvers = number % 5 === 0 ? [`team-${numbered(number % 10)}`, person(0)] : [person(0), person(7)];
  return listed("approvers", approvers) + listed("reviewers", [person(3), person(10), person(17)]);
}

/** Ten teams of three. */
function aliases(people: number): string {
  const teams = Array.from({ length: 10 }, (_, team) => {
    const members = [0, 7, 14].map((offset) => personNamed((team * 11 + offset) % people));
    return `  team-${numbered(team)}:\n${members.map((member) => `  - ${member}\n`).join("")}`;
  });
  return `aliases:\n${teams.join("")}`;
}

/** Everybody who appears, without those whom OWNERS name by number. */
export const peopleOf = (size: Size, { story: { repository } }: ToldUsage): string[] =>
  Array.from({ length: repository.sizes[size].people }, (_, number) => personNamed(number));

/** What the n-th pull request changes: new files, and one that was there. */
export const changedFiles = ({ story }: ToldUsage, n: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(story.changedFiles).map((entry) => entry.map((text) => text.replaceAll("{n}", String(n)))));
