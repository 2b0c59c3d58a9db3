/** A handle on something that was said: it shows what became of it. */
import type { Post } from "./items.ts";
import { postNodeId, postUrl } from "./payloads.ts";
import { postIn, type Thread } from "./threads.ts";

export class Said<T extends Thread = Thread> {
  readonly thread: T;
  readonly id: number;

  constructor(thread: T, id: number) {
    this.thread = thread;
    this.id = id;
  }

  /** Undefined once it is deleted. */
  get post(): Post | undefined {
    return postIn(this.thread.state, this.id);
  }

  get isDeleted(): boolean {
    return this.post === undefined;
  }

  get body(): string | undefined {
    return this.post?.body;
  }

  get isMinimized(): boolean {
    return typeof this.post?.minimized === "string";
  }

  /** Who reacted with what, as "LOGIN CONTENT". */
  get reactions(): string[] {
    return (this.post?.reactions ?? []).map(({ account, content }) => `${account.restLogin} ${content}`);
  }

  get nodeId(): string | undefined {
    return this.post === undefined ? undefined : postNodeId(this.thread, this.post);
  }

  get url(): string | undefined {
    return this.post === undefined ? undefined : postUrl(this.thread, this.post);
  }
}
