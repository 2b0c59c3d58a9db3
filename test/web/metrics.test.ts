/** Metrics as Prometheus reads them. */
import { expect, test } from "vitest";
import { Metrics } from "../../src/web/metrics.ts";

test("a counter has a line for each set of labels that was counted", async () => {
  const metrics = new Metrics();
  const requests = metrics.counter("requests_total", "Requests.");
  requests.add({ kind: "read", status: "200" });
  requests.add({ kind: "read", status: "200" }, 2);
  requests.add({ kind: "write", status: "none" });
  expect(await metrics.text()).toBe(
    [
      "# HELP requests_total Requests.",
      "# TYPE requests_total counter",
      'requests_total{kind="read",status="200"} 3',
      'requests_total{kind="write",status="none"} 1',
      "",
    ].join("\n"),
  );
});

test("a histogram's buckets hold all up to their bound, and the last one everything", async () => {
  const metrics = new Metrics();
  const seconds = metrics.histogram("seconds", "Durations.", [0.5, 1]);
  for (const value of [0.5, 0.75, 4]) seconds.observe(value);
  expect((await metrics.text()).split("\n").slice(1)).toEqual([
    "# TYPE seconds histogram",
    'seconds_bucket{le="0.5"} 1',
    'seconds_bucket{le="1"} 2',
    'seconds_bucket{le="+Inf"} 3',
    "seconds_sum 5.25",
    "seconds_count 3",
    "",
  ]);
});

test("a gauge is read when somebody asks", async () => {
  const metrics = new Metrics();
  let value = 1;
  metrics.gauge("waiting", "Waiting.", async () => [{ value }, { labels: { state: "old" }, value: 0 }]);
  expect(await metrics.text()).toContain('waiting 1\nwaiting{state="old"} 0\n');
  value = 2;
  expect(await metrics.text()).toContain("waiting 2\n");
});

test("a label's value cannot begin a line or end a quote", async () => {
  const metrics = new Metrics();
  metrics.counter("c", "C.").add({ name: 'a"b\\c\nd' });
  expect(await metrics.text()).toContain('c{name="a\\"b\\\\c\\nd"} 1');
});
