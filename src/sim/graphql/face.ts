/** The GraphQL face: runs queries against the published schema with the simulator's resolvers. */
import {
  type ExecutionResult,
  executeSync,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLTypeResolver,
  type OperationDefinitionNode,
} from "graphql";
import type { Token } from "../apps.ts";
import { spend } from "../rest/quota.ts";
import type { World } from "../world.ts";
import { checkTables } from "./checks.ts";
import { connectionFields, edgeFields, pageInfoFields } from "./connection.ts";
import { type Arguments, type Context, type Fields, failure, recordOf, type Tables, unimitated } from "./context.ts";
import { mostNodes } from "./cost.ts";
import { type Prepared, preparation, publishedSchema } from "./documents.ts";
import { gitTables } from "./git.ts";
import { mutationTables } from "./mutations.ts";
import { peopleTables } from "./people.ts";
import { postTables } from "./posts.ts";
import { repositoryTables } from "./repository.ts";
import { searchTables } from "./search.ts";
import { threadTables } from "./threads.ts";
import { timelineTables } from "./timeline.ts";

const tables: Tables = {
  ...repositoryTables,
  ...threadTables,
  ...timelineTables,
  ...postTables,
  ...checkTables,
  ...gitTables,
  ...peopleTables,
  ...mutationTables,
  ...searchTables,
  PageInfo: pageInfoFields,
};

function fieldsOf(type: string): Fields<never> | undefined {
  const known = tables[type];
  if (known !== undefined) return known;
  if (type.endsWith("Connection")) return connectionFields;
  return type.endsWith("Edge") ? edgeFields : undefined;
}

/** Notes which arguments a resolver looks at. */
function watched(args: Arguments, seen: Set<string>): Arguments {
  return new Proxy(args, {
    get(target, name) {
      if (typeof name === "string") seen.add(name);
      return Reflect.get(target, name);
    },
  });
}

/** An argument that the resolver never looked at would be silently ignored, so it is refused. */
const resolveField: GraphQLFieldResolver<unknown, Context, Record<string, unknown>> = (source, args, context, info) => {
  const type = info.parentType.name;
  const resolve = fieldsOf(type)?.[info.fieldName];
  if (resolve === undefined) throw unimitated(`${type}.${info.fieldName}`);
  const given = info.fieldNodes[0]?.arguments ?? [];
  if (given.length === 0) return resolve(source as never, args, context);
  const seen = new Set<string>();
  const value = resolve(source as never, watched(args, seen), context);
  const ignored = given.find(({ name }) => !seen.has(name.value));
  if (ignored !== undefined) throw unimitated(`the argument "${ignored.name.value}" of ${type}.${info.fieldName}`);
  return value;
};

const resolveType: GraphQLTypeResolver<unknown, Context> = (value, _, info) => {
  if (typeof value === "object" && value !== null && "__typename" in value && typeof value.__typename === "string") return value.__typename;
  throw unimitated(`a value of ${info.parentType.name}.${info.fieldName}`);
};

export interface GraphqlRequest {
  readonly prepared: Prepared | undefined;
  /** What is wrong with the request itself. */
  readonly errors: readonly GraphQLError[];
  readonly variables: Readonly<Record<string, unknown>>;
}

export function graphqlRequest(body: Arguments): GraphqlRequest {
  const variables = recordOf(body.variables);
  if (typeof body.query !== "string")
    return { prepared: undefined, errors: [new GraphQLError("A query attribute must be specified and must be a string.")], variables };
  const made = preparation(body.query);
  return "errors" in made ? { prepared: undefined, errors: made.errors, variables } : { prepared: made.prepared, errors: [], variables };
}

export const isMutation = ({ prepared }: GraphqlRequest): boolean => prepared?.operation.operation === "mutation";

export const operationName = (operation: OperationDefinitionNode | undefined): string => operation?.name?.value ?? "anonymous";

/** GitHub puts the type of an error beside its message. */
function errorShape(error: GraphQLError): Readonly<Record<string, unknown>> {
  const { type, ...extensions } = error.extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}

interface Hole {
  readonly parent: Record<string, unknown>;
  readonly key: string;
  readonly path: readonly (string | number)[];
}

function holesIn(value: unknown, path: readonly (string | number)[]): Hole[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => holesIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.entries(parent).flatMap(([key, child]) => {
    const here = typeof child === "object" && child !== null && path.length > 0 ? [{ parent, key, path: [...path, key] }] : [];
    return [...here, ...holesIn(child, [...path, key])];
  });
}

/** Takes out one list or object of an answer, where a lagging service left a hole, and says so. */
function withHole(result: ExecutionResult, draw: number): ExecutionResult {
  const holes = holesIn(result.data, []);
  const hole = holes[Math.floor(draw * holes.length)];
  if (hole === undefined) return result;
  hole.parent[hole.key] = null;
  const message = "Something went wrong while executing your query. Please include a request id when reporting this issue.";
  return { ...result, errors: [new GraphQLError(message, { path: hole.path })] };
}

/** The body of the answer to a request. Executed at once: no resolver waits. */
export function graphqlAnswer(
  world: World,
  token: Token,
  request: GraphqlRequest,
  moment: number | undefined,
  draw: number | undefined,
): unknown {
  const { prepared, errors, variables } = request;
  if (prepared === undefined) return { errors: errors.map(errorShape) };
  const cost = prepared.costs(variables);
  spend(world, token.access, "graphql", cost.points);
  if (cost.nodes > mostNodes) {
    const message = `This query requests up to ${cost.nodes} possible nodes which exceeds the maximum limit of ${mostNodes}.`;
    return { errors: [errorShape(failure("MAX_NODE_LIMIT_EXCEEDED", message))] };
  }
  const executed = executeSync({
    schema: publishedSchema(),
    document: prepared.document,
    contextValue: { world, token, moment, cost } satisfies Context,
    variableValues: variables,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  for (const { originalError, extensions, message } of executed.errors ?? []) {
    if (extensions.type === "NOT_IMITATED") world.journal.unimitated.push(message);
    else if (originalError !== undefined && originalError !== null && !(originalError instanceof GraphQLError)) throw originalError;
  }
  const result = draw === undefined ? executed : withHole(executed, draw);
  const { data = null, errors: problems } = result;
  return problems === undefined ? { data } : { data, errors: problems.map(errorShape) };
}
