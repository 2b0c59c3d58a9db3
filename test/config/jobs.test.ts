/** Where jobs run: what an organisation says of it counts, whatever a repository says. */
import { describe, expect, test } from "vitest";
import { readFile } from "../../src/config/file.ts";
import { layered } from "../../src/config/layers.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { jobsOptions } from "../../src/core/jobs/options.ts";
import { loadPlugins } from "../../src/registry.ts";

const rulebook = rulebookOf(await loadPlugins(), profileTexts());

function file(text: string, place: "repository" | "organisation") {
  const read = readFile(rulebook.grammar, text, place);
  if (read.kind !== "options") throw new Error(JSON.stringify(read));
  return read.file;
}

function jobs(organisation: string, repository: string) {
  const { byPlugin, problems } = layered(rulebook, {
    organisation: file(organisation, "organisation"),
    repository: file(repository, "repository"),
  });
  return { options: jobsOptions.parse(byPlugin.get("jobs")), problems };
}

const place = { repository: "org/jobs", workflow: "e2e.yml", ref: "main" };
const organisation = "jobs: {github_actions: {repository: org/jobs, workflow: e2e.yml}, advise: [{paths: [a], jobs: [x], because: b}]}";

describe("what an organisation says of jobs", () => {
  test("reaches every repository that says nothing", () => expect(jobs(organisation, "{}").options.github_actions).toEqual(place));

  test.each([
    "jobs: {github_actions: {repository: evil/jobs, workflow: e2e.yml}}",
    "jobs: {github_actions: {repository: org/jobs, workflow: e2e.yml, ref: mine}}",
    "{extends: none, jobs: {github_actions: {repository: evil/jobs, workflow: other.yml}}}",
  ])("counts where a repository says %s, and that is told", (text) => {
    const { options, problems } = jobs(organisation, text);
    expect(options.github_actions).toEqual(place);
    expect(problems).toEqual(["`jobs.github_actions` is set by the organisation's file, which counts"]);
  });

  test("counts where a repository inherits nothing", () =>
    expect(jobs(organisation, "extends: none").options.github_actions).toEqual(place));

  test("is no trouble where the repository says the same", () =>
    expect(jobs(organisation, "jobs: {github_actions: {repository: org/jobs, workflow: e2e.yml}}").problems).toEqual([]));

  test("leaves the rest to the repository", () => {
    const { options, problems } = jobs(organisation, "jobs: {files: [ci/], advise: []}");
    expect([options.files, options.advise, options.github_actions, problems]).toEqual([["ci/"], [], place, []]);
  });

  test("is missed by nobody where it says nothing", () => {
    const { options, problems } = jobs("mode: on", "jobs: {github_actions: {repository: me/jobs, workflow: mine.yml}}");
    expect([options.github_actions?.repository, problems]).toEqual(["me/jobs", []]);
  });
});
