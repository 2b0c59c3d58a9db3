/** The demo's lines on the terminal: who did what, what the bot did about it, and why. */
import type { Reason } from "../core/reasons.ts";
import { deedsBetween, plain, type Snapshot } from "./demo-changes.ts";
import { ownership, type Scene } from "./demo-story.ts";

/** Colours a piece of text, or leaves it alone where nobody looks at a terminal. */
export type Paint = (colour: "bold" | "dim" | "green" | "red" | "yellow", text: string) => string;

const width = 100;
/** Column at which the lines of a block begin. */
const column = 9;

export function opening(repository: string, paint: Paint): string {
  const longest = Math.max(...ownership.map(([path]) => path.length));
  const rows = ownership.map(([path, owners]) => `   ${path.padEnd(longest)}  ${paint("dim", owners)}`);
  return [paint("bold", `Bowsprit reviews ${repository} on a simulated GitHub. Who owns what:`), ...rows, ""].join("\n");
}

export interface Told {
  readonly title: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Of the last pass before the scene and of the last one in it. */
  readonly reasonsBefore: readonly Reason[];
  readonly reasons: readonly Reason[];
}

/** A scene as it is told. Of the reasons those that are new, with everything below them; where none is, how they all stand. */
export function sceneText({ title, before, after, reasonsBefore, reasons }: Told, paint: Paint): string {
  const known = new Set(reasonsBefore.map((reason) => JSON.stringify(reason)));
  const news = reasons.filter((reason) => !known.has(JSON.stringify(reason)));
  const why = news.length > 0 ? news.flatMap((reason) => reasonLines(reason)) : reasons.map(reasonLine);
  const deeds = deedsBetween(before, after);
  return [
    paint("bold", wrapped(title, 3).join("\n")),
    ...block("bot", [wrapped(deeds.length === 0 ? "nothing to do" : deeds.join(", "), column)]),
    ...block(
      "why",
      why.map((line) => wrapped(line, column + 3)),
      paint,
    ),
    ...block("now", [wrapped(standingOf(after), column)], paint),
    "",
  ].join("\n");
}

const standingOf = ({ labels, check }: Snapshot): string =>
  `labels: ${labels.length === 0 ? "none" : labels.join(", ")} · check: ${check === undefined ? "none" : `${check.isGreen ? "✅" : "⏳"} ${check.title}`}`;

/** The first line bears the name of the block. */
function block(name: string, lines: readonly (readonly string[])[], paint: Paint = (_, text) => text): readonly string[] {
  const heading = `   ${name}`.padEnd(column);
  return lines.map((line, at) => (at === 0 ? heading : " ".repeat(column)) + paint(colourOf(line.join()), line.join("\n")));
}

const signs: Readonly<Record<Reason["state"], string>> = { met: "✅", open: "⏳", broken: "❌", unread: "❔" };

const colourOf = (line: string): "green" | "red" | "yellow" => (line.includes("✅") ? "green" : line.includes("❌") ? "red" : "yellow");

const reasonLine = ({ state, what }: Reason): string => `${signs[state]} ${plain(what)}`;

/** Below the third level stand the commands with which people check a reason: too long for a story. */
const reasonLines = (reason: Reason, level = 1): readonly string[] => [
  reasonLine(reason),
  ...(level < 3 ? (reason.because ?? []) : []).flatMap((one) => reasonLines(one, level + 1)).map((line) => `   ${line}`),
];

/** Broken between words; what follows the first line stands that far from the left. */
function wrapped(text: string, left: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && left + line.length + word.length > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].map((piece, at) => (at === 0 ? piece : " ".repeat(left) + piece));
}

/** What differs between a scene and what the story says must come of it; nothing where it went as it should. */
export function differences({ told, expected }: Scene, after: Snapshot): readonly string[] {
  const differs = (what: string, wanted: readonly string[], found: readonly string[]) =>
    wanted.toSorted().join() === found.toSorted().join() ? [] : [`after "${told}": ${what} ${listed(found)} instead of ${listed(wanted)}`];
  return [
    ...differs("labels", expected.labels, after.labels),
    ...differs("reviews asked of", expected.asked, after.asked),
    ...differs("results", expected.results ?? [], after.results),
    ...differs("the check is", [expected.isReady ? "green" : "not green"], [after.check?.isGreen ? "green" : "not green"]),
  ];
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
