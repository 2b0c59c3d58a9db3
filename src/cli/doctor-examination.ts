/** The examination behind `bowsprit doctor`: reads one thing after another, as far as it makes sense, and has each judged by `core/doctor`. */
import { repositoryOptions } from "../config/gate.ts";
import type { Rulebook } from "../config/layers.ts";
import { pluginsOn } from "../core/decide.ts";
import { appFindings } from "../core/doctor/app.ts";
import type { ActiveFacts, AppFacts, Installation, ListedRepository, RepositoryFacts } from "../core/doctor/facts.ts";
import type { Finding } from "../core/doctor/finding.ts";
import { installationFindings, isCalled } from "../core/doctor/installation.ts";
import { type Examined, homeFinding, ownerFindings } from "../core/doctor/organisation.ts";
import { type ProcessState, processFinding } from "../core/doctor/process.ts";
import { repositoryFindings } from "../core/doctor/repository.ts";
import { known, type Read, type RepositoryOptions, unread } from "../core/facts.ts";
import { jobsOptionsIn } from "../core/jobs/options.ts";
import type { Examiner, Opened } from "../github/examiner.ts";

/** What is asked about: an owner, or one repository. */
export interface Subject {
  readonly owner: string;
  readonly name: string | undefined;
}

export interface Examination {
  readonly examiner: Examiner;
  /** How the process is that serves the App. */
  readonly process: () => Promise<Read<ProcessState>>;
  readonly rulebook: Rulebook;
  /** Of the deployment. */
  readonly appId: number;
  readonly isEnterprise: boolean;
  readonly secrets: number;
  /** Told what is being looked at, where that takes long. */
  readonly progress: (line: string) => void;
}

/** Of an owner's repositories so many are looked at, one after another. */
const mostRepositories = 300;
/** Branches whose rules are looked at besides the default branch. */
const mostBases = 20;
const progressEvery = 25;

/** In the order in which things depend on each other. Nothing is written. */
export async function findingsOf(examination: Examination, subject: Subject | undefined): Promise<readonly Finding[]> {
  const facts = await appFacts(examination);
  const general = [...appFindings(facts), processFinding(await examination.process()), ...installationFindings(facts, subject?.owner)];
  const installations = facts.installations.kind === "known" ? facts.installations.value : [];
  const installation = installations.find(({ account }) => subject !== undefined && isCalled(account, subject.owner));
  if (subject === undefined || installation === undefined || installation.isSuspended) return general;
  return [...general, ...(await findingsWithin(examination, installation, subject.name))];
}

async function appFacts({ examiner, isEnterprise, secrets }: Examination): Promise<AppFacts> {
  const introduced = { isEnterprise, secrets, ...(await examiner.introduction()) };
  if (introduced.identity.kind !== "accepted") {
    const nothing = unread("GitHub did not take the App's key");
    return { ...introduced, hook: nothing, attempts: nothing, installations: nothing };
  }
  const [hook, attempts, installations] = await Promise.all([examiner.hook(), examiner.attempts(), examiner.installations()]);
  return { ...introduced, hook, attempts, installations };
}

async function findingsWithin(examination: Examination, installation: Installation, name: string | undefined): Promise<readonly Finding[]> {
  const { examiner, appId } = examination;
  const { id, account, coversAll } = installation;
  const home = homeFinding(account, coversAll, await examiner.isVisible(id, account, ".github"));
  if (name === undefined) return [home, ...(await findingsOfAll(examination, installation))];
  const facts = await factsNamed(examination, installation, name);
  return [home, ...repositoryFindings(`${account}/${name}`, facts, appId)];
}

async function factsNamed(examination: Examination, installation: Installation, name: string): Promise<Read<RepositoryFacts | undefined>> {
  const { id, account } = installation;
  const listed = await examination.examiner.repository(id, account, name);
  if (listed.kind === "unread") return listed;
  return listed.value === undefined ? known(undefined) : repositoryFacts(examination, installation, listed.value, mostBases);
}

async function findingsOfAll(examination: Examination, installation: Installation): Promise<readonly Finding[]> {
  const { id, account } = installation;
  const listed = await examination.examiner.repositories(id);
  if (listed.kind === "unread") return ownerFindings(account, listed, 0, examination.appId);
  const chosen = listed.value.slice(0, mostRepositories);
  const examined: Examined[] = [];
  for (const repository of chosen) {
    examined.push({ name: `${account}/${repository.name}`, facts: await repositoryFacts(examination, installation, repository, 0) });
    if (examined.length % progressEvery === 0) examination.progress(`looked at ${examined.length} of ${chosen.length} repositories`);
  }
  return ownerFindings(account, known(examined), listed.value.length - chosen.length, examination.appId);
}

/** `bases`: of so many branches that open pull requests are aimed at, the rules are read too. */
async function repositoryFacts(
  { examiner, rulebook }: Examination,
  installation: Installation,
  repository: ListedRepository,
  bases: number,
): Promise<Read<RepositoryFacts>> {
  const opened = await examiner.open(installation.id, repository);
  if (opened.kind === "unread") return opened;
  const { state } = opened.value;
  const options = await optionsOf(rulebook, repository, opened.value);
  const files = { hasOptionsFile: state.optionsFile !== undefined, hasRootOwners: state.hasRootOwners };
  if (options.mode === "off") return known({ ...repository, ...files, options, active: undefined });
  const active = await activeFacts(rulebook, repository, opened.value, options, bases);
  return known({ ...repository, ...files, options, active: { ...active, ...(await jobsFacts(examiner, installation, options)) } });
}

/** Where the plugin is on and runs jobs on GitHub Actions. */
async function jobsFacts(
  examiner: Examiner,
  { id, permissions: granted }: Installation,
  { plugins, byPlugin }: RepositoryOptions,
): Promise<Pick<ActiveFacts, "jobs">> {
  const { github_actions: place } = jobsOptionsIn(byPlugin);
  if (place === undefined || !plugins.includes("jobs")) return {};
  const { repository, workflow } = place;
  const [owner = "", name = ""] = repository.split("/");
  return { jobs: { repository, workflow, granted, isThere: await examiner.hasWorkflow(id, owner, name, workflow) } };
}

async function optionsOf(
  rulebook: Rulebook,
  { owner, name }: ListedRepository,
  { state, optionsText }: Opened,
): Promise<RepositoryOptions> {
  const gate = repositoryOptions(rulebook, { ...state, owner, name });
  let step = gate.next();
  while (!step.done) step = gate.next(await optionsText(step.value));
  return step.value;
}

async function activeFacts(
  { grammar }: Rulebook,
  { defaultBranch }: ListedRepository,
  opened: Opened,
  options: RepositoryOptions,
  most: number,
): Promise<ActiveFacts> {
  const bases = most === 0 ? known([]) : await opened.bases();
  const others = bases.kind === "known" ? bases.value.filter((base) => base !== defaultBranch).slice(0, most) : [];
  const [owners, labels, ...branches] = await Promise.all([
    opened.ownersFiles(options.owners),
    opened.labels(),
    ...[defaultBranch, ...others].map(async (name) => ({ name, rules: await opened.rules(name) })),
  ]);
  return { owners, labels, branches, wantedLabels: pluginsOn(grammar.plugins, options).flatMap((plugin) => plugin.labels) };
}
