/** The table of commands: what `/help` answers, and what the README shows. */
import type { Who, WordDefinition } from "./words.ts";

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
    .map(({ usage, who, does }) => `| \`${cell(usage)}\` | ${people[who]} | ${cell(does)} |`);
  return ["| Command | Who | What it does |", "|---|---|---|", ...rows].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
