/** Keeps what the App asked and wrote, so that a test can count it and find what nobody read. */
import type { IssueComment, Post } from "./items.ts";
import type { Thread } from "./threads.ts";

export interface Exchange {
  readonly at: number;
  readonly method: string;
  /** The route's pattern for REST, the operation's name for GraphQL, the path where there is no such route. */
  readonly route: string;
  readonly path: string;
  readonly status: number;
  /** What was made to go wrong. */
  readonly fault: string | undefined;
  /** Whether the request is one that changes something. */
  readonly isWrite: boolean;
}

export interface Utterance {
  readonly thread: Thread;
  readonly post: Post["id"];
}

const kept = 10_000;

export class Journal {
  #exchanges: Exchange[] = [];
  #unread: Utterance[] = [];
  /** How often each route was used. */
  readonly counts = new Map<string, number>();
  /** What was asked that the simulator does not imitate: routes, fields, arguments. A test should find it empty. */
  readonly unimitated: string[] = [];
  requests = 0;
  writes = 0;
  /** Also an edited comment waits to be read again. */
  editsAreNews = false;

  note(exchange: Exchange): void {
    this.requests += 1;
    if (exchange.isWrite) this.writes += 1;
    const key = `${exchange.method} ${exchange.route}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.#exchanges.push(exchange);
    if (this.#exchanges.length > 2 * kept) this.#exchanges = this.#exchanges.slice(-kept);
  }

  /** The latest ten thousand, oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  said(thread: Thread, post: Post): void {
    this.#unread.push({ thread, post: post.id });
  }

  edited(thread: Thread, post: Post): void {
    if (this.editsAreNews && !this.#unread.some((utterance) => utterance.post === post.id)) this.said(thread, post);
  }

  read(post: Post["id"]): void {
    this.#unread = this.#unread.filter((utterance) => utterance.post !== post);
  }

  /** Comments of the App that no test has read, oldest first; deleted ones are gone. */
  unread(): readonly (IssueComment & { readonly thread: Thread })[] {
    return this.#unread.flatMap(({ thread, post }) => {
      const comment = thread.state.timeline.find((item): item is IssueComment => item.id === post && item.kind === "IssueComment");
      return comment === undefined ? [] : [{ ...comment, thread }];
    });
  }
}
