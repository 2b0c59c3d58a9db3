/** One measured figure, printed as one JSON line. */
export interface Figure {
  /** The issue that set the bound. */
  readonly issue: number;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bound?: number;
  readonly pass?: boolean;
}

/** A figure that must stay below its bound. */
export const bounded = (issue: number, name: string, value: number, unit: string, bound: number): Figure => ({
  issue,
  name,
  value,
  unit,
  bound,
  pass: value < bound,
});

/** A figure that may reach its bound. */
export const atMost = (issue: number, name: string, value: number, unit: string, bound: number): Figure => ({
  issue,
  name,
  value,
  unit,
  bound,
  pass: value <= bound,
});

/** Measures something on the data in a folder; figures come as they are known. Async where it drives the whole bot. */
export type Measure = (data: string) => Iterable<Figure> | AsyncIterable<Figure>;
