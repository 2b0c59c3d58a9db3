/** Metrics in Prometheus's text format: counters, histograms, and gauges that are read when somebody asks. */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

export interface Counter {
  add(labels?: Labels, by?: number): void;
}

export interface Histogram {
  observe(value: number): void;
}

type Kind = "counter" | "gauge" | "histogram";

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly kind: Kind;
  readonly lines: () => Promise<readonly string[]>;
}

/** Names and help texts are ours and need no escaping; values of labels do. */
export class Metrics {
  readonly #metrics: Metric[] = [];

  counter(name: string, help: string): Counter {
    const sums = new Map<string, number>();
    this.#add(name, help, "counter", () => [...sums].map(([labels, sum]) => `${name}${labels} ${sum}`));
    return {
      add: (labels = {}, by = 1) => {
        const key = labelsText(labels);
        sums.set(key, (sums.get(key) ?? 0) + by);
      },
    };
  }

  /** `bounds`: upper ends of the buckets, ascending, without the last, which takes everything. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const counts = bounds.map(() => 0);
    let [count, sum] = [0, 0];
    this.#add(name, help, "histogram", () => [
      ...bounds.map((bound, index) => `${name}_bucket${labelsText({ le: String(bound) })} ${counts[index] ?? 0}`),
      `${name}_bucket${labelsText({ le: "+Inf" })} ${count}`,
      `${name}_sum ${sum}`,
      `${name}_count ${count}`,
    ]);
    return {
      observe: (value) => {
        for (const [index, bound] of bounds.entries()) if (value <= bound) counts[index] = (counts[index] ?? 0) + 1;
        count += 1;
        sum += value;
      },
    };
  }

  gauge(name: string, help: string, read: () => Promise<readonly Sample[]> | readonly Sample[]): void {
    this.#add(name, help, "gauge", async () => (await read()).map(({ labels = {}, value }) => `${name}${labelsText(labels)} ${value}`));
  }

  /** All of them. Rejects where a gauge cannot be read. */
  async text(): Promise<string> {
    const parts: string[] = [];
    for (const { name, help, kind, lines } of this.#metrics)
      parts.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...(await lines()));
    return `${parts.join("\n")}\n`;
  }

  #add(name: string, help: string, kind: Kind, lines: () => Promise<readonly string[]> | readonly string[]): void {
    this.#metrics.push({ name, help, kind, lines: async () => lines() });
  }
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
