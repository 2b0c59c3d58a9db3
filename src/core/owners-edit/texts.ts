/** Texts about an edit of the files that say who owns what: its mistakes on their lines and in words, and what it would mean. */
import type { AnnotatedCheck } from "../actions.ts";
import { mostAnnotations } from "../annotations.ts";
import { code, onOneLine, quoted } from "../quoting.ts";
import { fitting } from "../report.ts";
import type { Meaning, Shift, ThinPlace } from "./meaning.ts";
import type { Mistake } from "./mistake.ts";

/** No base branch gives the gate this name: it has no colon. */
export const annotatedName = "bowsprit owners";

/** `isEdit`: whether the pull request edits any such file. Without that there is a check only where an earlier one must be taken back. */
export function annotatedCheck(mistakes: readonly Mistake[], isEdit: boolean): AnnotatedCheck {
  const shown = [...mistakes].sort((a, b) => (a.level === b.level ? 0 : a.level === "failure" ? -1 : 1)).slice(0, mostAnnotations);
  const more = mistakes.length - shown.length;
  const failures = mistakes.filter(({ level }) => level === "failure").length;
  const lines = [...shown.map((mistake) => `- ${mistakeText(mistake)}`), ...(more > 0 ? [`- and ${more} more`] : [])];
  return {
    name: annotatedName,
    state: {
      ...{ status: "completed", conclusion: failures > 0 ? "failure" : "success" },
      title: isEdit ? titleFor(failures, mistakes.length - failures) : "No file is edited that says who owns what",
      summary: lines.length === 0 ? "Nothing is wrong with them." : fitting(lines),
    },
    annotations: shown.map(({ file, line, level, what }) => ({
      path: file,
      line,
      level,
      title: "Who owns what",
      message: onOneLine(what),
    })),
    isOnlyUpdate: !isEdit,
  };
}

function titleFor(failures: number, warnings: number): string {
  if (failures > 0) return `${counted(failures, "mistake")} in files that say who owns what`;
  return warnings > 0 ? `${counted(warnings, "warning")} about files that say who owns what` : "Files that say who owns what are sound";
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** `file:line: what`, in Markdown. */
export const mistakeText = ({ file, line, what }: Mistake): string => `${code(`${file}:${line}`)}: ${quoted(what)}`;

/** So many people, and so many directories of one person, are named. */
const mostPeople = 30;
const mostPlaces = 10;

/** Markdown; empty where nothing changes for anybody. */
export function meaningText(meaning: Meaning | undefined): string {
  if (meaning === undefined) return "So many people are named in so many directories that nobody follows them there.";
  const { shifts, thin } = meaning;
  return fitting([...someOf(shifts.map(shiftLine), mostPeople, "people"), ...someOf(thin.map(thinLine), mostPeople, "directories")]);
}

const someOf = (lines: readonly string[], most: number, what: string): readonly string[] =>
  [...lines.slice(0, most), ...(lines.length > most ? [`and ${lines.length - most} more ${what}`] : [])].map((line) => `- ${line}`);

function shiftLine({ login, gains, loses }: Shift): string {
  const parts = [
    sentence("may approve", gains.approvers),
    sentence("may review", gains.reviewers),
    sentence("may no longer approve", loses.approvers),
    sentence("may no longer review", loses.reviewers),
  ].filter((part) => part !== "");
  return `${code(login)} ${parts.join("; ")}`;
}

function sentence(verb: string, keys: readonly string[]): string {
  if (keys.length === 0) return "";
  const more = keys.length > mostPlaces ? ` and ${keys.length - mostPlaces} more` : "";
  return `${verb} ${keys.slice(0, mostPlaces).map(placeName).join(", ")}${more}`;
}

const placeName = (key: string): string => (key === "" ? "everything (the root)" : code(key));

function thinLine({ key, only, above }: ThinPlace): string {
  const place = key === "" ? "The root" : code(key);
  const others = above === 0 ? "nobody else may approve it" : `${above} from above may approve it`;
  if (only !== undefined) return `${place} is left with one approver of its own, ${code(only)}; ${others}`;
  return above === 0 ? `${place} is left without anybody who may approve it` : `${place} is left without an approver of its own; ${others}`;
}
