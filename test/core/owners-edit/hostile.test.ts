/** Whatever a stranger puts into an OWNERS file, looking at it ends soon. Bounds are generous: machines are busy. */
import { expect, test } from "vitest";
import verifyOwners from "../../../src/plugins/verify-owners.ts";
import { wantsOf } from "../../ask.ts";
import { given } from "../../given.ts";
import { editOf, type Given, options } from "./given.ts";

const names = (count: number): string => Array.from({ length: count }, (_, index) => `n${index}`).join(", ");
const half = 500_000;
const fits = (text: string): string => text.slice(0, half);

test.each<[string, Given]>([
  ["names by the ten thousand", { changes: { OWNERS: `approvers: [${names(40_000)}]\n` } }],
  [
    "an alias of ten thousands that every directory names",
    {
      before: Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`d${index}/OWNERS`, "approvers: [team]\n"])),
      changes: { OWNERS_ALIASES: `aliases: {team: [${names(40_000)}]}\n` },
    },
  ],
  [
    "an alias of as many as are followed",
    {
      before: Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`d${index}/OWNERS`, "approvers: [team]\n"])),
      changes: { OWNERS_ALIASES: `aliases: {team: [${names(1000)}]}\n` },
    },
  ],
  [
    "filters by the hundred",
    {
      changes: { OWNERS: `filters:\n${Array.from({ length: 250 }, (_, index) => `  "a{1,${index + 1}}b+": {approvers: [x]}\n`).join("")}` },
    },
  ],
  ["labels by the ten thousand", { changes: { "a/OWNERS": `labels: [${Array(40_000).fill("lgtm").join(", ")}]\n` } }],
  [
    "five hundred files",
    { changes: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`d/${index}/OWNERS`, `approvers: [${names(200)}]\n`])) },
  ],
  [
    "names by the ten thousand above directories by the hundred",
    {
      before: Object.fromEntries(Array.from({ length: 499 }, (_, index) => [`d${index}/OWNERS`, "approvers: [x]\n"])),
      changes: { OWNERS: `approvers: [${names(40_000)}]\n` },
    },
  ],
  [
    "names in every directory of a deep path",
    {
      changes: Object.fromEntries(
        Array.from({ length: 400 }, (_, index) => [`${"d/".repeat(index)}OWNERS`, `approvers: [${names(300)}]\n`]),
      ),
    },
  ],
  [
    "an alias that hundreds of filters name in a hundred files",
    {
      changes: {
        OWNERS_ALIASES: `aliases: {team: [${names(1000)}]}\n`,
        ...Object.fromEntries(
          Array.from({ length: 100 }, (_, file) => [
            `d${file}/OWNERS`,
            `filters:\n${Array.from({ length: 250 }, (_, index) => `  "a${index}": {approvers: [team]}\n`).join("")}`,
          ]),
        ),
      },
    },
  ],
  ["brackets", { changes: { OWNERS: "[".repeat(half) } }],
  ["aliases of YAML", { changes: { OWNERS: fits(`a: &a [x]\nb: [${"*a, ".repeat(half)}`) } }],
])("%s", (_, edit) => {
  const facts = given({ plugins: ["verify-owners"], ownersEdit: editOf(edit), ownersOptions: options() });
  const began = performance.now();
  const { details = [], annotated } = wantsOf(verifyOwners, facts);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect((annotated?.annotations.length ?? 0) <= 50 && details.every(({ text }) => text.length < 65_536)).toBe(true);
});
