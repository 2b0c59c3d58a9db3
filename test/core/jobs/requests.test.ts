/** Requests: which statements ask something of the jobs. */
import { describe, expect, test } from "vitest";
import { requestsIn } from "../../../src/core/jobs/requests.ts";
import { jobWords } from "../../../src/core/jobs/words.ts";
import { wordsOf } from "../../../src/core/words.ts";
import { type Change, comment, given } from "../../given.ts";
import { manual, presubmits } from "./given.ts";

const jobs = presubmits(manual("jib"), manual("sun", { trigger: "(?m)^Nice day$", rerun_command: "Nice day" }));

const requests = (change: Change): readonly string[] => {
  const { statements, me } = given(change);
  return requestsIn(statements, me.id, jobs).map(({ ask }) => ask.text.trim());
};

describe("a request is", () => {
  test.each<[string, Change, readonly string[]]>([
    ["a command about jobs", { said: [["alice", "/test jib"]] }, ["/test jib"]],
    ["any text that triggers a job", { said: [["alice", "Nice day"]] }, ["Nice day"]],
    ["no other text", { said: [["alice", "/lgtm\nnice"]] }, []],
    ["the description", { description: "/test jib" }, ["/test jib"]],
    ["not what is quoted", { said: [["alice", "> /test jib"]] }, []],
    ["not what was edited", { said: [comment("alice", "/test jib", { presence: "edited" })] }, []],
    ["not what is gone", { said: [comment("alice", "/test jib", { presence: "gone" })] }, []],
    ["each of several, in order", { said: [["alice", "/retest"], comment("bob", "/test jib")] }, ["/retest", "/test jib"]],
  ])("%s", (_, change, expected) => expect(requests(change)).toEqual(expected));
});

describe("a word for help and reactions is", () => {
  test.each<[string, readonly string[]]>([
    ["/test jib", ["test"]],
    ["/test ?", ["test"]],
    ["/test?", ["test"]],
    ["/test", ["test"]],
    ["/retest", ["retest"]],
    ["/retest now", ["retest"]],
    ["/retest-required", ["retest-required"]],
    ["/retest-required now", []],
    ["/test-manual-required", ["test-manual-required"]],
    ["/cancel jib", ["cancel"]],
    ["/cancel", []],
    ["/skip", ["skip"]],
    ["/skip it", []],
    ["/Skip", ["skip"]],
    ["/override a", ["override"]],
    ["/Override a", ["override"]],
    ["/override", ["override"]],
    ["/override ", []],
    ["/override-sticky a", ["override-sticky"]],
    ["/override-cancel", ["override-cancel"]],
    ["/Test jib", []],
    ["/Retest", []],
  ])("%j: %j", (text, expected) => {
    const { statements } = given({ said: [["alice", text]] });
    expect(wordsOf(statements, jobWords).map(({ definition }) => definition.name)).toEqual(expected);
  });
});
