/**
 * A GitHub to play with, in memory: the world, what people do in it, its REST and GraphQL faces, its webhooks and its faults.
 *
 * const world = new World({ seed: 7, faults: noFaults });           // faults are on unless told otherwise
 * const org = world.organization("kubernetes");
 * const alice = world.user("alice");
 * const bob = world.user("bob");
 * org.adds(alice);                                                   // a private member
 * const repo = org.repository({ name: "kubernetes", files: { "OWNERS": "approvers: [alice]\n" } });
 * const installation = world.installs(org);                          // of world.app, on all of its repositories
 * const octokit = new Octokit({ baseUrl: world.api, request: { fetch: world.fetch }, ... });
 *     // credentials: world.app.id, world.app.privateKey, installation.id, world.app.webhookSecret
 * const pull = bob.opens(repo, { changes: { "pkg/a.go": "package pkg\n" }, fork: true });
 * alice.says(pull, "/lgtm");
 * const deliverer = world.deliverer(roughDeliveries, 3);
 * await deliverer.deliver((request) => bot.receive(request));        // one round: all that is due
 * await deliverer.missing(() => bob.pushes(pull, { "pkg/b.go": "" })); // lost for ever
 * world.clock.advance(10);                                           // seconds; nothing else moves the clock
 * pull.labels(); pull.comments(); pull.checks(); pull.reads("APPROVALNOTIFIER"); world.unread();
 * world.actions.player = () => ({ waits: 5, takes: 60, conclusion: "success" }); world.actions.play();   // the machines of workflow runs
 * const { url, close } = await serve(world);                          // the same over HTTP, with a page at ORG/REPO/pull/N
 * world.journal.counts, .exchanges, .unimitated                   // what the App asked
 */
export { Account, type AccountType, Team } from "./accounts.ts";
export type { Part, Player } from "./actions/actions.ts";
export { type RunConclusion, runConclusions, WorkflowRun } from "./actions/runs.ts";
export {
  archive,
  checksRule,
  protectBranch,
  renameRepository,
  requireChecks,
  selectRepositories,
  setCollaborator,
  setDefaultBranch,
  setPermissions,
  setRules,
  setSuspended,
  setTeamRole,
  transferRepository,
  uninstall,
} from "./administration.ts";
export { App, Installation, jobPermissions, type Permissions, usualPermissions } from "./apps.ts";
export { createCheckRun, setStatus } from "./checks.ts";
export { Clock, timestamp } from "./clock.ts";
export type { Change, Changes, NewRepository } from "./creation.ts";
export { deleteFork } from "./deletion.ts";
export {
  Deliverer,
  type Delivery,
  type DeliveryPlan,
  deliveryRequest,
  lossyDeliveries,
  promptDeliveries,
  roughDeliveries,
} from "./deliveries.ts";
export { type FaultPlan, noFaults, usualFaults } from "./faults.ts";
export { forgetCommit } from "./forgetting.ts";
export { Conflict } from "./git/merge.ts";
export type { Exchange } from "./journal.ts";
export { Organization } from "./organizations.ts";
export { Person } from "./people.ts";
export type { MergeGroup } from "./queue.ts";
export { Random } from "./random.ts";
export type { Repository, Role, Rule } from "./repositories.ts";
export type { CheckRun } from "./results.ts";
export { Said } from "./said.ts";
export { type Served, serve } from "./server.ts";
export { Issue, Pull, type Thread, type VisibleComment } from "./threads.ts";
export { type InstallOptions, World, type WorldOptions } from "./world.ts";
