/** Links and other small pieces of approve's texts. Tools read their shape; paths and logins come from whoever wrote OWNERS or opened the pull request. */
import type { Thread } from "../facts.ts";
import type { Login } from "../ids.ts";
import type { Problem } from "../owners/tree.ts";
import { code, percentEncoded, quoted } from "../quoting.ts";
import type { Approval } from "./replay.ts";

/** Where a file is found on the base branch, on the host on which the pull request is. */
export function fileLink({ url, repository, base }: Pick<Thread, "url" | "repository" | "base">, path: string): string {
  const { origin } = new URL(url);
  return `[${quoted(path)}](${origin}/${repository.owner}/${repository.name}/blob/${urlPath(base.name)}/${urlPath(path)})`;
}

/** Always on github.com, as Prow has it. */
export const personLink = (login: Login): string => `[${quoted(login)}](https://github.com/${urlPath(login)})`;

/** With a link to where it was said, and how on the link's title. */
export const approvalLink = ({ by, how, reference }: Approval): string =>
  `*<a href="${attribute(reference)}" title="${how}">${quoted(by.spelled)}</a>*`;

/** What an ordinary path consists of stays as it is; all else could end the link or begin something new. */
const urlPath = (path: string): string => path.replaceAll(/[^\w\-.~!$&+,;=:@/]+/gu, percentEncoded);

const attribute = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** `file:line: what: reason`; without a line where none is to blame, without a file where the options are. */
export function problemText({ file, line, what, reason }: Problem): string {
  const text = quoted(`${what}: ${reason}`);
  if (file === "") return text;
  return `${code(line > 0 ? `${file}:${line}` : file)}: ${text}`;
}
