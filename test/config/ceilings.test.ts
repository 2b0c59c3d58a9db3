/** Ceilings: what an organisation says of jobs and of trust counts, whatever a repository says, and no jobs repository of others does. */
import { describe, expect, test } from "vitest";
import { readFile } from "../../src/config/file.ts";
import { layered } from "../../src/config/layers.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { jobsOptions } from "../../src/core/jobs/options.ts";
import { trustOptions } from "../../src/core/jobs/trust-options.ts";
import { loadPlugins } from "../../src/registry.ts";

const plugins = await loadPlugins();
const rulebook = rulebookOf(plugins, profileTexts());

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

describe("what an organisation says of trust", () => {
  const above = "trust: {only_org_members: true, trusted_org: friends, trusted_apps: [1, 2], ok_to_test: {scope: head, revoked_by: [ci/]}}";
  const counts = (organisation: string, repository: string) => {
    const { byPlugin, problems } = layered(rulebook, {
      organisation: file(organisation, "organisation"),
      repository: file(repository, "repository"),
    });
    return { options: trustOptions.parse(byPlugin.get("trust")), problems };
  };
  const settled = trustOptions.parse({
    ...{ only_org_members: true, trusted_org: "friends", trusted_apps: [1, 2] },
    ok_to_test: { scope: "head", revoked_by: ["ci/"] },
  });

  test("reaches every repository that says nothing, also one that inherits nothing", () => {
    expect(counts(above, "{}")).toEqual({ options: settled, problems: [] });
    expect(counts(above, "extends: none")).toEqual({ options: settled, problems: [] });
  });

  test.each([
    ["only_org_members", "only_org_members: false"],
    ["trusted_org", "trusted_org: others"],
    ["trusted_apps", "trusted_apps: [1, 2, 3]"],
    ["ok_to_test.scope", "ok_to_test: {scope: pull}"],
    ["ok_to_test.revoked_by", "ok_to_test: {revoked_by: [docs/]}"],
    ["ok_to_test.revoked_by", "ok_to_test: {revoked_by: []}"],
  ])("is not loosened in %s by `%s`, which is told", (option, text) => {
    const problems = [`\`trust.${option}\` is looser than in the organisation's file, which counts`];
    expect(counts(above, `trust: {${text}}`)).toEqual({ options: settled, problems });
    expect(counts(above, `{extends: none, trust: {${text}}}`)).toEqual({ options: settled, problems });
  });

  test("is not loosened where nobody could vouch for a stranger", () => {
    const { options, problems } = counts("trust: {ignore_ok_to_test: true}", "trust: {ignore_ok_to_test: false}");
    expect([options.ignore_ok_to_test, problems]).toEqual([
      true,
      ["`trust.ignore_ok_to_test` is looser than in the organisation's file, which counts"],
    ]);
  });

  test("may be made stricter, and says nothing of what it leaves out", () => {
    const stricter =
      "trust: {trusted_org: '', trusted_apps: [2], ignore_ok_to_test: true, ok_to_test: {revoked_by: [docs/, ci/]}, join_org_url: 'https://a.test/'}";
    expect(counts(above, stricter)).toEqual({
      options: trustOptions.parse({
        ...{ only_org_members: true, trusted_apps: [2], ignore_ok_to_test: true, join_org_url: "https://a.test/" },
        ok_to_test: { scope: "head", revoked_by: ["docs/", "ci/"] },
      }),
      problems: [],
    });
  });

  test("is missed by nobody where it says nothing", () =>
    expect(counts("mode: on", "trust: {trusted_apps: [7]}")).toEqual({
      options: trustOptions.parse({ trusted_apps: [7] }),
      problems: [],
    }));
});

describe("a jobs repository", () => {
  const webhook = "webhook: {url: 'https://ci.test/'}";
  const options = (text: string, owner = "Acme", listed: readonly string[] = ["shared/jobs"]) => {
    const { byPlugin, problems } = layered(
      rulebookOf(plugins, profileTexts(), listed),
      { organisation: undefined, repository: file(`jobs: {${text}}`, "repository") },
      owner,
    );
    return { jobs: jobsOptions.parse(byPlugin.get("jobs")), problems };
  };
  const actions = (repository: string) => `github_actions: {repository: ${repository}, workflow: e2e.yml}`;

  test.each(["acme/jobs", "ACME/jobs", "shared/jobs", "Shared/Jobs"])("may be %s of a repository of Acme", (repository) => {
    const { jobs, problems } = options(actions(repository));
    expect([jobs.github_actions?.repository, problems]).toEqual([repository, []]);
  });

  test.each(["victim/jobs", "acme-labs/jobs", "shared/jobs2", "shared/other"])(
    "of somebody else, as %s, is refused with the fix, and nothing runs anywhere",
    (repository) => {
      for (const more of ["", `, ${webhook}`, `, ${webhook}, runner: github-actions`, `, ${webhook}, runner: webhook`]) {
        const { jobs, problems } = options(actions(repository) + more);
        expect([jobs.github_actions, jobs.webhook, jobs.runner]).toEqual([undefined, undefined, undefined]);
        expect(problems).toEqual([
          `\`jobs.github_actions.repository\` names \`${repository}\`, which is not \`Acme\`'s, so that no job runs; name a repository of \`Acme\`, or let the operator of this bot add \`${repository}\` to \`JOBS_REPOSITORIES\``,
        ]);
      }
    },
  );

  test("is nobody's business where there is none", () => expect(options(webhook).problems).toEqual([]));
});
