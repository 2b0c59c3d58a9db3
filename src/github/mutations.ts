/** The changes that GraphQL takes, as parts of one document; a test validates each against GitHub's published schema. */

interface Mutation {
  readonly field: string;
  readonly input: string;
  readonly answer: string;
}

export const parts = {
  comment: {
    field: "addComment",
    input: "AddCommentInput",
    answer: "commentEdge { node { fullDatabaseId } }",
  },
  "edit comment": {
    field: "updateIssueComment",
    input: "UpdateIssueCommentInput",
    answer: "issueComment { id }",
  },
  "minimize comment": {
    field: "minimizeComment",
    input: "MinimizeCommentInput",
    answer: "minimizedComment { isMinimized }",
  },
  "add label": {
    field: "addLabelsToLabelable",
    input: "AddLabelsToLabelableInput",
    answer: "clientMutationId",
  },
  "remove label": {
    field: "removeLabelsFromLabelable",
    input: "RemoveLabelsFromLabelableInput",
    answer: "clientMutationId",
  },
  "create check": { field: "createCheckRun", input: "CreateCheckRunInput", answer: "checkRun { id }" },
  "update check": { field: "updateCheckRun", input: "UpdateCheckRunInput", answer: "checkRun { id }" },
  assign: {
    field: "addAssigneesToAssignable",
    input: "AddAssigneesToAssignableInput",
    answer: "assignable { assignees(first: 100) { nodes { id } } }",
  },
  "request review": {
    field: "requestReviews",
    input: "RequestReviewsInput",
    answer: "pullRequest { reviewRequests(first: 100) { nodes { requestedReviewer { ... on User { id } } } } }",
  },
  react: { field: "addReaction", input: "AddReactionInput", answer: "subject { id }" },
} as const satisfies Readonly<Record<string, Mutation>>;

export type PartName = keyof typeof parts;

/** GitHub carries the parts out in their order, each whether or not the one before it failed: `w0`, `w1`, ... with inputs `i0`, `i1`, ... */
export function writesMutation(names: readonly PartName[]): string {
  const variables = names.map((name, index) => `$i${index}: ${parts[name].input}!`).join(", ");
  const fields = names.map((name, index) => `w${index}: ${parts[name].field}(input: $i${index}) { ${parts[name].answer} }`);
  return `mutation Write(${variables}) {\n  ${fields.join("\n  ")}\n}`;
}
