/** Telemetry: what is measured of a process, and what it says about its own state. */
import { type Instant, later } from "./core/ids.ts";
import { type Feature, permissionText } from "./core/permissions.ts";
import { Metrics, type Sample } from "./web/metrics.ts";
import { atMostEvery, type Readiness } from "./web/readiness.ts";
import type { Worked } from "./work.ts";

/** A request to GitHub, once it was answered, or was not. */
interface Sent {
  readonly installation: number | undefined;
  readonly kind: string;
  readonly status: number | undefined;
  readonly left: { readonly resource: string; readonly requests: number } | undefined;
}

/** What is asked of the other parts. */
export interface Observed {
  readonly counts: () => Promise<{
    readonly waiting: number;
    readonly running: number;
    readonly scheduled: number;
    readonly failing: number;
    readonly oldestAge: number;
  }>;
  readonly freshness: () => { readonly sweptAt: Instant | undefined; readonly logReadAt: Instant | undefined };
  readonly isLedgerHealthy: () => Promise<boolean>;
  /** Rejects where no token can be had. */
  readonly proveAccess: () => Promise<void>;
  /** This machine's clock. */
  readonly now: () => Instant;
}

export interface Telemetry {
  readonly sent: (sent: Sent) => void;
  readonly worked: (work: Worked) => void;
  readonly withheld: (installation: number, features: readonly Feature[]) => void;
  readonly metrics: () => Promise<string>;
  readonly readiness: () => Promise<Readiness>;
}

const passSeconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** GitHub is asked for a token so often at most (seconds). */
const accessEvery = 60;

/** `observed` is asked later, when all parts are there. */
export function telemetry(observed: () => Observed): Telemetry {
  const metrics = new Metrics();
  const requests = metrics.counter("bowsprit_github_requests_total", "Requests to GitHub by kind and status; none: no answer came.");
  const passes = metrics.counter("bowsprit_passes_total", "Work that ended, by what was looked at and how it ended.");
  const actions = metrics.counter("bowsprit_actions_total", "What was written to GitHub, by kind.");
  const seconds = metrics.histogram("bowsprit_pass_seconds", "Duration of passes over pull requests.", passSeconds);
  const left = new Map<string, Sample>();
  metrics.gauge("bowsprit_github_requests_left", "What is left of the hour's quota, as GitHub said last.", () => [...left.values()]);
  const off = new Map<number, readonly Feature[]>();
  metrics.gauge("bowsprit_features_off", "1 for each feature whose permission an installation does not grant.", () =>
    [...off].flatMap(([installation, features]) => features.map((feature) => offSample(installation, feature))),
  );
  metrics.gauge("bowsprit_wakes", "What there is to look at: waiting, running, scheduled; failing is a part of these.", () =>
    wakes(observed()),
  );
  metrics.gauge("bowsprit_oldest_wake_seconds", "Age of the oldest wake that waits.", async () => [
    { value: (await observed().counts()).oldestAge },
  ]);
  metrics.gauge("bowsprit_catch_up_age_seconds", "Since the last sweep, and since the delivery log was read last.", () =>
    Object.entries(agesOf(observed())).flatMap(([what, value]) => (value === null ? [] : [{ labels: { what }, value }])),
  );
  return {
    sent: ({ installation, kind, status, left: remaining }) => {
      requests.add({ kind, status: status === undefined ? "none" : String(status) });
      if (installation === undefined || remaining === undefined) return;
      const labels = { installation: String(installation), resource: remaining.resource };
      left.set(`${installation} ${remaining.resource}`, { labels, value: remaining.requests });
    },
    worked: ({ wake, outcome, actions: written, milliseconds }) => {
      passes.add({ subject: wake.kind, outcome });
      if (wake.kind === "thread") seconds.observe(milliseconds / 1000);
      for (const { kind } of written) actions.add({ kind });
    },
    withheld: (installation, features) => off.set(installation, features),
    metrics: () => metrics.text(),
    readiness: readinessOf(observed, () => [...off.values()].flat().length),
  };
}

const offSample = (installation: number, feature: Feature): Sample => ({
  labels: { installation: String(installation), feature: feature.name, permission: permissionText(feature) },
  value: 1,
});

async function wakes({ counts }: Observed): Promise<Sample[]> {
  const { waiting, running, scheduled, failing } = await counts();
  return Object.entries({ waiting, running, scheduled, failing }).map(([state, value]) => ({ labels: { state }, value }));
}

function agesOf({ freshness, now }: Observed) {
  const { sweptAt, logReadAt } = freshness();
  const age = (since: Instant | undefined) => (since === undefined ? null : later(now(), -since));
  return { sweep: age(sweptAt), deliveryLog: age(logReadAt) };
}

function readinessOf(observed: () => Observed, featuresOff: () => number): Telemetry["readiness"] {
  const access = atMostEvery(
    accessEvery,
    () =>
      observed()
        .proveAccess()
        .then(
          () => undefined,
          () => "no token can be had from GitHub",
        ),
    () => observed().now(),
  );
  return async () => {
    const parts = observed();
    const { sweep, deliveryLog } = agesOf(parts);
    const fresh = { lastSweep: sweep, lastDeliveryLogRead: deliveryLog, featuresOff: featuresOff() };
    if (!(await parts.isLedgerHealthy()))
      return { problems: ["the ledger cannot be written"], state: { waiting: null, failing: null, oldestWake: null, ...fresh } };
    const problem = await access();
    const { oldestAge, waiting, failing } = await parts.counts();
    return { problems: problem === undefined ? [] : [problem], state: { waiting, failing, oldestWake: oldestAge, ...fresh } };
  };
}
