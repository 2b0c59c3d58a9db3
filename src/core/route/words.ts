/** The words about reviews: asking for a routing, passing a request on, and what people say of their own time. */
import { instantOf } from "../ids.ts";
import type { WordDefinition } from "../words.ts";
import { afterDay, type PersonalSetting } from "./settings.ts";

const order = { kind: "order", inDescription: false, restricts: () => false } as const;

/** What people say of themselves has nothing to do with the thread on which they say it. */
const ofOneself = { ...order, on: ["pull request", "issue"] } as const;

/** Prow's word; unlike the others it may stand in a pull request's own text. */
export const autoCc: WordDefinition<"auto-cc"> = {
  ...{ ...order, name: "auto-cc", usage: "/auto-cc", who: "anyone", inDescription: true },
  does: "Asks reviewers from OWNERS for a review, also where that is not done by itself.",
  parse: (_, rest) => (rest === "" ? "auto-cc" : undefined),
};

export const pass: WordDefinition<"pass"> = {
  ...{ ...order, name: "pass", usage: "/pass", who: "anyone" },
  does: "Takes the request for your review back; somebody else is asked, and you are not asked here again.",
  parse: (_, rest) => (rest === "" ? "pass" : undefined),
};

/** More is as good as no limit. */
const largestCapacity = 1000;

export const reviewCapacity: WordDefinition<PersonalSetting> = {
  ...{ ...ofOneself, name: "review-capacity", usage: "/review-capacity [number]", who: "anyone" },
  does: "Sets how many requests for a review you take at a time in this organisation; without a number, any.",
  parse: (_, rest) => {
    if (rest === "") return { kind: "capacity", most: undefined };
    return /^\d{1,4}$/.test(rest) && Number(rest) <= largestCapacity ? { kind: "capacity", most: Number(rest) } : undefined;
  },
};

export const away: WordDefinition<PersonalSetting> = {
  ...{ ...ofOneself, name: "away", usage: "/away [until YYYY-MM-DD]", who: "anyone" },
  does: "Asks you for no review in this organisation, to the end of that day (UTC) or until `/back`.",
  parse: (_, rest) => {
    if (rest === "") return { kind: "away", before: undefined };
    const [, date] = /^until[ \t]+(\d{4}-\d{2}-\d{2})$/i.exec(rest) ?? [];
    return date === undefined || !isDate(date) ? undefined : { kind: "away", before: afterDay(instantOf(`${date}T00:00:00Z`)) };
  },
};

export const back: WordDefinition<PersonalSetting> = {
  ...{ ...ofOneself, name: "back", usage: "/back", who: "anyone" },
  does: "Takes your `/away` back.",
  parse: (_, rest) => (rest === "" ? { kind: "back" } : undefined),
};

/** There is no 30 February, though it reads as 2 March. */
const isDate = (text: string): boolean => {
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
};
