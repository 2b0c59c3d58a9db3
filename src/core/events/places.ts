/** Deliveries about commits, branches, repositories and installations: they name no thread and are expanded later. */
import { z } from "zod";
import { queuedNumber } from "../gate.ts";
import type { RepositoryName, Wake } from "../memory.ts";
import { newsFrom, noNews, type Reader } from "./news.ts";
import { check, envelope, isOurs, nameOf, onRepository, placeOf, reading, sha } from "./payloads.ts";

const changes = z.object({ added: z.array(z.string()), removed: z.array(z.string()), modified: z.array(z.string()) }).partial();
const push = z.object({ ...onRepository, ref: z.string(), forced: z.boolean().default(false), commits: z.array(changes).default([]) });

const allOf = (installation: number): Wake => ({ kind: "installation", installation, thoroughly: true });

/** The repository whose options apply to all of an organisation's. */
const organizationsOwn = ".github";

const branchPrefix = "refs/heads/";
const branchOf = (ref: string): string | undefined => (ref.startsWith(branchPrefix) ? ref.slice(branchPrefix.length) : undefined);

const pushed = reading(push, (payload) => {
  const branch = branchOf(payload.ref);
  if (branch === undefined) return noNews;
  const place = placeOf(payload);
  const wakes: Wake[] = [{ kind: "branch", ...place, branch }];
  if (branch === payload.repository.default_branch) {
    if (place.repository.name === organizationsOwn) wakes.push(allOf(place.installation));
    if (mayChangeOptions(payload)) wakes.push({ kind: "repository", ...place, thoroughly: true });
  }
  return newsFrom(wakes);
});

/** Beyond so many commits GitHub is free to leave some out of a payload. */
const listedCommits = 20;
/** Files that switch the bot on or change how it works; OWNERS may bear another name, set in the first. */
const switches = /^(?:\.github\/bowsprit\.yaml|OWNERS)$/;

function mayChangeOptions({ commits, forced }: z.output<typeof push>): boolean {
  const isWhole = !forced && commits.length > 0 && commits.length < listedCommits;
  const touched = commits.flatMap(({ added = [], removed = [], modified = [] }) => [...added, ...removed, ...modified]);
  return !isWhole || touched.some((path) => switches.test(path));
}

const status = reading(z.object({ ...onRepository, sha }), (payload, self) =>
  isOurs(payload.sender, self) ? noNews : newsFrom([{ kind: "commit", ...placeOf(payload), sha: payload.sha }]),
);

/** Somebody pressed a button of our check run: that is a wish, and no echo. */
const buttons = new Set(["rerequested", "requested_action"]);

const checkRun = reading(z.object({ ...onRepository, action: z.string(), check_run: check }), (payload, self) => {
  const { action, check_run: run } = payload;
  if (run.app?.id === self.appId && !buttons.has(action)) return noNews;
  return newsFrom([{ kind: "commit", ...placeOf(payload), sha: run.head_sha }]);
});

const checkSuite = reading(z.object({ ...onRepository, action: z.string(), check_suite: check }), (payload, self) => {
  const { action, check_suite: suite } = payload;
  const isOwn = suite.app?.id === self.appId;
  if (isOwn ? !buttons.has(action) : action !== "completed") return noNews;
  return newsFrom([{ kind: "commit", ...placeOf(payload), sha: suite.head_sha }]);
});

const group = z.object({ head_sha: sha, head_ref: z.string(), base_ref: z.string() });

const mergeGroup = reading(z.object({ ...onRepository, action: z.string(), merge_group: group }), (payload) => {
  if (payload.action !== "checks_requested") return noNews;
  const { head_sha: head, head_ref: ref, base_ref } = payload.merge_group;
  const base = branchOf(base_ref) ?? base_ref;
  const number = queuedNumber(ref, base);
  return newsFrom([{ kind: "merge group", ...placeOf(payload), head, base, ...(number === undefined ? {} : { number }) }]);
});

const labelChanged = reading(z.object(onRepository), (payload, self) =>
  isOurs(payload.sender, self) ? noNews : newsFrom([{ kind: "repository", ...placeOf(payload), thoroughly: true }]),
);

const rename = z.object({ repository: z.object({ name: z.object({ from: z.string() }) }) });

/** Threads keep their identity when their repository gets another name or owner: what is to be done there goes to the new one. */
const repositoryChanged = reading(z.object({ ...onRepository, changes: z.unknown().optional() }), (payload) => {
  const place = placeOf(payload);
  const names = [place.repository.name, rename.safeParse(payload.changes).data?.repository.name.from];
  const wakes: Wake[] = [{ kind: "repository", ...place, thoroughly: true }];
  return newsFrom(names.includes(organizationsOwn) ? [...wakes, allOf(place.installation)] : wakes);
});

const peopleChanged = reading(z.object({ ...envelope, repository: onRepository.repository.nullish() }), (payload) => {
  const installation = payload.installation.id;
  if (payload.repository) return newsFrom([{ kind: "repository", installation, repository: nameOf(payload.repository), thoroughly: true }]);
  return newsFrom([allOf(installation)]);
});

/** After these the installation sees what it did not see before. */
const openings = new Set(["created", "unsuspend", "new_permissions_accepted"]);

/** After these it sees nothing: GitHub hands out no token any more. */
const closings = new Set(["deleted", "suspend"]);

const installationChanged = reading(z.object({ ...envelope, action: z.string() }), ({ action, installation: { id } }) => {
  const news = { ...newsFrom(openings.has(action) ? [allOf(id)] : []), renewed: id };
  return closings.has(action) ? { ...news, lost: [{ installation: id }] } : news;
});

const installationRenamed = reading(z.object(envelope), ({ installation: { id } }) => ({ ...newsFrom([allOf(id)]), renewed: id }));

const stub = z.object({ id: z.int(), name: z.string(), full_name: z.string().includes("/") });

const ownedName = ({ id, name, full_name }: z.output<typeof stub>): RepositoryName => ({
  id,
  owner: full_name.slice(0, full_name.indexOf("/")),
  name,
});

const selection = z.object({
  ...envelope,
  repositories_added: z.array(stub).default([]),
  repositories_removed: z.array(stub).default([]),
});

const repositoriesSelected = reading(selection, ({ installation: { id }, repositories_added: added, repositories_removed: removed }) => {
  const wakes = added.map((one): Wake => ({ kind: "repository", installation: id, repository: ownedName(one), thoroughly: true }));
  const isForAll = [...added, ...removed].some(({ name }) => name === organizationsOwn);
  const news = { ...newsFrom(isForAll ? [...wakes, allOf(id)] : wakes), renewed: id };
  return removed.length === 0 ? news : { ...news, lost: removed.map((one) => ({ installation: id, repository: one.id })) };
});

export const placeReaders: Readonly<Record<string, Reader>> = {
  push: pushed,
  status,
  check_run: checkRun,
  check_suite: checkSuite,
  merge_group: mergeGroup,
  label: labelChanged,
  repository: repositoryChanged,
  member: peopleChanged,
  membership: peopleChanged,
  team: peopleChanged,
  organization: peopleChanged,
  installation: installationChanged,
  installation_repositories: repositoriesSelected,
  installation_target: installationRenamed,
};
