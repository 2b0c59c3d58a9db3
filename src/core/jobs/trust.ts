/** Trust: whose pull requests are tested, and whose words start a test, by Prow's checks in their order. */
import type { UserId } from "../ids.ts";
import type { TrustOptions } from "./trust-options.ts";

/** What is known of an account. The absence of a right that could not be looked up is not the caller's to fill in. */
export interface Account {
  readonly id: UserId;
  readonly kind: "user" | "bot" | "mannequin";
  readonly isMember: boolean;
  readonly isCollaborator: boolean;
  /** Of the other organisation that is trusted; false where there is none. */
  readonly isMemberOfTrusted: boolean;
}

/** Prow's part of the options. */
export type AccountOptions = Pick<TrustOptions, "only_org_members" | "trusted_org" | "trusted_apps">;

export type Trust =
  | { readonly isTrusted: true; readonly because: "this App" | "member" | "collaborator" | "trusted app" | "trusted organisation" }
  /** The checks that failed, as a sentence without its full stop. */
  | { readonly isTrusted: false; readonly reasons: readonly string[] };

/** The first hit decides. */
export function trustOf(account: Account, options: AccountOptions, me: UserId): Trust {
  if (account.id === me) return { isTrusted: true, because: "this App" };
  if (account.kind === "bot")
    return options.trusted_apps.includes(account.id)
      ? { isTrusted: true, because: "trusted app" }
      : { isTrusted: false, reasons: ["the App is not among `trusted_apps`"] };
  if (account.kind === "user") {
    if (account.isMember) return { isTrusted: true, because: "member" };
    if (account.isCollaborator && !options.only_org_members) return { isTrusted: true, because: "collaborator" };
    if (options.trusted_org !== "" && account.isMemberOfTrusted) return { isTrusted: true, because: "trusted organisation" };
  }
  return {
    isTrusted: false,
    reasons: [
      "not a member of the organisation",
      ...(options.only_org_members ? [] : ["not a collaborator of the repository"]),
      ...(options.trusted_org === "" ? [] : ["not a member of the other organisation that is trusted"]),
    ],
  };
}
