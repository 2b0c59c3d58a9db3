/** The word by which somebody who is trusted vouches for a stranger's pull request, and the labels that show it. */
import type { LabelDefinition } from "../label.ts";
import type { WordDefinition } from "../words.ts";

export type TrustUse = "vouch" | "revoke";

export const okToTestWord: WordDefinition<TrustUse> = {
  name: "ok-to-test",
  usage: "/ok-to-test [cancel]",
  kind: "standing",
  who: "member",
  does: "Says that the code of a stranger's pull request may run, so that jobs start by themselves; `cancel` takes it back.",
  isCaseSensitive: true,
  inDescription: false,
  parse: (_, rest) => (rest === "" ? "vouch" : rest === "cancel" ? "revoke" : undefined),
  restricts: (use) => use === "revoke",
};

export const okToTest: LabelDefinition = {
  name: "ok-to-test",
  color: "15dd18",
  description: "Somebody trusted has said that this code may run.",
  effect: "grants",
};

export const needsOkToTest: LabelDefinition = {
  name: "needs-ok-to-test",
  color: "b60205",
  description: "Jobs run once somebody trusted has written /ok-to-test.",
  effect: "informs",
};
