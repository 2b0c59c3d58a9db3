/** Rights: what each installation granted, as its token tells, and so which features are off there. */
import { type Feature, withheldBy } from "../core/permissions.ts";
import type { Credentials } from "./credentials.ts";

/** So often at most a refusal leads to a new token (seconds): some are not about permissions. */
const doubtEvery = 600;

export class Rights {
  readonly #credentials: Credentials;
  readonly #isEnterprise: boolean;
  readonly #tell: (installation: number, features: readonly Feature[]) => void;
  readonly #told = new Map<number, string>();
  readonly #doubtedAt = new Map<number, number>();

  constructor(
    credentials: Credentials,
    isEnterprise: boolean,
    tell: (installation: number, features: readonly Feature[]) => void = () => {},
  ) {
    this.#credentials = credentials;
    this.#isEnterprise = isEnterprise;
    this.#tell = tell;
  }

  /** Nothing, where GitHub does not say what a token may do. */
  async withheld(installation: number): Promise<readonly Feature[]> {
    const granted = await this.#credentials.grantedTo(installation);
    if (granted === undefined) return [];
    const features = withheldBy(granted, this.#isEnterprise);
    const text = features.map(({ name }) => name).join();
    if (this.#told.get(installation) !== text) this.#tell(installation, features);
    this.#told.set(installation, text);
    return features;
  }

  /** Something was refused: a permission may have been taken away since the token was made, which GitHub does not tell. `now`: seconds. */
  doubt(installation: number, now: number): void {
    const before = this.#doubtedAt.get(installation);
    if (before !== undefined && now < before + doubtEvery) return;
    this.#doubtedAt.set(installation, now);
    this.#credentials.forget(installation);
  }
}
