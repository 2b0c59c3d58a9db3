/** Trust: Prow's checks in their order. */
import { describe, expect, test } from "vitest";
import { userIdOf } from "../../../src/core/ids.ts";
import { type Account, type AccountOptions, trustOf } from "../../../src/core/jobs/trust.ts";

const me = userIdOf(1);
const nobody: Account = { id: userIdOf(2), kind: "user", isMember: false, isCollaborator: false, isMemberOfTrusted: false };
const usual: AccountOptions = { only_org_members: false, trusted_org: "", trusted_apps: [] };
const bot: Partial<Account> = { id: userIdOf(9), kind: "bot" };

describe("an account", () => {
  test.each<[string, Partial<Account>, Partial<AccountOptions>, string | readonly string[]]>([
    ["a member", { isMember: true }, {}, "member"],
    ["a member, with only_org_members", { isMember: true }, { only_org_members: true }, "member"],
    ["a collaborator", { isCollaborator: true }, {}, "collaborator"],
    ["a collaborator, with only_org_members", { isCollaborator: true }, { only_org_members: true }, ["not a member of the organisation"]],
    ["a member of the other organisation", { isMemberOfTrusted: true }, { trusted_org: "other" }, "trusted organisation"],
    ["a member of an organisation that nobody trusts", { isMemberOfTrusted: true }, {}, 2 as never],
    ["nobody", {}, {}, ["not a member of the organisation", "not a collaborator of the repository"]],
    [
      "nobody, with another organisation",
      {},
      { trusted_org: "other" },
      [
        "not a member of the organisation",
        "not a collaborator of the repository",
        "not a member of the other organisation that is trusted",
      ],
    ],
    [
      "nobody, with another organisation and only_org_members",
      {},
      { trusted_org: "other", only_org_members: true },
      ["not a member of the organisation", "not a member of the other organisation that is trusted"],
    ],
    ["this App", { id: me, kind: "bot" }, {}, "this App"],
    ["a trusted App", bot, { trusted_apps: [9] }, "trusted app"],
    ["another App", bot, { trusted_apps: [8] }, ["the App is not among `trusted_apps`"]],
    ["a user with the number of a trusted App", { kind: "user", id: userIdOf(9) }, { trusted_apps: [9] }, 2 as never],
    ["an App that is called a member", { ...bot, isMember: true }, {}, ["the App is not among `trusted_apps`"]],
    ["a mannequin that is called a member", { kind: "mannequin", isMember: true }, {}, 2 as never],
  ])("%s", (_, account, options, expected) => {
    const trust = trustOf({ ...nobody, ...account }, { ...usual, ...options }, me);
    if (trust.isTrusted) expect(trust.because).toBe(expected);
    else if (typeof expected === "number") expect(trust.reasons).toHaveLength(expected);
    else expect(trust.reasons).toEqual(expected);
  });
});
