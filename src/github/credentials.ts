/** Credentials: what a request is sent with. The App signs with its key and acts as its installations; a person has a token and reads. */
import { createAppAuth } from "@octokit/auth-app";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { Gone } from "../core/errors.ts";
import type { Me } from "../core/look.ts";
import type { Granted } from "../core/permissions.ts";
import { errorFor } from "./answers.ts";
import { NotFound } from "./errors.ts";

export interface AppKey {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
}

/** A person's own token. Whose comments and check runs are ours has to be said: not the person's. */
export interface PersonalToken extends Ours {
  readonly token: string;
}

/** Which App is "we": its number, and its bot. */
export interface Ours {
  readonly appId: number;
  readonly me: Me;
}

export interface Credentials {
  readonly appId: number;
  /** Undefined: whom GitHub says that we are. */
  readonly me: Me | undefined;
  /** Nothing may be written with these, whatever GitHub would allow. */
  readonly isReadOnly: boolean;
  /** An `Authorization` header. */
  asApp(): Promise<string>;
  asInstallation(installation: number): Promise<string>;
  /** What its owner granted, as the token of now tells. Undefined: GitHub does not say. */
  grantedTo(installation: number): Promise<Granted | undefined>;
  /** After the last one was refused: another one, or undefined where there is none. */
  renewed(installation: number): Promise<string | undefined>;
  /** The one that is kept is out of date. */
  forget(installation: number): void;
  /** The owner's repositories that an installation includes, as GitHub said with the token that is kept; undefined where it did not say. */
  selectionOf(installation: number): Selection | undefined;
}

const selection = z.enum(["all", "selected"]);
type Selection = z.infer<typeof selection>;

export const credentialsOf = (given: AppKey | PersonalToken, request: Octokit["request"]): Credentials =>
  "token" in given ? ofPerson(given) : ofApp(given, request);

function ofApp({ appId, privateKey }: AppKey, request: Octokit["request"]): Credentials {
  const selections = selectionsTold();
  const auth = createAppAuth({ appId, privateKey, request: selections.heardBy(request), log: silent });
  const minted = async (installation: number, refresh: boolean) => {
    try {
      return await auth({ type: "installation", installationId: installation, refresh });
    } catch (error) {
      const what = `act as installation ${installation}`;
      const failure = errorFor(error, what);
      throw failure instanceof NotFound ? new Gone(`${what}: the App is not installed there`) : failure;
    }
  };
  const outdated = new Set<number>();
  const standing = async (installation: number) => {
    // Taken back before the request: what makes it outdated while GitHub answers counts.
    const isOutdated = outdated.delete(installation);
    try {
      return await minted(installation, isOutdated);
    } catch (error) {
      if (isOutdated) outdated.add(installation);
      throw error;
    }
  };
  const header = ({ token }: { readonly token: string }): string => `token ${token}`;
  return {
    ...{ appId, me: undefined, isReadOnly: false },
    asApp: async () => `bearer ${(await auth({ type: "app" })).token}`,
    asInstallation: async (installation) => header(await standing(installation)),
    grantedTo: async (installation) => {
      const { permissions } = await standing(installation);
      // Where GitHub says nothing, octokit says that nothing is granted; but no token comes without this one.
      return permissions.metadata === undefined ? undefined : permissions;
    },
    renewed: async (installation) => header(await minted(installation, true)),
    forget: (installation) => {
      outdated.add(installation);
      selections.forget(installation);
    },
    selectionOf: selections.of,
  };
}

const tokenRequest = z.object({ url: z.string().endsWith("/access_tokens"), installation_id: z.number() });
const tokenAnswer = z.object({ repository_selection: selection });

interface Told {
  selection: Selection | undefined;
}

/**
 * Listens to the answers that bring tokens: octokit says "all" where GitHub says nothing. An answer to what was asked before an installation
 * was forgotten tells nothing either.
 */
function selectionsTold() {
  const told = new Map<number, Told>();
  return {
    heardBy: (request: Octokit["request"]): Octokit["request"] =>
      request.defaults({
        request: {
          hook: async (send: Octokit["request"], options: Parameters<Octokit["request"]>[0]) => {
            const asked = tokenRequest.safeParse(options).data;
            if (asked === undefined) return send(options);
            const last: Told = { selection: undefined };
            told.set(asked.installation_id, last);
            const answer = await send(options);
            last.selection = tokenAnswer.safeParse(answer.data).data?.repository_selection;
            return answer;
          },
        },
      }),
    of: (installation: number): Selection | undefined => told.get(installation)?.selection,
    forget: (installation: number): void => void told.delete(installation),
  };
}

const ofPerson = ({ token, appId, me }: PersonalToken): Credentials => ({
  ...{ appId, me, isReadOnly: true },
  asApp: () => Promise.reject(new Error("a person's token does not speak for the App")),
  asInstallation: async () => `token ${token}`,
  grantedTo: async () => undefined,
  renewed: async () => undefined,
  forget: () => {},
  selectionOf: () => undefined,
});

/** Octokit's parts would write to the terminal. */
export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
