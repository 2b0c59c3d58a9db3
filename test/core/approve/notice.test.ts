/** The approval notice: Prow's table of messages (GM), broken OWNERS files, and names that were made to break out of it. */
import { describe, expect, test } from "vitest";
import approve from "../../../src/plugins/approve.ts";
import { planOf, wantsOf } from "../../ask.ts";
import { type Change, given, ourComment, person } from "../../given.ts";

const owners = { "a/OWNERS": "approvers: [Alice]", "b/OWNERS": "approvers: [Bill]" };
const files = ["a/a.go", "b/b.go"];

function seen({ base = "dev", ...change }: Change & { readonly base?: string }, options: Record<string, unknown> = {}) {
  const facts = given({
    author: "John",
    owners,
    files,
    options: { approve: { issue_required: true, require_self_approval: true, ...options } },
    ...change,
    thread: { base: { name: base, tip: given().thread.base.tip }, ...change.thread },
  });
  const wants = wantsOf(approve, facts);
  const text = wants.lead?.text ?? "";
  return {
    title: wants.lead?.title.replace("[APPROVALNOTIFIER] ", ""),
    meta: /"approvers":(.*)\}/.exec(wants.lead?.meta ?? "")?.[1],
    by: [...(/This change is approved by:.*/.exec(text)?.[0].matchAll(/title="([^"]*)">([^<]*)</g) ?? [])].map(
      ([, how, who]) => `${who} ${how}`,
    ),
    ask: [...(/^(?:Ask|For approval).*/m.exec(text)?.[0].matchAll(/\[([^\]]*)\]\(https:\/\/github\.com\//g) ?? [])].map(
      ([, login]) => login,
    ),
    asksToAssign: /^(?:Ask .*additionally assign|For approval, assign)/m.test(text),
    issue: /^(?:Associated issue|No associated issue).*/m.exec(text)?.[0],
    lines: text.split("\n").filter((line) => line.startsWith("- ")),
    showsProcess: text.includes("How a change is reviewed here"),
    isOpen: text.includes("<details open>"),
    reasons: wants.reasons ?? [],
    text,
  };
}

const line = (key: string, host = "https://github.com") => `[${key}](${host}/org/repo/blob/dev/${key})`;
const approved = "This PR is **APPROVED**";
const notApproved = "This PR is **NOT APPROVED**";
const missing = "No associated issue. Name one in the description (`#123`), or have an approver write `/approve no-issue`.";

describe("Prow's table of messages", () => {
  test("GM1", () =>
    expect(seen({ said: [["Bill", "/approve"]] })).toMatchObject({
      ...{ title: notApproved, ask: ["alice"], asksToAssign: true, issue: missing, meta: '["alice"]', isOpen: true, showsProcess: false },
      lines: [`- **${line("a/OWNERS")}**`, `- ~~${line("b/OWNERS")}~~ [Bill]`],
    }));
  test("GM2", () =>
    expect(
      seen({ files: [...files, "c/c.go"], owners: { ...owners, "c/OWNERS": "approvers: [Bob]" }, said: [["Bill", "/approve"]] }),
    ).toMatchObject({
      ...{ title: notApproved, ask: ["alice", "bob"], meta: '["alice","bob"]' },
      lines: [`- **${line("a/OWNERS")}**`, `- ~~${line("b/OWNERS")}~~ [Bill]`, `- **${line("c/OWNERS")}**`],
    }));
  test("GM3", () =>
    expect(
      seen(
        {
          said: [
            ["Alice", "/approve"],
            ["Bill", "/lgtm"],
          ],
        },
        { lgtm_acts_as_approve: true },
      ),
    ).toMatchObject({
      ...{
        title: notApproved,
        by: ["Alice Approved", "Bill LGTM"],
        ask: [],
        issue: missing,
        meta: "[]",
        isOpen: false,
        showsProcess: true,
      },
    }));
  test("GM4", () =>
    expect(seen({ said: [["Alice", "/approve"]], thread: { assignees: [person("Bill").login] } }, { issue_required: false })).toMatchObject(
      { title: notApproved, ask: ["bill"], asksToAssign: false, issue: undefined, meta: '["bill"]' },
    ));
  test("GM5", () =>
    expect(seen({}, { require_self_approval: false })).toMatchObject({
      ...{ title: notApproved, by: ["John Author self-approved"], ask: ["alice", "bill"], issue: missing, meta: '["alice","bill"]' },
    }));
  test("GM6", () =>
    expect(
      seen(
        {
          description: "#12345",
          said: [
            ["Bill", "/approve"],
            ["Alice", "/approve"],
          ],
        },
        { require_self_approval: false },
      ),
    ).toMatchObject({
      ...{ title: approved, by: ["Alice Approved", "Bill Approved", "John Author self-approved"], issue: "Associated issue: *#12345*" },
    }));
  test("GM7", () => {
    const { issue, ...rest } = seen(
      {
        files: ["a/a.go", "b/b.md"],
        said: [
          ["Bill", "/approve no-issue"],
          ["Alice", "/approve no-issue"],
        ],
      },
      { require_self_approval: false },
    );
    expect([...(issue ?? "").matchAll(/>([^<]*)<\/a>/g)].map(([, who]) => who)).toEqual(["Alice", "Bill"]);
    expect(rest).toMatchObject({ title: approved, lines: [`- ~~${line("a/OWNERS")}~~ [Alice]`, `- ~~${line("b/OWNERS")}~~ [Bill]`] });
  });
  const doctored = {
    files: ["a/a.go", "b/README.md"],
    owners: { ...owners, "b/README.md": "---\napprovers: [Doctor]\n---\n" },
    ownersOptions: { mdyaml: true },
  };
  test("GM8", () =>
    expect(seen(doctored)).toMatchObject({
      ask: ["alice", "doctor"],
      lines: [`- **${line("a/OWNERS")}**`, `- **${line("b/README.md")}**`],
    }));
  test("GM9", () =>
    expect(seen({ ...doctored, thread: { url: "https://github.mycorp.com/org/repo/pull/1" } })).toMatchObject({
      ask: ["alice", "doctor"],
      lines: ["a/OWNERS", "b/README.md"].map((key) => `- **${line(key, "https://github.mycorp.com")}**`),
    }));
});

describe("filters", () => {
  const filtered = {
    OWNERS: 'filters:\n  "\\\\.md$": {approvers: [docs]}\n  "\\\\.go$": {approvers: [coder]}',
    "pkg/OWNERS": "approvers: [pkgowner]",
  };
  const root = "[OWNERS](https://github.com/org/repo/blob/dev/OWNERS)";
  test("who approved some of a part is shown with it", () =>
    expect(seen({ owners: filtered, files: ["x.md", "x.go"], said: [["docs", "/approve"]] })).toMatchObject({
      title: notApproved,
      lines: [`- **${root}** [docs]`],
    }));
  test("a part below an approved one is shown where its files are not", () =>
    expect(seen({ owners: filtered, files: ["x.md", "pkg/a.go"], said: [["docs", "/approve"]] }, { issue_required: false })).toMatchObject({
      title: notApproved,
      lines: [`- ~~${root}~~ [docs]`, `- **${line("pkg/OWNERS")}**`],
    }));
});

describe("an OWNERS file that cannot be read", () => {
  const brokenPkg = { OWNERS: "approvers: [root]", "pkg/OWNERS": "approvers: [pkgowner\n", "doc/OWNERS": "approvers: [writer]" };
  const options = { issue_required: false };
  test("blocks what it covers, whoever approves, and is named with its line", () => {
    const { title, text, reasons } = seen(
      {
        owners: brokenPkg,
        files: ["pkg/a.go"],
        said: [
          ["root", "/approve"],
          ["pkgowner", "/approve"],
        ],
      },
      options,
    );
    expect(title).toBe(notApproved);
    expect(text).toMatch(/Nobody can approve this until it is fixed: `pkg\/OWNERS:\d+`/);
    expect(reasons[0]).toMatchObject({ state: "broken", because: [{ state: "broken" }] });
  });
  test("does not block what it does not cover, and is told all the same", () => {
    const { title, text, reasons } = seen({ owners: brokenPkg, files: ["doc/a.md"], said: [["writer", "/approve"]] }, options);
    expect(title).toBe(approved);
    expect(text).toMatch(/^- `pkg\/OWNERS:\d+`: /m);
    expect(reasons.map(({ state }) => state)).toEqual(["met"]);
  });
  test("can be repaired by its parents, and nothing else with it", () => {
    const root = { owners: brokenPkg, said: [["root", "/approve"]] } as const;
    expect(seen({ ...root, files: ["pkg/OWNERS"] }, options).title).toBe(approved);
    expect(seen({ ...root, files: ["pkg/OWNERS", "pkg/a.go"] }, options).title).toBe(notApproved);
  });

  const brokenRoot = { owners: { OWNERS: "approvers: [root\n" }, admins: ["chief"] };
  test("at the root, an administrator may approve the repair", () => {
    const asked = seen({ ...brokenRoot, files: ["OWNERS"] }, options);
    expect(asked.title).toBe(notApproved);
    expect(asked.text).toContain("An administrator of the repository may approve its repair");
    expect(seen({ ...brokenRoot, files: ["OWNERS"], said: [["root", "/approve"]] }, options).title).toBe(notApproved);
    expect(seen({ ...brokenRoot, files: ["OWNERS"], said: [["Chief", "/approve"]] }, options)).toMatchObject({
      title: approved,
      lines: expect.arrayContaining([`- ~~${line("OWNERS")}~~ [Chief]`]),
    });
  });
  test("at the root, an administrator may approve nothing else", () => {
    const both = seen({ ...brokenRoot, files: ["OWNERS", "a.go"], said: [["chief", "/approve"]] }, options);
    expect(both.title).toBe(notApproved);
    expect(both.text).toContain("Nobody can approve this until it is fixed");
  });
});

describe("names made to break out of the notice", () => {
  const hostile = (path: string) => seen({ files: [`${path}/a.go`], owners: { [`${path}/OWNERS`]: "approvers: [alice]" } }).text;
  test.each([
    ["a link of its own", "x](https:/evil.example) [y", "](https:/evil"],
    ["an end of the link", "a) [b](c", "blob/dev/a)"],
    ["HTML", "<img src=x onerror=y>", "<img"],
    ["a mention", "@everyone", "[@everyone"],
    ["a new line", "a\n/approve", "\n/approve"],
    ["the end of a comment", "a-->b", "a-->"],
    ["the mark of the status comment", "<!-- bowsprit:status -->", "<!-- bowsprit"],
    ["emphasis that ends the strike", "a~~b", "[a~~b"],
    ["half a character", "a\ud800b", "blob/dev/a\ud800"],
  ])("%s in a path", (_, path, danger) => expect(hostile(path)).not.toContain(danger));

  test("the end of a comment in a login of OWNERS", () => {
    const wants = wantsOf(approve, given({ owners: { "a/OWNERS": 'approvers: ["a--><img>"]' } }));
    expect(wants.lead?.meta).toBe('<!-- META={"approvers":["a--\\u003e\\u003cimg\\u003e"]} -->');
    expect(wants.lead?.text.replaceAll(/`[^`\n]+`/g, "")).not.toContain("<img>");
  });
  test("an ordinary path stays as it is", () =>
    expect(hostile("pkg/c++_x.y~1/@scope,a=b")).toContain("/blob/dev/pkg/c++_x.y~1/@scope,a=b/OWNERS)"));
});

test("the notice heads the one status comment, META stands at its end, and an unchanged notice is no edit", () => {
  const change = { owners, files, plugins: ["approve"] };
  const body = planOf(given(change), [approve]).verdict.status;
  expect(body).toMatch(/^\[APPROVALNOTIFIER\] This PR is \*\*NOT APPROVED\*\*\n\n/);
  expect(body).toMatch(/\n<!-- META=\{"approvers":\["alice","bill"\]\} -->\n<!-- bowsprit:status -->$/);
  const kinds = (text: string) => planOf(given({ ...change, ours: [ourComment(text)] }), [approve]).actions.map(({ kind }) => kind);
  expect(kinds(body)).not.toContain("edit comment");
  expect(kinds(`${body} `)).toContain("edit comment");
  expect(kinds(body)).not.toContain("create comment");
});
