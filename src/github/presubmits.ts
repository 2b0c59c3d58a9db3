/** Presubmits: the job files in force, on the default branch and in the organisation's `.github` repository, and what a pull request makes of them. */
import type { ChangedFile, PresubmitFacts, Read } from "../core/facts.ts";
import { jobsConfig } from "../core/jobs/config.ts";
import { type JobPlaces, jobPlaces } from "../core/jobs/places.ts";
import type { JobsConfig } from "../core/jobs/presubmit.ts";
import type { JobsReading, Look } from "../core/look.ts";
import { type JobFileFound, type JobFiles, jobFilesIn } from "./job-files.ts";
import { proposal } from "./job-proposal.ts";
import { organisationHome, organisationRepository } from "./options-text.ts";
import type { Place } from "./place.ts";

/** `changed`: the files that the pull request changes. Throws where a part cannot be read: nobody knows then which jobs there are. */
export async function presubmitsOf(
  place: Place,
  look: Look,
  { files, runners }: JobsReading,
  changed: Read<readonly ChangedFile[]>,
): Promise<PresubmitFacts> {
  const places = jobPlaces(files);
  const { owner, name } = place.repository;
  const { tip } = look.repository;
  const above = await organisationFiles(place, places);
  const own = tip === undefined ? without(places) : await jobFilesIn(place, tip, places);
  const config = configOf([...above, ...own.files], `${owner}/${name}`, runners);
  return { ...config, proposed: await proposal(place, look.thread.head, { places, above, own, runners, config }, changed) };
}

const without = ({ isJobFile }: JobPlaces): JobFiles => ({ files: [], isJobFile });

/** Where a file stands shows in its path, for people who are told of a fault. */
async function organisationFiles(place: Place, places: JobPlaces): Promise<readonly JobFileFound[]> {
  const { owner, name } = place.repository;
  if (name.toLowerCase() === organisationRepository) return [];
  const home = await organisationHome(place);
  if (home === null) return [];
  const there: Place = { ...place, repository: { id: home.id, owner, name: organisationRepository } };
  const { files } = await jobFilesIn(there, home.tip, places);
  return files.map((file) => ({ ...file, path: `${owner}/${organisationRepository}: ${file.path}` }));
}

/** Files change seldom, and reading a hundred jobs takes longer than all else that a pass computes. */
const known = new Map<string, JobsConfig>();
const mostKnown = 50;

function configOf(files: readonly JobFileFound[], repository: string, runners: JobsReading["runners"]): JobsConfig {
  const key = JSON.stringify([repository, runners, files.map(({ path, oid, isFound }) => [path, oid, isFound])]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const config = jobsConfig(files, { repository, runners });
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(key, config);
  return config;
}
