/** What people are told of trust: how a stranger's pull request gets tested, why it is not tested any more, and what was undone. */
import type { Facts, Unread } from "../facts.ts";
import { orderKeyOf } from "../ids.ts";
import type { Order } from "../orders.ts";
import { code, linkTo, quoted } from "../quoting.ts";
import { isText } from "../statements.ts";
import { usesOf, wordsOf } from "../words.ts";
import type { Standings } from "./standing.ts";
import type { TrustOptions } from "./trust-options.ts";
import { okToTest, okToTestWord } from "./trust-word.ts";
import { type Lapse, type Turn, turnsOf } from "./vouching.ts";

type Known = Pick<Facts, "thread" | "statements" | "memory" | "me">;

/** For the status comment, where the pull request is not trusted. */
export function trustNotes({ thread }: Pick<Known, "thread">, { isPullTrusted, author, vouching }: Standings, options: TrustOptions) {
  if (isPullTrusted === true) return [];
  if (isPullTrusted !== false) return [unreadNote(isPullTrusted)];
  const who = thread.author === undefined ? "somebody unknown" : quoted(thread.author.spelled);
  const why = "isTrusted" in author && !author.isTrusted ? author.reasons.join(" and ") : "not trusted";
  const lapsed = vouching.is === "missing" && vouching.lapsed !== undefined ? [lapseNote(vouching.lapsed)] : [];
  return [...lapsed, `No job runs by itself here yet: ${who} is ${why}. ${wayOut(options)}${joinHint(options)}`];
}

const unreadNote = ({ reason }: Unread): string => `No job runs by itself: whether this pull request is trusted is not known: ${reason}.`;

const wayOut = ({ ignore_ok_to_test: isIgnored }: TrustOptions): string =>
  isIgnored
    ? "That does not change here; members can start jobs with `/test all`."
    : "A member who has read the change can write `/ok-to-test` on a line of its own; until then members can start jobs with `/test`.";

const joinHint = ({ join_org_url: address }: TrustOptions): string =>
  address === "" ? "" : ` ${linkTo("How to become a member", address)}.`;

function lapseNote({ turn, why }: Lapse): string {
  const word = `\`/ok-to-test\` of ${turn.by === undefined ? "somebody" : quoted(turn.by.spelled)}`;
  switch (why) {
    case "another commit":
      return `The ${word} was about an earlier commit.`;
    case "unknown commit":
      return `Which commit the ${word} was about cannot be told; it has to be said again.`;
    default:
      return `The ${word} ended with a push that changed ${code(why.path)}.`;
  }
}

/** What does not count although somebody who may said or did it, and what was undone. Until something else is said. */
export function undoneNotes({ statements, memory, me }: Known, { of }: Standings): readonly string[] {
  const turns = turnsOf(statements, me.id);
  const last = turns.at(-1);
  const isUndone = last?.how === "label" && last.at > memory.adoptedAt && isPowerless(last, of);
  const who = last?.by === undefined ? "Somebody" : quoted(last.by.spelled);
  const hand = `${who} ${last?.wants === "vouch" ? "put" : "took"} ${code(okToTest.name)} ${last?.wants === "vouch" ? "on" : "off"} by hand`;
  return [
    ...(isUndone ? [`${hand}, but is not trusted here; this was undone.`] : []),
    ...statements
      .filter((said) => isText(said) && said.presence === "edited" && said.at > memory.adoptedAt && of(said.by).isTrusted === true)
      .filter((said) => said.at > (last?.at ?? 0) && saidAtAll(said))
      .map(
        ({ by }) => `The comment in which ${quoted(by?.spelled ?? "somebody")} wrote \`/ok-to-test\` was edited, so it counts for nothing.`,
      ),
  ];
}

const isPowerless = ({ by, wants }: Turn, of: Standings["of"]): boolean =>
  by === undefined ? wants === "vouch" : by.kind !== "user" || of(by).isTrusted === false;

const saidAtAll = (said: Facts["statements"][number]): boolean =>
  isText(said) &&
  usesOf(wordsOf([{ ...said, presence: "standing" }], [okToTestWord]), okToTestWord).some(({ argument }) => argument === "vouch");

/** Where nothing is trusted, a stranger's command is answered by whoever starts jobs. */
export function refusedCancels(
  { statements, me }: Known,
  { of, isPullTrusted }: Standings,
  { ignore_ok_to_test: isIgnored }: TrustOptions,
): Order[] {
  if (isPullTrusted !== true || isIgnored) return [];
  return turnsOf(statements, me.id)
    .filter(({ how, wants, by }) => how === "word" && wants === "revoke" && by?.kind === "user" && of(by).isTrusted === false)
    .map(({ statement, at }) => ({
      ...{ key: orderKeyOf("trust", "refusal", statement), causedAt: at, guard: { isOpen: true } },
      does: { kind: "reply", text: "Only those who are trusted here may take `/ok-to-test` back." },
    }));
}
