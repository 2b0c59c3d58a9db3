/** A look at an issue: in one request, as it is now, with the newest hundred of its comments. */
import { z } from "zod";
import { Gone } from "../core/errors.ts";
import { instantOf, nodeIdOf, threadKeyOf } from "../core/ids.ts";
import type { IssueLook } from "../core/issue.ts";
import type { ThreadName } from "../core/look.ts";
import { idsOfPeople } from "./accounts.ts";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { issueLookQuery } from "./queries.ts";
import { answerShape, labelsShape, meIn, orGone, repositoryIn, repositoryName } from "./thread.ts";
import { commentIn, commentShape, isOurs, ourCommentOf } from "./timeline.ts";

const issueShape = z.object({
  id: z.string().transform(nodeIdOf),
  number: z.number(),
  url: z.string(),
  state: z.enum(["OPEN", "CLOSED"]),
  updatedAt: z.string().transform(instantOf),
  labels: labelsShape,
  comments: z.object({ nodes: z.array(commentShape) }),
});

const lookShape = answerShape({ issue: issueShape });

const states = { OPEN: "open", CLOSED: "closed" } as const;

/** Throws Gone where there is no such issue, Withheld where the App may not look at issues or at what switches it on. */
export async function lookAtIssue(session: Session, target: ThreadName): Promise<IssueLook> {
  const { id, owner, name } = target.repository;
  const { number } = target;
  await session.needs("commands in comments", "OWNERS files and options");
  const { data, at: now } = await session.query(issueLookQuery, { owner, name, number }).catch(orGone(target));
  const answer = shaped(lookShape, data, "look at an issue");
  const { repository } = answer;
  const { comments, labels, state, updatedAt, ...issue } = repository.issue;
  // A name that was given up may be taken by another repository.
  if (repository.databaseId !== id) throw new Gone(`${owner}/${name} is another repository now`);
  const me = session.me ?? meIn(answer);
  return {
    ...{ now, me, updatedAt },
    thread: {
      ...issue,
      key: threadKeyOf(id, number),
      repository: repositoryName(repository),
      state: states[state],
      labels: labels.nodes,
    },
    repository: repositoryIn(repository),
    statements: comments.nodes.filter(({ author }) => !isOurs(author, me.id)).map(commentIn),
    ours: comments.nodes.filter(({ author }) => isOurs(author, me.id)).map(ourCommentOf),
    ids: { repository: repository.id, labels: new Map(), people: idsOfPeople(data) },
    withheld: await session.withheld(),
  };
}
