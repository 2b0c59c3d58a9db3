/** The token that proves that who asks can read this process's log. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 bits, in characters that a path may hold. */
export const newToken = (): string => randomBytes(32).toString("base64url");

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** In a time that depends neither on where two texts differ nor on how long they are. */
export const isToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));
