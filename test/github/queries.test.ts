/** Queries are GitHub's: each document is valid against the published schema and uses nothing that is to be removed. */
import { schema as published } from "@octokit/graphql-schema";
import { buildSchema, type DocumentNode, NoDeprecatedCustomRule, parse, specifiedRules, validate } from "graphql";
import { describe, expect, test } from "vitest";
import * as queries from "../../src/github/queries.ts";

// The published file repeats some fields, which is why it is not checked for itself.
const schema = buildSchema(published.idl, { assumeValidSDL: true });

const documents = Object.entries(queries).map(([name, document]): [string, DocumentNode] => [
  name,
  parse(typeof document === "function" ? document(3, 2) : document),
]);

describe("queries", () => {
  test.each(documents)("%s is valid against GitHub's schema", (_, document) => {
    expect(validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule])).toEqual([]);
  });

  test("a misspelt field is found", () => {
    expect(validate(schema, parse("{ viewer { logln } }"))).not.toEqual([]);
  });
});
