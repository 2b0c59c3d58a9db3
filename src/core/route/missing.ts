/** Missing: how many people an occasion is about, where some are at work already. */
import { type Login, loginOf } from "../ids.ts";
import { usesOf } from "../words.ts";
import { askedByUs, engagedOn, firstAsked, isAskedSince } from "./engaged.ts";
import type { Around, Occasion } from "./occasions.ts";
import { wantedBy } from "./routing.ts";
import { pass } from "./words.ts";

/** Those for which somebody may have to be asked, as far as can be told without the changed files and their OWNERS. */
export const missingIn = (occasions: readonly Occasion[], around: Around): readonly Occasion[] =>
  occasions.filter((one) => missingFor(one, around, engagedNow(around, new Set()), "unknown") > 0);

/** `required`: whom OWNERS require. Prow asks whom it draws, whoever is there. */
export function missingFor(
  { what }: Pick<Occasion, "what">,
  around: Around,
  engaged: ReadonlySet<string>,
  required: ReadonlySet<Login> | "unknown",
): number {
  const { request_count: count, max_request_count: most, strategy } = around.options;
  switch (what) {
    case "fill":
      return strategy === "prow" ? count : wantedNow(around, engaged) - engaged.size;
    case "areas":
      return most > 0 ? Math.min(count, most - engaged.size) : count;
    case "backup":
      return required === "unknown" || isPrimarySilent(around, required) ? Math.min(count, 1) : 0;
    default:
      return what satisfies never;
  }
}

/** A backup that waits for the silence of somebody whom we asked, or are about to ask, is nobody's yet. Nobody notices anybody else's silence. */
function wantedNow(around: Around, engaged: ReadonlySet<string>): number {
  const wanted = wantedBy(around.options);
  const isNoticed = engaged.size === 0 || askedByUs(around).some(({ whom }) => engaged.has(loginOf(whom)));
  return around.options.escalate_after > 0 && isNoticed ? Math.min(wanted, 1) : wanted;
}

/** Whom OWNERS require is neither primary nor backup. Where `escalate_after` is switched on later, both were asked at once. */
function isPrimarySilent(around: Around, required: ReadonlySet<Login>): boolean {
  const people = [...(firstAsked(around)?.people ?? [])];
  const chosen = people.filter(([login]) => !required.has(login));
  const [primary, ...backups] = chosen.length > 0 ? chosen : people;
  return primary?.[1] === true && backups.length === 0;
}

/** Who is at work on it, without those who have passed and were not asked again since: their request may still stand. */
export function engagedNow(around: Around, owners: ReadonlySet<Login>): ReadonlySet<string> {
  const left = usesOf(around.words, pass).flatMap(({ said }) => {
    const isLeaving = said.by?.kind === "user" && !isAskedSince(said.by, said, around);
    return isLeaving && said.by !== undefined ? [said.by.login] : [];
  });
  return engagedOn(around, owners).difference(new Set<string>(left));
}
