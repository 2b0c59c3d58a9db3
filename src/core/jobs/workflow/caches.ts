/** Caches: which actions write what later runs read, so that the code of one pull request could reach another one. */
import { code } from "../../quoting.ts";
import { textOf, type Use } from "./shape.ts";

/** How an action is kept from writing: by an input that must say `off`, by one that must be absent, or not at all. */
type Writing =
  | { readonly kind: "always" }
  | { readonly kind: "unless"; readonly input: string; readonly off: string }
  | { readonly kind: "if"; readonly input: string };

const writers: ReadonlyMap<string, Writing> = new Map<string, Writing>([
  ...["actions/cache", "actions/cache/save", "swatinem/rust-cache", "mozilla-actions/sccache-action", "hendrikmuhs/ccache-action"].map(
    (action) => [action, { kind: "always" }] as const,
  ),
  ["actions/setup-go", { kind: "unless", input: "cache", off: "false" }],
  ["actions/setup-node", { kind: "unless", input: "package-manager-cache", off: "false" }],
  ["astral-sh/setup-uv", { kind: "unless", input: "enable-cache", off: "false" }],
  ["gradle/actions/setup-gradle", { kind: "unless", input: "cache-disabled", off: "true" }],
  ["golangci/golangci-lint-action", { kind: "unless", input: "skip-cache", off: "true" }],
  ["docker/setup-buildx-action", { kind: "unless", input: "cache-binary", off: "false" }],
  ["actions/setup-python", { kind: "if", input: "cache" }],
  ["actions/setup-java", { kind: "if", input: "cache" }],
  ["actions/setup-dotnet", { kind: "if", input: "cache" }],
  ["ruby/setup-ruby", { kind: "if", input: "bundler-cache" }],
  ["docker/build-push-action", { kind: "if", input: "cache-to" }],
]);

/** Why a use of an action writes a cache; undefined where it does not. */
export function cacheWriting({ action, inputs }: Use): string | undefined {
  const name = action.split("@")[0]?.toLowerCase() ?? "";
  const writing = writers.get(name);
  if (writing === undefined) return undefined;
  if (writing.kind === "always") return `${code(name)} writes a cache that other runs read`;
  const value = textOf(inputs.get(writing.input)).toLowerCase();
  if (writing.kind === "unless")
    return value === writing.off
      ? extraCache(name, inputs)
      : `${code(name)} writes a cache unless ${code(`${writing.input}: ${writing.off}`)} is set`;
  return value === "" || value === "false" ? undefined : `${code(name)} writes a cache with ${code(writing.input)}`;
}

/** `cache` names a package manager, whatever the other input says. */
const extraCache = (name: string, inputs: Use["inputs"]): string | undefined =>
  name === "actions/setup-node" && textOf(inputs.get("cache")) !== "" ? `${code(name)} writes a cache with \`cache\`` : undefined;

/** Images that are built by a script or by bake: where one is told to fill GitHub's cache, in lines below the text's first one. */
export const scriptedCaches = (text: string): readonly number[] =>
  [...text.matchAll(/cache-to[=\s\\"']{1,20}[^\s"']{0,200}\btype=gha\b/gi)].map(({ index }) => text.slice(0, index).split("\n").length - 1);
