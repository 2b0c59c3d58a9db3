/** Why somebody was chosen, or was not: every code that a choice may give, with what it means. docs/routing.md lists them. */

export const whyChosen = {
  nearest: "nobody who may be asked is nearer to the changed lines",
  "fewer-open": "others are as near or nearer, and have more open requests",
  drawn: "others are as near and as free: the draw decided",
  "other-files": "chosen for the files to which nobody chosen before is nearest",
  approver: "there are too few reviewers, and approvers fill up",
  required: "OWNERS require it",
  "one-per-area": "Prow: drawn from the nearest reviewers of one OWNERS area",
  "leaf-draw": "Prow: drawn from those who are nearest to any changed file",
  "upward-draw": "Prow: drawn from the directories above",
} as const;

export const whyNotChosen = {
  author: "wrote the pull request",
  bot: "is a bot",
  emeritus: "the same OWNERS file, or a nearer one, lists them as emeritus",
  engaged: "is asked or assigned already, or has reviewed",
  declined: "has passed",
  away: "is away, as they or the organisation said",
  busy: "shows as busy on GitHub",
  capacity: "has as many open requests as they take",
  "no-account": "GitHub knows no such person",
  unweighed: "is none of the 25 of whom GitHub is asked how much they have to do, and who go first",
  "not-wanted": "enough people are asked already",
  "further-away": "somebody chosen is nearer to the changed lines",
  "more-open": "somebody chosen has fewer open requests",
  "lost-the-draw": "somebody chosen is as near and as free: the draw decided",
  "reviewers-suffice": "approves here, and approvers are asked only where there are too few reviewers",
  "not-drawn": "Prow: the draw took others",
  "over-maximum": "Prow: drawn, but more people than max_request_count were",
  "not-first-file": "Prow: required, but not for the first file of an OWNERS area",
} as const;

export type WhyChosen = keyof typeof whyChosen;
export type WhyNotChosen = keyof typeof whyNotChosen;
