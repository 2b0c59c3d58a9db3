/** Findings about the App itself: its key, its secret, the clocks, and whether GitHub reaches its webhook. */
import { type Delivery, deliveriesIn } from "../deliveries.ts";
import type { AppFacts, Hook, Identity } from "./facts.ts";
import { checkNamed, counted, type Finding, listed } from "./finding.ts";

export const appFindings = (facts: AppFacts): readonly Finding[] => [
  keyFinding(facts.identity),
  clockFinding(facts),
  secretFinding(facts),
  webhookFinding(facts),
  deliveriesFinding(facts),
];

const key = checkNamed("key", "GitHub knows the bot by this number and key: without them it reads and writes nothing.");

function keyFinding(identity: Identity): Finding {
  switch (identity.kind) {
    case "accepted":
      return key.ok(`GitHub takes the key of the App ${identity.app.slug} (${identity.app.id})`);
    case "refused":
      return key.broken(
        `GitHub refuses APP_ID with this key: ${identity.reason}`,
        "Compare APP_ID with the App's page, and generate a new private key there if this one is another App's or was deleted.",
      );
    case "unusable":
      return key.broken(`nothing can be signed with the private key: ${identity.reason}`, "Generate a new private key on the App's page.");
    case "unanswered":
      return key.unknown(
        `GitHub did not answer: ${identity.reason}`,
        "Let this machine reach GitHub's API (GHE_HOST names an Enterprise Server), and ask again.",
      );
    default:
      return identity satisfies never;
  }
}

const clock = checkNamed(
  "clock",
  "The App's requests are signed with this machine's time, and GitHub refuses those from the future or too old.",
);

/** Seconds. A request takes some, and GitHub tells whole ones. */
const unremarkable = 10;
/** The signature is dated 30 seconds back and lives for ten minutes: so far the clock may be ahead or behind, with a little to spare. */
const mostAhead = 25;
const mostBehind = 540;

function clockFinding({ clocks }: AppFacts): Finding {
  if (clocks.kind === "unread") return clock.unknown(`GitHub's time is not known: ${clocks.reason}`, "Ask again once GitHub answers.");
  const ahead = clocks.value.here - clocks.value.gitHub;
  const what = `this machine's clock is ${counted(Math.abs(ahead), "second")} ${ahead < 0 ? "behind" : "ahead of"} GitHub's`;
  const fix = "Let the machine set its clock by a time server (NTP).";
  if (ahead > mostAhead || -ahead > mostBehind) return clock.broken(what, fix);
  return Math.abs(ahead) > unremarkable ? clock.warn(what, fix) : clock.ok("this machine's clock agrees with GitHub's");
}

const secret = checkNamed("webhook secret", "Only the secret proves that a webhook is GitHub's.");

/** What the receiver answers where the signature is another secret's. */
const refusedSignature = 401;

function secretFinding({ hook, attempts, secrets }: AppFacts): Finding {
  const fix = "Set the same secret in WEBHOOK_SECRET and on the App's page.";
  if (hook.kind === "known" && !hook.value.hasSecret)
    return secret.broken("no secret is set at GitHub, so that no webhook is signed and all are refused", fix);
  const newest = attempts.kind === "known" ? deliveriesIn(attempts.value)[0] : undefined;
  if (newest?.isDone === false && newest.last.code === refusedSignature)
    return secret.broken("the newest delivery was refused because of its signature: GitHub signs with another secret", fix);
  if (hook.kind === "unread") return secret.unknown(`whether GitHub has a secret is not known: ${hook.reason}`, "Ask again.");
  if (secrets > 1) return secret.ok("two secrets are accepted; take WEBHOOK_SECRET_OLD away once GitHub signs with the new one");
  return secret.ok("a secret is set here and at GitHub, and it is not Probot's default");
}

const webhook = checkNamed(
  "webhook",
  "What happens on GitHub reaches the bot by this address alone; without it there is only the slow sweep.",
);
const webhookPath = "/api/github/webhooks";

function webhookFinding({ hook }: AppFacts): Finding {
  if (hook.kind === "unread") return webhook.unknown(`the webhook's settings are not known: ${hook.reason}`, "Ask again.");
  const { url } = hook.value;
  if (url === undefined || !URL.canParse(url))
    return webhook.broken(
      "the App has no webhook address",
      `Set https://YOUR.HOST${webhookPath} on the App's page, and make the webhook active.`,
    );
  return wrongAddress(new URL(url)) ?? wrongManner(hook.value) ?? webhook.ok(`webhooks go to ${url}`);
}

/** RFC 2606 keeps these for examples: they belong to nobody. */
const placeholder = /(?:^|\.)example\.(?:org|com|net)$/;

function wrongAddress({ href, hostname, pathname, protocol }: URL): Finding | undefined {
  if (placeholder.test(hostname))
    return webhook.broken(`webhooks go to the placeholder ${href}`, "Set the process's own address on the App's page.");
  if (pathname !== webhookPath)
    return webhook.broken(
      `webhooks go to ${href}, and the bot listens at ${webhookPath}`,
      `Let the address end in ${webhookPath}, unless something in front of the bot rewrites it.`,
    );
  return protocol === "https:" ? undefined : webhook.warn(`webhooks go to ${href} unencrypted`, "Put the process behind HTTPS.");
}

function wrongManner({ contentType, isVerified }: Hook): Finding | undefined {
  if (contentType !== "json") return webhook.broken(`webhooks are sent as ${contentType}`, "Choose application/json on the App's page.");
  if (isVerified) return undefined;
  return webhook.warn(
    "GitHub does not look at the receiver's certificate",
    "Enable SSL verification on the App's page.",
    "Whoever sits in between can read what private repositories tell the bot.",
  );
}

const deliveries = checkNamed("deliveries", "GitHub never tries again by itself: what was not delivered is acted upon late, by the sweep.");

function deliveriesFinding({ attempts }: AppFacts): Finding {
  if (attempts.kind === "unread") return deliveries.unknown(`the delivery log is not known: ${attempts.reason}`, "Ask again.");
  const all = deliveriesIn(attempts.value);
  const failed = all.filter(({ isDone }) => !isDone);
  const [newest] = all;
  if (newest === undefined)
    return deliveries.unknown(
      "GitHub delivered nothing lately, so that nobody knows whether the webhook is reached",
      "Comment on a pull request, or redeliver the ping under Advanced on the App's page, and ask again.",
    );
  if (failed.length === 0) return deliveries.ok(`${counted(all.length, "recent delivery", "recent deliveries")}, all of them arrived`);
  const what = `${failed.length} of ${counted(all.length, "recent delivery", "recent deliveries")} never arrived: ${reasonsOf(failed)}`;
  if (newest.isDone) return deliveries.warn(`${what}; the newest did`, fixFor(failed));
  return deliveries.broken(`${what}, the newest among them`, fixFor(failed));
}

function reasonsOf(failed: readonly Delivery[]): string {
  const reasons = [...Map.groupBy(failed, ({ last }) => last.status)].toSorted(([, a], [, b]) => b.length - a.length);
  return listed(
    reasons.map(([reason, of]) => `${of.length} × ${reason}`),
    3,
  );
}

function fixFor(failed: readonly Delivery[]): string {
  const codes = new Set(failed.map(({ last }) => last.code));
  const causes = [
    codes.has(0) ? "let GitHub reach the address in time (DNS, firewall, certificate)" : undefined,
    codes.has(refusedSignature) ? "compare the webhook secrets" : undefined,
    codes.has(404) ? "compare the path of the webhook's address" : undefined,
    [...codes].some((code) => code >= 500) ? "read the process's log" : undefined,
  ].filter((cause) => cause !== undefined);
  const [first = "read the process's log", ...more] = causes;
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join(", ")}. Then redeliver under Advanced on the App's page.`;
}
