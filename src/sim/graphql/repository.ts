/** GraphQL: where every query begins, and repositories. */
import type { Account } from "../accounts.ts";
import { timestamp } from "../clock.ts";
import { nodeKey } from "../ids.ts";
import { Organization } from "../organizations.ts";
import type { Repository } from "../repositories.ts";
import { quotaOf } from "../rest/quota.ts";
import { Pull, postIn, type Thread } from "../threads.ts";
import { page } from "./connection.ts";
import {
  type Arguments,
  type Context,
  type Fields,
  failure,
  forbidden,
  integerOf,
  recordOf,
  requireRead,
  type Tables,
  textOf,
  textsOf,
} from "./context.ts";
import { gitObject, readableRef } from "./git.ts";
import { postView, type ThreadView } from "./posts.ts";
import { searchFields } from "./search.ts";
import { mayReadThread, threadView } from "./threads.ts";

const missing = (what: string, name: string) => failure("NOT_FOUND", `Could not resolve to a ${what} ${name}.`);

function visibleRepository({ world, token }: Context, fullName: string): Repository {
  const repository = world.repository(fullName);
  const isVisible =
    repository !== undefined &&
    !repository.isDeleted &&
    (!repository.isPrivate ||
      (token.access.includes(repository) && (token.repositories === undefined || token.repositories.has(repository))));
  if (!isVisible) throw missing("Repository", `with the name '${fullName}'`);
  return repository;
}

function threadNumbered(
  repository: Repository,
  args: Arguments,
  context: Context,
  what: string,
  fits: (thread: Thread) => boolean,
): ThreadView {
  const number = integerOf(args.number) ?? 0;
  const thread = repository.threads.get(number);
  const view = thread !== undefined && fits(thread) ? threadView(thread, context.moment) : null;
  if (view === null) throw missing(what, `with the number of ${number}`);
  if (!mayReadThread(context, view)) throw forbidden();
  return view;
}

/** Newest last unless asked otherwise. */
function pullRequests(repository: Repository, args: Arguments, context: Context) {
  requireRead(context, repository, "pull_requests");
  const [states, head, base] = [textsOf(args.states), textOf(args.headRefName), textOf(args.baseRefName)];
  const views = [...repository.threads.values()].flatMap((thread) => {
    const state = thread instanceof Pull ? thread.at(context.moment) : undefined;
    if (!(thread instanceof Pull) || state === undefined || (states !== undefined && !states.includes(state.state))) return [];
    const fits = (head === undefined || head === state.headRef) && (base === undefined || base === state.baseRef);
    return fits ? [{ __typename: thread.kind, thread, state }] : [];
  });
  const order = recordOf(args.orderBy);
  const isByUpdate = textOf(order.field) === "UPDATED_AT";
  const sorted = isByUpdate ? views.toSorted((a, b) => a.state.updatedAt - b.state.updatedAt) : views;
  const isDescending = textOf(order.direction) === "DESC";
  const list = { name: "pullRequests", items: isDescending ? sorted.toReversed() : sorted, node: (view: unknown) => view };
  return page(isByUpdate || isDescending ? list : { ...list, key: ({ thread }: (typeof views)[number]) => thread.number }, args);
}

const repository: Fields<Repository> = {
  id: ({ nodeId }) => nodeId,
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  nameWithOwner: ({ fullName }) => fullName,
  owner: ({ owner }) => owner,
  url: ({ world, fullName }) => `${world.web}/${fullName}`,
  isArchived: ({ isArchived }) => isArchived,
  isDisabled: () => false,
  isLocked: () => false,
  isPrivate: ({ isPrivate }) => isPrivate,
  isFork: ({ parent }) => parent !== null,
  parent: ({ parent }) => parent,
  visibility: ({ isPrivate }) => (isPrivate ? "PRIVATE" : "PUBLIC"),
  createdAt: ({ createdAt }) => timestamp(createdAt),
  defaultBranchRef: (source, _, context) => readableRef(source, source.defaultBranch, context),
  ref: (source, args, context) => readableRef(source, (textOf(args.qualifiedName) ?? "").replace(/^(refs\/heads|heads)\//, ""), context),
  object: gitObject,
  label: (source, args) => source.label(textOf(args.name) ?? "") ?? null,
  labels: (source, args) => page({ name: "labels", items: [...source.labels.values()], node: (label) => label, key: ({ id }) => id }, args),
  pullRequest: (source, args, context) => threadNumbered(source, args, context, "PullRequest", (thread) => thread instanceof Pull),
  issue: (source, args, context) => threadNumbered(source, args, context, "Issue", (thread) => !(thread instanceof Pull)),
  issueOrPullRequest: (source, args, context) => threadNumbered(source, args, context, "issue or pull request", () => true),
  pullRequests,
};

function accountNamed(context: Context, login: string, what: "User" | "Organization"): Account {
  const account = context.world.account(login);
  if (account === undefined || account.__typename !== what) throw missing(what, `with the login of '${login}'`);
  return account;
}

function threadIn(context: Context, id: number | undefined): ThreadView | null {
  const view = id === undefined ? null : threadView(context.world.threads.get(id), context.moment);
  if (view !== null && !mayReadThread(context, view)) throw forbidden();
  return view;
}

/** The object that a node id leads to. */
export function nodeNamed(id: string, context: Context): unknown {
  const key = nodeKey(id);
  const [first, second] = key?.numbers ?? [];
  const found = ((): unknown => {
    switch (key?.prefix) {
      case "PR":
      case "I":
        return threadIn(context, first);
      case "IC":
      case "PRR":
      case "PRRC": {
        const on = threadIn(context, first);
        const post = on === null ? undefined : postIn(on.state, second ?? 0);
        return on === null || post === undefined ? undefined : postView(on, post);
      }
      case "PRRT": {
        const on = threadIn(context, first);
        const lines = on !== null && "reviewThreads" in on.state ? reviewThreadIn(on.state.reviewThreads, second) : undefined;
        return lines === undefined ? undefined : { __typename: "PullRequestReviewThread", on, lines };
      }
      case "R":
        return context.world.repositoryById(first ?? 0);
      case "U":
      case "BOT":
      case "O":
      case "M":
        return context.world.accountById(first ?? 0);
      default:
        return undefined;
    }
  })();
  if (found === undefined || found === null) throw failure("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  return found;
}

function reviewThreadIn(threads: unknown, id: number | undefined): unknown {
  return Array.isArray(threads) ? threads.find((thread: { readonly id: number }) => thread.id === id) : undefined;
}

const query: Fields<undefined> = {
  ...searchFields,
  viewer: (_, __, { token }) => token.access.actor,
  rateLimit: (_, __, context) => {
    const { limit, remaining, used, reset } = quotaOf(context.world, context.token.access, "graphql");
    return { limit, remaining, used, resetAt: timestamp(reset), cost: context.cost.points, nodeCount: context.cost.nodes };
  },
  repository: (_, args, context) => visibleRepository(context, `${textOf(args.owner)}/${textOf(args.name)}`),
  node: (_, args, context) => nodeNamed(textOf(args.id) ?? "", context),
  /** One hole for each id that leads nowhere. */
  nodes: (_, args, context) =>
    (textsOf(args.ids) ?? []).map((id) => {
      try {
        return nodeNamed(id, context);
      } catch (error) {
        return error;
      }
    }),
  user: (_, args, context) => accountNamed(context, textOf(args.login) ?? "", "User"),
  organization: (_, args, context) => {
    const account = accountNamed(context, textOf(args.login) ?? "", "Organization");
    return account instanceof Organization ? account : null;
  },
};

type RateLimit = Readonly<Record<"limit" | "remaining" | "used" | "cost" | "nodeCount", number>> & { readonly resetAt: string };

const rateLimit: Fields<RateLimit> = {
  limit: ({ limit }) => limit,
  remaining: ({ remaining }) => remaining,
  used: ({ used }) => used,
  cost: ({ cost }) => cost,
  nodeCount: ({ nodeCount }) => nodeCount,
  resetAt: ({ resetAt }) => resetAt,
};

export const repositoryTables: Tables = { Query: query, Repository: repository, RateLimit: rateLimit };
