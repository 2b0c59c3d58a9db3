/** What GitHub is asked to create: app.yml, with the addresses at which this process is reached, for the server it is created on. */
import { load } from "js-yaml";
import { z } from "zod";

const shape = z.strictObject({
  name: z.string(),
  description: z.string(),
  url: z.url(),
  hook_attributes: z.strictObject({ url: z.url(), active: z.literal(true) }),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

export type Manifest = z.output<typeof shape>;

export interface Place {
  /** Where GitHub sends webhooks: the address of this process from outside, without a path. Undefined: the one in app.yml. */
  readonly origin: string | undefined;
  readonly isEnterprise: boolean;
}

export const webhookPath = "/api/github/webhooks";

/** Throws where app.yml is none of ours. */
export const manifestIn = (text: string): Manifest => shape.parse(load(text));

/** Whether app.yml still names the placeholder that nobody can be reached at (RFC 2606 keeps example.org for that). */
export const isPlaceholder = (url: string): boolean => /(?:^|\.)example\.org$/.test(new URL(url).hostname);

/** An Enterprise Server knows no merge queue events, and GitHub refuses a manifest as a whole for one name that it does not know. */
export function manifestFor(manifest: Manifest, { origin, isEnterprise }: Place): Manifest {
  const placed =
    origin === undefined
      ? manifest
      : {
          ...manifest,
          url: isPlaceholder(manifest.url) ? origin : manifest.url,
          hook_attributes: { ...manifest.hook_attributes, url: `${origin}${webhookPath}` },
        };
  if (!isEnterprise) return placed;
  const { merge_queues: _, ...permissions } = placed.default_permissions;
  return { ...placed, default_permissions: permissions, default_events: placed.default_events.filter((name) => name !== "merge_group") };
}
