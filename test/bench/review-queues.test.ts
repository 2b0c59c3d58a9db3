/** The clock and the queues of the simulation: what it says of strategies is worth as much as they are right. */
import { describe, expect, test } from "vitest";
import { loginOf } from "../../src/core/ids.ts";
import { queuesUnder, workingHoursUntil } from "./review-queues.ts";

const hoursBetween = (from: string, to: string) => workingHoursUntil(Date.parse(to)) - workingHoursUntil(Date.parse(from));

test.each([
  ["2020-05-25T09:00:00Z", "2020-05-25T17:00:00Z", 8],
  ["2020-05-25T08:00:00Z", "2020-05-25T10:30:00Z", 1.5],
  ["2020-05-25T16:00:00Z", "2020-05-26T10:00:00Z", 2],
  ["2020-05-22T16:00:00Z", "2020-05-25T10:00:00Z", 2],
  ["2020-05-23T10:00:00Z", "2020-05-24T10:00:00Z", 0],
  ["2020-05-25T09:00:00Z", "2020-06-01T09:00:00Z", 40],
  ["2020-05-25T18:00:00-07:00", "2020-05-26T09:30:00Z", 0.5],
])("from %s to %s people work %d hours", (from, to, hours) => {
  expect(hoursBetween(from, to)).toBe(hours);
});

describe("queues", () => {
  const [ann, bo] = [loginOf("ann"), loginOf("bo")];
  const arrivals = [0, 1, 2, 1000].map((at, number) => ({ number, at, author: loginOf("author"), files: [] }));
  /** A delay of twenty working hours: the normal distribution's middle. */
  const median = () => 0.25;

  test("grow by each request until it is answered", () => {
    const seen: number[] = [];
    const { asked, largestQueue } = queuesUnder(
      (_, open) => {
        seen.push(open(ann));
        return [ann];
      },
      arrivals,
      median,
    );
    expect(seen).toEqual([0, 1, 2, 0]);
    expect({ largestQueue, asked: asked.get(ann) }).toEqual({ largestQueue: 3, asked: 4 });
  });

  test("are each person's own", () => {
    const turns = queuesUnder(({ number }) => [number % 2 === 0 ? ann : bo], arrivals, median);
    expect(turns.largestQueue).toBe(2);
    expect(turns.asked).toEqual(
      new Map([
        [ann, 2],
        [bo, 2],
      ]),
    );
  });

  test("half of the answers come within twenty working hours, nine tenths within a hundred and twenty", () => {
    let at = 0;
    const uniform = () => {
      at = (at * 1103515245 + 12345) % 2147483648;
      return at / 2147483648;
    };
    const many = Array.from({ length: 20_000 }, (_, number) => ({ number, at: number * 1e6, author: loginOf("author"), files: [] }));
    const unansweredAfter = (hours: number): number => {
      let waiting = 0;
      const pairs = many.flatMap((one) => [one, { ...one, at: one.at + hours }]);
      queuesUnder(
        ({ at }, open) => {
          if (at % 1e6 === 0) return [ann];
          waiting += open(ann);
          return [];
        },
        pairs,
        uniform,
      );
      return waiting / many.length;
    };
    expect(unansweredAfter(20)).toBeCloseTo(0.5, 1);
    expect(unansweredAfter(120)).toBeCloseTo(0.1, 1);
  });
});
