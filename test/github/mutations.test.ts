/** Mutations are GitHub's: each part alone, and all together, is valid against the published schema and uses nothing that is to be removed. */
import { schema as published } from "@octokit/graphql-schema";
import { buildSchema, NoDeprecatedCustomRule, parse, specifiedRules, validate } from "graphql";
import { expect, test } from "vitest";
import { type PartName, parts, writesMutation } from "../../src/github/mutations.ts";

const schema = buildSchema(published.idl, { assumeValidSDL: true });
const faultsIn = (names: readonly PartName[]) =>
  validate(schema, parse(writesMutation(names)), [...specifiedRules, NoDeprecatedCustomRule]).map(({ message }) => message);

const isPart = (name: string): name is PartName => name in parts;
const names = Object.keys(parts).filter(isPart);

test.each(names)("%s is valid against GitHub's schema", (name) => expect(faultsIn([name])).toEqual([]));

test("all of them are valid as one request, also twice", () => expect(faultsIn([...names, ...names])).toEqual([]));
