/** The simulated GitHub, loaded when it is needed: the image that ships has none. */
import { BadInput } from "./outcome.ts";

export type Simulator = typeof import("../sim/index.ts");

/** Throws BadInput where the simulator, or a package that only it needs, is not part of this installation. */
export async function simulator(load: () => Promise<Simulator> = () => import("../sim/index.ts")): Promise<Simulator> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")
      throw new BadInput("the simulated GitHub is not part of this installation: run this from a checkout, after npm ci");
    throw error;
  }
}
