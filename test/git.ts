/** Git itself, where it is installed: repositories for tests, free of what this machine has set up for it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hasGit = spawnSync("git", ["--version"]).status === 0;

const identity = { NAME: "Ann", EMAIL: "ann@example.org", DATE: "2026-03-02T10:00:00Z" };
const env = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_ATTR_NOSYSTEM: "1",
  ...Object.fromEntries(
    Object.entries(identity).flatMap(([name, value]) => ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${name}`, value])),
  ),
};

/** Bytes that one call may write. */
const mostOutput = 1 << 30;

export class Repository {
  readonly directory = mkdtempSync(join(tmpdir(), "bowsprit-git-"));

  constructor(...options: readonly string[]) {
    this.run(["init", "--quiet", "--initial-branch=main", ...options, "."]);
  }

  /** Throws where git fails. */
  run(args: readonly string[], input: string | Uint8Array = ""): Buffer {
    const { status, stdout, stderr, error } = spawnSync("git", args, { cwd: this.directory, env, input, maxBuffer: mostOutput });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${error?.message ?? ""} ${stderr}`);
    return stdout;
  }

  line(...args: readonly string[]): string {
    return this.run(args).toString().trim();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
