/** How the people of a trial are named. */
import { type Login, loginOf } from "../../src/core/ids.ts";

/** Approvers are compared without case and otherwise as given: no `@` is taken off, so one is put in front to be lost. */
export const approver = (spelled: string): Login => loginOf(`@${spelled}`);
