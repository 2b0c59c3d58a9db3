/** Options files of now and of before, and what sweeps find without any delivery. */
import { describe, expect, test } from "vitest";
import type { OptionsNeed } from "../../src/core/look.ts";
import { selectRepositories } from "../../src/sim/index.ts";
import { askedDuring, type Stage, stage } from "./stage.ts";

const file = ".github/bowsprit.yaml";
const textOf = async ({ github, target }: Stage, need: OptionsNeed) =>
  github.optionsText(target, await github.look(target, undefined, false), need);

describe("the options file of a repository", () => {
  test("is read at the tip of the default branch, once", async () => {
    const made = stage({ files: { [file]: "mode: on\n" } });
    const commit = made.repository.tip("main");
    expect(await textOf(made, { where: "repository", version: 0 })).toEqual({ kind: "text", text: "mode: on\n", commit });
    expect(await askedDuring(made.world, () => textOf(made, { where: "repository", version: 0 }))).toEqual(["graphql Look"]);
  });

  test("is absent without a request where the look found none", async () => {
    const made = stage();
    await made.github.look(made.target, undefined, false);
    expect(await askedDuring(made.world, () => textOf(made, { where: "repository", version: 0 }))).toEqual(["graphql Look"]);
    expect(await textOf(made, { where: "repository", version: 0 })).toEqual({ kind: "absent" });
  });

  test("has earlier versions, in the order of the default branch's history", async () => {
    const made = stage({ files: { [file]: "mode: on\n" } });
    const first = made.repository.tip("main");
    const second = made.alice.pushesTo(made.repository, "main", { [file]: "mode: off\n" });
    made.alice.pushesTo(made.repository, "main", { "other.go": "x\n" });
    made.alice.pushesTo(made.repository, "main", { [file]: "mode: [\n" });
    expect(await textOf(made, { where: "repository", version: 1 })).toEqual({ kind: "text", text: "mode: off\n", commit: second });
    expect(await textOf(made, { where: "repository", version: 2 })).toEqual({ kind: "text", text: "mode: on\n", commit: first });
    expect(await textOf(made, { where: "repository", version: 3 })).toEqual({ kind: "absent" });
  });

  test("was absent after a commit that deleted it", async () => {
    const made = stage({ files: { [file]: "mode: on\n" } });
    made.alice.pushesTo(made.repository, "main", { [file]: null });
    made.alice.pushesTo(made.repository, "main", { [file]: "mode: [\n" });
    expect(await textOf(made, { where: "repository", version: 1 })).toEqual({ kind: "absent" });
  });

  test("is unread where it is no text", async () => {
    const made = stage({ files: { [file]: "\0" } });
    expect(await textOf(made, { where: "repository", version: 0 })).toMatchObject({ kind: "unread", reason: "a binary file" });
  });
});

describe("the options file of an organisation", () => {
  const need = { where: "organisation", version: 0 } as const;

  test("is read in its repository .github", async () => {
    const made = stage();
    made.org.repository({ name: ".github", files: { [file]: "mode: observe\n" } });
    expect(await textOf(made, need)).toMatchObject({ kind: "text", text: "mode: observe\n" });
  });

  test("is absent where that repository has none, or is certainly not there", async () => {
    const made = stage();
    expect(await textOf(made, need)).toEqual({ kind: "absent" });
    const other = stage();
    other.org.repository({ name: ".github", files: { "README.md": "x\n" } });
    expect(await textOf(other, need)).toEqual({ kind: "absent" });
  });

  const list = "GET /installation/repositories";

  test("is absent without a question where the App came to be on all repositories with its token", async () => {
    const made = stage();
    expect(await askedDuring(made.world, () => textOf(made, need))).not.toContain(list);
    const other = stage();
    await other.github.look(other.target, undefined, false);
    // Whatever told of a change of the installation.
    other.github.renew(other.installation);
    const installation = other.world.installations.get(other.installation);
    if (installation !== undefined) selectRepositories(other.world, installation, [other.repository], []);
    expect(await textOf(other, need)).toMatchObject({ kind: "unread" });
  });

  test("is unread where the App is installed on selected repositories and does not see that one", async () => {
    const made = stage({ isSelected: true });
    made.org.repository({ name: ".github", isPrivate: true, files: { [file]: "mode: off\n" } });
    const asked = await askedDuring(made.world, async () => {
      expect(await textOf(made, need)).toMatchObject({ kind: "unread", reason: expect.stringContaining("selected") });
    });
    expect(asked).toContain(list);
  });
});

describe("a sweep", () => {
  test("finds every open pull request, page after page, the newest first", async () => {
    const made = stage();
    for (let index = 0; index < 120; index += 1) made.bob.opens(made.repository, { changes: { [`${index}.go`]: "x\n" } });
    made.bob.closes(made.pull);
    const open = await made.github.openThreads(made.installation, made.target.repository);
    expect(open).toHaveLength(120);
    expect(open[0]).toMatchObject({ number: 121, base: "main" });
    expect(open.map(({ number }) => number)).toEqual(open.map(({ number }) => number).toSorted((a, b) => b - a));
  });

  test("finds installations and their repositories", async () => {
    const made = stage();
    for (let index = 0; index < 130; index += 1) made.org.repository({ name: `r-${index}` });
    expect(await made.github.installations()).toEqual([made.installation]);
    const found = await made.github.repositories(made.installation);
    expect(found).toHaveLength(131);
    expect(found[0]).toEqual({ id: made.repository.id, owner: "acme", name: "widgets" });
  });
});
