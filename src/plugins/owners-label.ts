/**
 * Gives a pull request the labels that OWNERS files name for the files it changes, and takes off again what no file that it changes asks
 * for any more. Only labels that it gave itself are taken off. What somebody took off stays off, what somebody set stays on, a label that
 * the repository lacks is not made, and one that another plugin decides over is never touched.
 */
import { z } from "zod";
import { ownersLabels } from "../core/owners-labels.ts";
import { definePlugin, type LabelDefinition } from "../core/plugin.ts";

/** The label is there: its looks are the repository's business. */
const labelNamed = (name: string): LabelDefinition => ({
  ...{ name, color: "ededed", description: "An OWNERS file asks for it." },
  effect: "informs",
});

export default definePlugin({
  name: "owners-label",
  isOnByDefault: true,
  labels: [],
  takesOtherLabels: true,
  needs: ["files", "owners"],
  asks: { may: ["ownersLabels"], when: () => ["ownersLabels"] },
  words: [],
  options: z.strictObject({}),
  decide: ({ sources, asked, ownersOptions, ...facts }) => {
    const { owners } = sources.owners;
    const { missing, needless } = ownersLabels(facts, { owners, files: sources.files, denied: ownersOptions.labels_denylist });
    const there = asked.ownersLabels.kind === "known" ? asked.ownersLabels.value : new Map<string, never>();
    return {
      labels: [
        ...missing.flatMap((name) => {
          const node = there.get(name.toLowerCase());
          return node === undefined ? [] : [{ label: labelNamed(name), on: true, node }];
        }),
        ...needless.map((name) => ({ label: labelNamed(name), on: false })),
      ],
    };
  },
});
