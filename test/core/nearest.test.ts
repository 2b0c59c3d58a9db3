/** The names that somebody probably meant. */
import { describe, expect, test } from "vitest";
import { nearestNames } from "../../src/core/nearest.ts";

const names = ["pull-node-crio-swap", "pull-node-crio-swap-serial", "pull-node-crio-eviction", "verify"];

describe("nearest are", () => {
  test.each<[string, readonly string[]]>([
    ["pull-node-crio-swp", ["pull-node-crio-swap"]],
    ["PULL_NODE_CRIO_SWAP", ["pull-node-crio-swap", "pull-node-crio-swap-serial"]],
    ["crio-swap", ["pull-node-crio-swap", "pull-node-crio-swap-serial"]],
    ["swap-serial", ["pull-node-crio-swap-serial"]],
    ["verifyy", ["verify"]],
    ["nothing-like-it", []],
    ["", []],
    ["x".repeat(101), []],
  ])("to %j: %j", (written, expected) => expect(nearestNames(written, names, 3)).toEqual(expected));

  test("at most as many as are asked for", () => expect(nearestNames("pull", names, 2)).toHaveLength(2));

  test("found in time among thousands", () => {
    const many = Array.from({ length: 1000 }, (_, at) => `pull-kubernetes-node-kubelet-serial-containerd-number-${at}`);
    const start = performance.now();
    nearestNames("pull-kubernetes-node-kubelet-serial-containerd-nummer-x", many, 3);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
