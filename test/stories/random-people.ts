/** People who do what they like with a pull request, drawn at random. */
import fc from "fast-check";
import { Conflict, type Person, type Pull } from "../../src/sim/index.ts";
import type { Truth } from "./truth.ts";

const places = ["pkg/kubelet/pods.go", "test/e2e/node.go", "docs/guide.md"] as const;
const logins = ["rita", "ralf", "anna", "emil", "root", "otto", "pat"] as const;
const words = ["/lgtm", "/lgtm", "/lgtm", "/approve", "/approve", "/approve", "/lgtm cancel", "/approve cancel"] as const;

export type Everybody = Readonly<Record<(typeof logins)[number], Person>>;

export type Deed =
  | { readonly kind: "say"; readonly who: (typeof logins)[number]; readonly what: (typeof words)[number] }
  | { readonly kind: "edit" | "take back" | "go back"; readonly which: number }
  | { readonly kind: "push" | "push to base"; readonly place: (typeof places)[number]; readonly text: number }
  | { readonly kind: "squash" | "reword" | "merge ours" | "merge base" };

export interface Step {
  readonly deed: Deed;
  /** Whether its deliveries arrive. */
  readonly isHeard: boolean;
  /** Seconds until the next. */
  readonly pause: number;
  /** Seconds for which the bot may work before it; undefined: until it comes to rest. */
  readonly patience: number | undefined;
}

const place = fc.constantFrom(...places);
const text = fc.nat(3);
const which = fc.nat(5);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("say"), who: fc.constantFrom(...logins), what: fc.constantFrom(...words) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("edit", "edit", "take back", "go back"), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("push", "push to base"), place, text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("squash", "reword", "merge ours", "merge base") }) },
);

export const step: fc.Arbitrary<Step> = fc.record({
  deed,
  isHeard: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  pause: fc.constantFrom(0, 1, 9, 11, 60, 60),
  patience: fc.constantFrom(0, 20, undefined, undefined),
});

/** Does it. `heads`: all that the pull request has had; the one of now is added. */
export function act(deed: Deed, pull: Pull, truth: Truth, everybody: Everybody, heads: string[]): void {
  const { root, otto } = everybody;
  switch (deed.kind) {
    case "say":
      truth.says(everybody[deed.who], deed.what);
      break;
    case "edit":
      truth.edits(deed.which, root);
      break;
    case "take back":
      truth.takesBack(deed.which);
      break;
    case "go back":
      otto.forcePushes(pull, heads[deed.which % heads.length] ?? pull.head);
      break;
    case "push":
      otto.pushes(pull, { [deed.place]: `text ${deed.text}\n` });
      break;
    case "push to base":
      root.pushesTo(pull.repository, "main", { [deed.place]: `base ${deed.text}\n` });
      break;
    case "squash":
      otto.squashes(pull);
      break;
    case "reword":
      otto.amends(pull);
      break;
    case "merge ours":
      otto.mergesOurs(pull);
      break;
    case "merge base":
      mergeBase(otto, pull);
      break;
    default:
      deed satisfies never;
  }
  heads.push(pull.head);
}

function mergeBase(author: Person, pull: Pull): void {
  try {
    author.mergesBase(pull);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}
