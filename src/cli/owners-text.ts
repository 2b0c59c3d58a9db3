/** `bowsprit owners explain` for people. */
import { joined } from "../core/owners/paths.ts";
import type { ExplainedFile, Explanation } from "./owners-explanation.ts";

/** Most paths that are listed under one heading. */
const mostPaths = 10;

export function explanationText(explanation: Explanation): string {
  const sections = [
    verdict(explanation),
    ...approvals(explanation),
    suggestion(explanation),
    ...details(explanation),
    problems(explanation),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function verdict({ approved, files, unapproved }: Explanation): string {
  if (files.length === 0) return "NOT APPROVED: nothing changed";
  if (approved) return "APPROVED";
  return `NOT APPROVED: open ${unapproved.length === 1 ? "is" : "are"} ${unapproved.map(fileOf).join(", ")}`;
}

function approvals({ required, unapproved, files }: Explanation): readonly string[] {
  const keys = [...new Set([...required, ...unapproved])];
  if (keys.length === 0 && files.length > 0) return ["No file needs an approval."];
  return keys.map((key) => {
    const own = files.filter(({ owner }) => owner === key);
    const people = [...new Set(own.flatMap(({ approvers }) => approvers))].sort();
    const state = unapproved.includes(key) ? "needs an approval" : "approved";
    return [`${fileOf(key)}: ${state}`, `  who may: ${people.join(", ") || "nobody"}`, ...pathLines(own)].join("\n");
  });
}

function pathLines(files: readonly ExplainedFile[]): readonly string[] {
  const rest = files.length - mostPaths;
  return [...files.slice(0, mostPaths).map(({ path }) => `  ${path || "."}`), ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

const suggestion = ({ suggested }: Explanation): string => (suggested.length === 0 ? "" : `Ask: ${suggested.join(", ")}`);

/** Files about which everything is the same stand together. */
function details({ files }: Explanation): readonly string[] {
  const groups = Map.groupBy(files, ({ path: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const rows = [
      ["owned by", fileOf(first.owner)],
      ["approvers", listed(first.approvers, first.leafApprovers)],
      ["reviewers", listed(first.reviewers, first.leafReviewers)],
      ["required reviewers", first.requiredReviewers.join(", ")],
      ["labels", first.labels.join(", ")],
    ];
    return [
      [
        ...pathLines(group).map((line) => line.trimStart()),
        ...rows.filter(([, value]) => value !== "").map(([name, value]) => `  ${name}: ${value}`),
      ].join("\n"),
    ];
  });
}

/** The nearest first; those who are only found further up follow in brackets. */
function listed(all: readonly string[], nearest: readonly string[]): string {
  const others = all.filter((login) => !nearest.includes(login));
  return [nearest.join(", "), others.length === 0 ? "" : `(further up: ${others.join(", ")})`].filter((part) => part !== "").join(" ");
}

function problems({ problems: all }: Explanation): string {
  if (all.length === 0) return "";
  return ["Broken:", ...all.map(({ file, line, what, reason }) => `  ${line > 0 ? `${file}:${line}` : file}: ${what}: ${reason}`)].join(
    "\n",
  );
}

/** The file that an owner key stands for; the key of a Markdown file is that file. */
const fileOf = (key: string): string => (key.endsWith(".md") ? key : joined(key, "OWNERS"));
