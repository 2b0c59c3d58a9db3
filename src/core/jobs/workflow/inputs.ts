/** Inputs: what a workflow is handed at every start: which job, on which two commits, and the key by which its run is found again. */

export const dispatchInputs = ["job", "repository", "pull_request", "head_sha", "base_sha", "base_ref", "key"] as const;
