/** Which version of an options file is in force: the newest, or, where that one is broken, the newest before it that is sound. */
import type { OptionsNeed, OptionsText } from "../core/look.ts";
import type { Fault } from "./faults.ts";
import { sentenceOf } from "./faults.ts";
import { type Grammar, type OptionsFile, readFile } from "./file.ts";
import type { Place } from "./schema.ts";

/** How many earlier versions of a broken file are looked at. */
export const mostEarlierVersions = 10;

export type InForce =
  | { readonly kind: "absent" }
  | { readonly kind: "options"; readonly file: OptionsFile; readonly problem?: string }
  /** There may be a file, and nobody knows what it says. */
  | { readonly kind: "unknown"; readonly problem: string };

export interface Where {
  readonly where: OptionsNeed["where"];
  /** What the file may say. */
  readonly place: Place;
  /** What people call it, in Markdown. */
  readonly name: string;
}

/** An earlier version is asked for only where every later one is broken. */
export function* fileInForce(grammar: Grammar, { where, place, name }: Where): Generator<OptionsNeed, InForce, OptionsText> {
  const newest = yield { where, version: 0 };
  if (newest.kind === "absent") return newest;
  if (newest.kind === "unread") return { kind: "unknown", problem: `could not read ${name}: ${newest.reason}` };
  const read = readFile(grammar, newest.text, place);
  if (read.kind === "options") return read;
  const broken = `${name} is broken at ${short(newest.commit)} (${listed(read.faults)})`;
  const earlier = yield* soundVersion(grammar, where, place);
  return earlier.kind === "none"
    ? { kind: "unknown", problem: `${broken}, and ${earlier.why}` }
    : { kind: "options", file: earlier.file, problem: `${broken}, so its version of ${short(earlier.commit)} counts` };
}

type Sound =
  | { readonly kind: "sound"; readonly file: OptionsFile; readonly commit: string }
  | { readonly kind: "none"; readonly why: string };

function* soundVersion(grammar: Grammar, where: OptionsNeed["where"], place: Place): Generator<OptionsNeed, Sound, OptionsText> {
  for (let version = 1; version <= mostEarlierVersions; version += 1) {
    const text = yield { where, version };
    // Before a commit that deleted the file lie options that somebody has taken back.
    if (text.kind === "absent") return { kind: "none", why: "no earlier version of it is sound" };
    if (text.kind === "unread") return { kind: "none", why: `its earlier versions could not be read: ${text.reason}` };
    const read = readFile(grammar, text.text, place);
    if (read.kind === "options") return { kind: "sound", file: read.file, commit: text.commit };
  }
  return { kind: "none", why: `neither are the ${mostEarlierVersions} versions before it sound` };
}

/** Long enough for GitHub to link, and for nobody to forge. */
const short = (commit: string): string => commit.slice(0, 12);

const mostListed = 3;

function listed(faults: readonly Fault[]): string {
  const shown = faults.slice(0, mostListed).map(sentenceOf);
  const more = faults.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
