/** Asking: assignments and review requests as parts of a larger request, and what of them is left to REST. */
import { z } from "zod";
import type { NodeId } from "../core/ids.ts";
import { idsOfAll, type Writable } from "../core/look.ts";
import type { Deed, Order } from "../core/orders.ts";
import { Unanswered } from "./errors.ts";
import type { PartName } from "./mutations.ts";
import { type Came, done, type Part } from "./part.ts";

type Asking = Extract<Deed, { readonly kind: "assign" | "request review" }>;

/** Undefined: only REST does it. */
export function assignmentPart({ thread, ids }: Writable, order: Order, does: Asking): Part | undefined {
  const assigneeIds = idsOfAll(ids, does.people);
  if (assigneeIds === undefined) return undefined;
  return part("assign", { assignableId: thread.id, assigneeIds }, leftOf(order, does, assigneeIds, assignedShape));
}

/** Undefined: only REST does it, and only REST takes a request off. Without `union` GitHub would take back the requests of everybody else. */
export function reviewPart(
  { thread, ids }: Writable,
  order: Order,
  does: Extract<Deed, { readonly kind: "request review" }>,
): Part | undefined {
  const userIds = idsOfAll(ids, does.people);
  if (userIds === undefined || does.standing !== undefined) return undefined;
  return part("request review", { pullRequestId: thread.id, userIds, union: true }, leftOf(order, does, userIds, requestedShape));
}

const part = (name: PartName, input: Part["input"], left: NonNullable<Part["left"]>): Part => ({ name, input, left, outcome: done });

const assignedShape = z
  .object({ assignable: z.object({ assignees: z.object({ nodes: z.array(z.object({ id: z.string() })) }) }) })
  .transform(({ assignable }) => assignable.assignees.nodes.map(({ id }) => id));

/** Teams have no id here, and those that the App may not see are null. */
const requestedShape = z
  .object({
    pullRequest: z.object({
      reviewRequests: z.object({ nodes: z.array(z.object({ requestedReviewer: z.object({ id: z.string().optional() }).nullable() })) }),
    }),
  })
  .transform(({ pullRequest }) => pullRequest.reviewRequests.nodes.flatMap(({ requestedReviewer: who }) => who?.id ?? []));

/** Whoever is not in GitHub's answer, all of them where it failed: REST tells by name whom it does not take. What may have been done is not repeated here. */
const leftOf =
  (order: Order, does: Asking, ids: readonly NodeId[], shape: z.ZodType<readonly string[]>) =>
  ({ answer, failure }: Came): ReturnType<NonNullable<Part["left"]>> => {
    if (failure instanceof Unanswered) return undefined;
    const taken = new Set(failure === undefined ? shape.safeParse(answer).data : []);
    const people = does.people.filter((_, index) => !taken.has(ids[index] ?? ""));
    return people.length === 0 ? undefined : { kind: "carry out", order: { ...order, does: { ...does, people } } };
  };
