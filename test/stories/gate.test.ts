/** Stories about the check run that stands between a pull request and its merge, and about what cannot be read. */
import { expect } from "vitest";
import type { Pull } from "../../src/sim/index.ts";
import { installed, opened, opens } from "./cast.ts";
import { cutting, open, refusing } from "./gateway.ts";
import { story } from "./story.ts";

const conclusionOf = (pull: Pull, base: string) => pull.checks().findLast(({ name }) => name === `bowsprit: ${base}`)?.conclusion ?? null;

story("the check is green once everything is there, and no longer after a push", async (play) => {
  const { otto, anna, rita, pull } = await opened(play);
  expect(play.isCalm ? conclusionOf(pull, "main") : null).toBe(null);
  await play.step(
    () => {
      anna.says(pull, "/approve");
      rita.says(pull, "/lgtm");
    },
    () => expect(conclusionOf(pull, "main")).toBe("success"),
  );
  play.reads(pull, "LGTM label");
  await play.step(
    () => anna.says(pull, "/hold"),
    () => expect(conclusionOf(pull, "main")).toBe(null),
  );
  await play.step(
    () => anna.says(pull, "/unhold"),
    () => expect(conclusionOf(pull, "main")).toBe("success"),
  );
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }),
    () => expect(conclusionOf(pull, "main")).toBe(null),
  );
  return [[anna, pull, "/approve"]];
});

story("a second pull request on the same head onto a laxer branch does not turn the first one green", async (play) => {
  const lax = { OWNERS: "approvers: [otto]\n", "pkg/kubelet/OWNERS": null };
  const { root, repo, otto, rita, org } = await installed(play);
  org.adds(otto);
  await play.step(() => root.pushesTo(repo, "lax", lax));
  await play.step(() => otto.pushesTo(repo, "topic", { "pkg/kubelet/pods.go": "package kubelet\n" }));
  const strict = await opens(play, () => otto.opensFrom(repo, "topic", repo, "main"));
  const easy = await opens(play, () => otto.opensFrom(repo, "topic", repo, "lax"));
  await play.step(
    () => rita.says(easy, "/lgtm"),
    () => {
      expect(conclusionOf(easy, "lax")).toBe("success");
      expect(conclusionOf(strict, "main")).toBe(null);
      expect(strict.labels()).toEqual([]);
    },
  );
  play.reads(easy, "LGTM label");
  return [[rita, easy, "/lgtm"]];
});

story("two pull requests with one head and base are green only together", async (play) => {
  const { repo, otto, rita, anna, org } = await installed(play);
  org.adds(otto);
  await play.step(() => otto.resets(repo, "twin", otto.pushesTo(repo, "topic", { "pkg/kubelet/pods.go": "package kubelet\n" })));
  const first = await opens(play, () => otto.opensFrom(repo, "topic", repo, "main"));
  const twin = await opens(play, () => otto.opensFrom(repo, "twin", repo, "main"));
  expect(twin.head).toBe(first.head);
  await play.step(
    () => {
      anna.says(first, "/approve");
      rita.says(first, "/lgtm");
      anna.says(twin, "/approve");
    },
    () => {
      expect(first.labels().toSorted()).toEqual(["approved", "lgtm"]);
      expect(conclusionOf(first, "main")).toBe(null);
    },
  );
  play.reads(first, "LGTM label");
  await play.step(
    () => rita.says(twin, "/lgtm"),
    () => expect(conclusionOf(first, "main")).toBe("success"),
  );
  play.reads(twin, "LGTM label");
  return [
    [anna, first, "/approve"],
    [rita, first, "/lgtm"],
    [anna, twin, "/approve"],
    [rita, twin, "/lgtm"],
  ];
});

story("a broken options file keeps the last good one in force, and says so", async (play) => {
  const good = "lgtm:\n  review_acts_as_lgtm: true\n";
  const { root, repo, rita, pull } = await opened(play, {}, { ".github/bowsprit.yaml": good });
  await play.step(() => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": "lgtm:\n  review_acts_as_lgtn: true\n" }));
  await play.step(
    () => rita.reviews(pull, "APPROVED"),
    () => {
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(conclusionOf(pull, "main")).toBe("failure");
      expect(pull.checks().at(-1)?.output.summary).toContain("review_acts_as_lgtn");
    },
  );
  play.reads(pull, "LGTM label");
  return [[rita, pull, "/lgtm"]];
});

story("where collaborators cannot be read, nobody gains or loses an LGTM", async (play) => {
  const { rita, ralf, pull } = await opened(play);
  const blind = refusing(/\/collaborators/, "metadata=read");
  play.world.clock.advance(900);
  play.gateway = blind;
  await play.step(
    () => rita.says(pull, "/lgtm"),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.checks().at(-1)?.output.summary).toContain("could not read people");
    },
  );
  play.gateway = open;
  await play.done(() => rita.says(pull, "May I?"));
  play.reads(pull, "LGTM label");
  play.world.clock.advance(900);
  play.gateway = blind;
  await play.step(
    () => ralf.says(pull, "/lgtm cancel"),
    () => {
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(conclusionOf(pull, "main")).toBe(null);
    },
  );
  play.gateway = open;
  await play.step(
    () => ralf.says(pull, "Well?"),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("a list of changed files that ends early approves nothing", async (play) => {
  const { otto, anna, pull } = await opened(play);
  play.gateway = cutting("files");
  await play.step(() => otto.pushes(pull, { "test/e2e/node.go": "package node\n\nfunc more() {}\n" }));
  await play.step(
    () => anna.says(pull, "/approve"),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.checks().at(-1)?.output.title).toContain("could not read");
    },
  );
});
