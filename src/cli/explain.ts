/** `bowsprit explain`: what Bowsprit makes of one pull request and why, read with a person's own token; it never writes. */
import { type Command, InvalidArgumentError } from "commander";
import { optionsCheck } from "../config/check.ts";
import { profileTexts, rulebookOf } from "../config/profiles.ts";
import { Gone, RetryLater } from "../core/errors.ts";
import { type Environment, onlookerIn, WrongSetting } from "../environment.ts";
import { connectReader, GitHubFailure, NotFound, Unauthorised } from "../github/index.ts";
import { loadPlugins } from "../registry.ts";
import { threadText } from "./explain-text.ts";
import { explainThread, type ThreadExplanation } from "./explain-thread.ts";
import { BadInput, type Subcommand } from "./outcome.ts";

interface Settings {
  readonly bot?: string;
  readonly appId?: number;
  readonly assumeNoOrganisationFile?: true;
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "explain",
  describe(command: Command, finish) {
    command
      .description(
        "explain a pull request with your own token (GITHUB_TOKEN or GH_TOKEN): the verdict, its reasons, the plan; writes nothing",
      )
      .argument("<pull request>", "OWNER/REPO#NUMBER, or its address")
      .option("--bot <login>", "the bot whose comments are Bowsprit's own")
      .option("--app-id <n>", "the App whose check runs are Bowsprit's own", appIdOf)
      .option("--assume-no-organisation-file", "where the organisation's options cannot be seen, take it to have none")
      .option("--json", "print one JSON document (docs/explain.md)")
      .action(async (text: string, settings: Settings) => {
        const explanation = await explain(text, settings, process.env);
        process.stdout.write(settings.json ? `${JSON.stringify(explanation, undefined, 2)}\n` : threadText(explanation));
        finish(0);
      });
  },
};

/** Throws `BadInput` where nothing can be said: no token, no such pull request for this person, or no whole answer from GitHub. */
export async function explain(
  text: string,
  { bot, appId, assumeNoOrganisationFile }: Settings,
  environment: Environment,
  fetch = globalThis.fetch,
): Promise<ThreadExplanation> {
  try {
    const { token, gitHub, baseUrl, jobsRepositories } = onlookerIn(environment);
    const thread = threadNamed(text, gitHub);
    const rulebook = rulebookOf(await loadPlugins(), profileTexts(), jobsRepositories);
    const options = { token, fetch, checkOptions: optionsCheck(rulebook), ...(baseUrl === undefined ? {} : { baseUrl }) };
    const reader = await connectReader(
      { ...options, ...(bot === undefined ? {} : { bot }), ...(appId === undefined ? {} : { appId }) },
      thread,
    );
    return await explainThread(reader, rulebook, {
      bot,
      appId,
      assumesNoOrganisationFile: assumeNoOrganisationFile === true,
    });
  } catch (error) {
    throw badInputFor(error);
  }
}

function badInputFor(error: unknown): unknown {
  if (error instanceof Unauthorised) return new BadInput(`GitHub does not take the token: ${error.message}`);
  if (error instanceof Gone || error instanceof NotFound) return new BadInput(`not found, or not for this token: ${error.message}`);
  if (error instanceof GitHubFailure || error instanceof RetryLater) return new BadInput(`GitHub has no answer: ${error.message}`);
  return error instanceof WrongSetting ? new BadInput(error.message) : error;
}

interface Named {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
}

/** `gitHub` is the address of GitHub's pages: one of another GitHub would be looked for on the wrong one. */
function threadNamed(text: string, gitHub: string): Named {
  const short = /^([\w.-]+)\/([\w.-]+)#([1-9]\d*)$/.exec(text);
  const long = /^\/([\w.-]+)\/([\w.-]+)\/pull\/([1-9]\d*)(?:\/.*)?$/.exec(URL.parse(text)?.pathname ?? "");
  const [, owner, name, digits] = short ?? long ?? [];
  const number = Number(digits);
  if (owner === undefined || name === undefined || !(number < 2 ** 31)) {
    throw new BadInput(`${JSON.stringify(text)} is not OWNER/REPO#NUMBER or the address of a pull request`);
  }
  if (short === null && URL.parse(text)?.host !== new URL(gitHub).host)
    throw new BadInput(`${text} is not on ${gitHub}: GHE_HOST names another`);
  return { owner, name, number };
}

function appIdOf(text: string): number {
  const id = Number(text);
  if (!/^[1-9]\d*$/.test(text) || id >= 2 ** 31) throw new InvalidArgumentError("It must be the number of an App.");
  return id;
}
