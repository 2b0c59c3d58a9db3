/** The table of commands: what `/help` answers, and what the README shows. */
import { isSaidOn, type Who, type WordDefinition } from "./words.ts";

const people: Readonly<Record<Who, string>> = {
  anyone: "anyone",
  author: "the author",
  collaborator: "collaborators",
  member: "members of the organisation",
  administrator: "administrators of the repository",
  owner: "approvers in OWNERS",
};

/** A Markdown table, in order of usages. */
export function commandTable(words: readonly WordDefinition[]): string {
  const rows = words
    .toSorted((a, b) => (a.usage < b.usage ? -1 : 1))
    .map((word) => `| \`${cell(word.usage)}\` | ${people[word.who]} | ${cell(word.does)}${placesOf(word)} |`);
  return ["| Command | Who | What it does |", "|---|---|---|", ...rows].join("\n");
}

/** All are for pull requests. */
const placesOf = (word: WordDefinition): string => (isSaidOn(word, "issue") ? " On issues too." : "");

const cell = (text: string): string => text.replaceAll("|", "\\|");
