/** Every GraphQL document that is sent to GitHub; a test validates each against GitHub's published schema. */

/** Of the timeline, what becomes a statement: each item of these kinds is one, so that counts can be compared. */
const itemTypes = `[ISSUE_COMMENT, PULL_REQUEST_REVIEW, LABELED_EVENT, UNLABELED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT, HEAD_REF_DELETED_EVENT,
  HEAD_REF_RESTORED_EVENT, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT,
  REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT, REVIEW_DISMISSED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, COMMENT_DELETED_EVENT]`;

const who = `fragment Who on Actor {
  __typename login ... on User { databaseId id } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on Organization { databaseId }
}`;

const reviewer = `fragment Reviewer on RequestedReviewer {
  __typename ... on User { login } ... on Bot { login } ... on Mannequin { login } ... on Team { slug organization { login } }
}`;

const comment = `fragment CommentItem on IssueComment {
  id fullDatabaseId url author { ...Who } body createdAt lastEditedAt editor { ...Who } isMinimized
}`;

const review = `fragment ReviewItem on PullRequestReview {
  id url author { ...Who } state body submittedAt lastEditedAt editor { ...Who }
}`;

/** Every inline comment belongs to one review, a reply to one of its own: through reviews all are found, in the order in which they were sent. */
const inline = `fragment InlinePage on PullRequestReviewCommentConnection {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { id url author { ...Who } body createdAt publishedAt lastEditedAt editor { ...Who } isMinimized replyTo { id } }
}`;

const timeline = `fragment Timeline on PullRequestTimelineItemsConnection {
  filteredCount pageInfo { hasPreviousPage startCursor }
  nodes {
    __typename
    ... on Node { id }
    ... on IssueComment { ...CommentItem }
    ... on PullRequestReview { ...ReviewItem comments(first: 100) { ...InlinePage } }
    ... on LabeledEvent { createdAt actor { ...Who } label { name } }
    ... on UnlabeledEvent { createdAt actor { ...Who } label { name } }
    ... on HeadRefForcePushedEvent { createdAt actor { ...Who } beforeCommit { oid } afterCommit { oid } }
    ... on HeadRefDeletedEvent { createdAt actor { ...Who } }
    ... on HeadRefRestoredEvent { createdAt actor { ...Who } }
    ... on BaseRefChangedEvent { createdAt actor { ...Who } previousRefName currentRefName }
    ... on AutomaticBaseChangeSucceededEvent { createdAt actor { ...Who } oldBase newBase }
    ... on ReadyForReviewEvent { createdAt actor { ...Who } }
    ... on ConvertToDraftEvent { createdAt actor { ...Who } }
    ... on ReviewRequestedEvent { createdAt actor { ...Who } requestedReviewer { ...Reviewer } }
    ... on ReviewRequestRemovedEvent { createdAt actor { ...Who } requestedReviewer { ...Reviewer } }
    ... on ReviewDismissedEvent { createdAt actor { ...Who } }
    ... on AssignedEvent { createdAt actor { ...Who } }
    ... on UnassignedEvent { createdAt actor { ...Who } }
    ... on CommentDeletedEvent { createdAt actor { ...Who } }
  }
}`;

const runs = `fragment Runs on CheckRunConnection {
  pageInfo { hasNextPage endCursor }
  nodes { id databaseId name externalId status conclusion title summary startedAt }
}`;

/** Who asks, and which repository bears a name. */
export const viewerQuery = `query Viewer($owner: String!, $name: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) { databaseId name owner { login } }
}`;

/** The repository of a thread, and what switches the bot on in it. */
const home = `fragment Home on Repository {
  id databaseId name owner { login } isArchived isFork
  defaultBranchRef { name target { oid } }
  options: object(expression: "HEAD:.github/bowsprit.yaml") { oid }
  owners: object(expression: "HEAD:OWNERS") { oid }
}`;

/** One look: the thread as it is, and of its past what is newest; of the repository's labels those named in `l0`, `l1`, ... */
export const lookQuery = (labels: number): string => `query Look(${variables("l", "String!", labels)},
    $number: Int!, $appId: Int!, $checks: Boolean!, $items: Int!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ${labelAliases(labels)}
    ...Home
    pullRequest(number: $number) {
      id number url title body lastEditedAt editor { ...Who } author { ...Who } createdAt updatedAt
      state isDraft locked mergeable changedFiles headRefOid
      baseRefName baseRefOid baseRef { target { oid } }
      labels(first: 100) { totalCount nodes { id name } }
      assignees(first: 100) { totalCount nodes { login } }
      reviewRequests(first: 100) { totalCount nodes { requestedReviewer { ...Reviewer } } }
      commits(last: 1) { totalCount nodes { commit {
        oid tree { oid }
        checkSuites(first: 5, filterBy: { appId: $appId }) @include(if: $checks) {
          pageInfo { hasNextPage }
          nodes { id checkRuns(first: 100, filterBy: { checkType: ALL }) { ...Runs } } }
      } } }
      timelineItems(last: $items, itemTypes: ${itemTypes}) { ...Timeline }
      reviewThreads { totalCount }
      reviews(last: 50) { nodes { ...ReviewItem } }
      comments(first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { ...CommentItem } }
    }
  }
}
${home}
${timeline}
${reviewer}
${comment}
${review}
${inline}
${runs}
${who}`;

/** One look at an issue: as it is, and its newest comments. */
export const issueLookQuery = `query LookAtIssue($owner: String!, $name: String!, $number: Int!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ...Home
    issue(number: $number) {
      id number url state updatedAt
      labels(first: 100) { totalCount nodes { id name } }
      comments(last: 100) { nodes { ...CommentItem } }
    }
  }
}
${home}
${comment}
${who}`;

export const olderTimelineQuery = `query OlderTimeline($id: ID!, $before: String!, $items: Int!) {
  node(id: $id) { ... on PullRequest {
    headRefOid
    timelineItems(last: $items, before: $before, itemTypes: ${itemTypes}) { ...Timeline }
  } }
}
${timeline}
${reviewer}
${comment}
${review}
${inline}
${who}`;

export const moreInlineQuery = `query MoreInline($id: ID!, $after: String!) {
  node(id: $id) { ... on PullRequestReview { comments(first: 100, after: $after) { ...InlinePage } } }
}
${inline}
${who}`;

export const moreRunsQuery = `query MoreRuns($id: ID!, $after: String!) {
  node(id: $id) { ... on CheckSuite { checkRuns(first: 100, after: $after, filterBy: { checkType: ALL }) { ...Runs } } }
}
${runs}`;

export const filesQuery = `query Files($id: ID!, $after: String) {
  node(id: $id) { ... on PullRequest {
    headRefOid changedFiles
    files(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { path changeType additions deletions } }
  } }
}`;

export const pullHeadQuery = `query PullHead($id: ID!) { node(id: $id) { ... on PullRequest { headRefOid changedFiles } } }`;

export const labelsQuery = `query Labels($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    labels(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { name } }
  }
}`;

/** Labels by name, as aliases `l0`, `l1`, ... with variables of the same names. */
export const labelsNamedQuery = (count: number): string => `query LabelsNamed(${variables("l", "String!", count)}) {
  repository(owner: $owner, name: $name) {
    ${labelAliases(count)}
  }
}`;

export const optionsFileQuery = `query OptionsFile($owner: String!, $name: String!, $expression: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    defaultBranchRef { target { oid } }
    options: object(expression: $expression) { oid }
  }
}`;

export const openPullsQuery = `query SweepOpenPulls($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number updatedAt headRefOid baseRefName baseRef { target { oid } } labels(first: 100) { totalCount nodes { name } } }
    }
  }
}`;

/** Names as bytes: as text GitHub mends those that are no UTF-8. */
const directory = "fragment Directory on GitObject { __typename oid ... on Tree { entries { nameRaw mode oid size } } }";

const file = "fragment File on GitObject { __typename oid ... on Blob { byteSize isTruncated text } }";

/** Directories by `COMMIT:path`, as aliases `d0`, `d1`, ... with variables of the same names. */
export const directoriesQuery = (count: number): string => `query Directories(${variables("d", "String!", count)}) {
  repository(owner: $owner, name: $name) {
    ${aliases("d", "expression", "Directory", count)}
  }
}
${directory}`;

/** Trees by id, as aliases `t0`, `t1`, ... with variables of the same names. */
export const treesQuery = (count: number): string => `query Trees(${variables("t", "GitObjectID!", count)}) {
  repository(owner: $owner, name: $name) {
    ${aliases("t", "oid", "Directory", count)}
  }
}
${directory}`;

/** Blobs by id, as aliases `b0`, `b1`, ... with variables of the same names. */
export const blobsQuery = (count: number): string => `query Blobs(${variables("b", "GitObjectID!", count)}) {
  repository(owner: $owner, name: $name) {
    ${aliases("b", "oid", "File", count)}
  }
}
${file}`;

/** Directories and then files, by `COMMIT:path`, as aliases `o0`, `o1`, ... with variables of the same names. */
export const objectsQuery = (directories: number, files: number): string =>
  `query Objects(${variables("o", "String!", directories + files)}) {
  repository(owner: $owner, name: $name) {
    ${numbered(directories + files, (index) => `o${index}: object(expression: $o${index}) { ...${index < directories ? "Directory" : "File"} }`)}
  }
}
${[...(directories === 0 ? [] : [directory]), ...(files === 0 ? [] : [file])].join("\n")}`;

const labelAliases = (count: number): string => numbered(count, (index) => `l${index}: label(name: $l${index}) { id }`);

/**
 * How many open pull requests ask somebody, and whether they are busy: of so many people, as `q0`, `u0`, `q1`, `u1`, ..., and with them so many
 * labels of a repository by name, as `l0`, `l1`, ...
 */
export function reviewLoadQuery(people: number, labels: number): string {
  const named = numbered(people, (index) => `$q${index}: String!, $u${index}: String!`, ", ");
  return `query ReviewLoad(${labels === 0 ? named : `${variables("l", "String!", labels)}, ${named}`}) {
    ${labels === 0 ? "" : `repository(owner: $owner, name: $name) {\n    ${labelAliases(labels)}\n  }`}
    ${numbered(people, (index) => `q${index}: search(type: ISSUE, query: $q${index}, first: 1) { issueCount }`)}
    ${numbered(people, (index) => `u${index}: user(login: $u${index}) { id status { indicatesLimitedAvailability } }`)}
}`;
}

const variables = (prefix: string, type: string, count: number): string =>
  ["$owner: String!", "$name: String!", ...Array.from({ length: count }, (_, index) => `$${prefix}${index}: ${type}`)].join(", ");

const aliases = (prefix: string, argument: string, fragment: string, count: number): string =>
  numbered(count, (index) => `${prefix}${index}: object(${argument}: $${prefix}${index}) { ...${fragment} }`);

const numbered = (count: number, line: (index: number) => string, separator = "\n    "): string =>
  Array.from({ length: count }, (_, index) => line(index)).join(separator);
