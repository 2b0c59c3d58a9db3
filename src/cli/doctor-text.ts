/** `bowsprit doctor` for people: the worst first, then what is fine in one line each, and the count at the end. */
import type { Finding, Status } from "../core/doctor/finding.ts";

const order: readonly Status[] = ["broken", "warn", "unknown", "ok"];
const signs: Readonly<Record<Status, string>> = { broken: "✗", warn: "!", unknown: "?", ok: "✓" };
const words: Readonly<Record<Status, string>> = { broken: "broken", warn: "to look at", unknown: "unknown", ok: "ok" };

export function findingsText(findings: readonly Finding[]): string {
  const parts = order.flatMap((status) => {
    const of = findings.filter((finding) => finding.status === status);
    return of.length === 0 ? [] : [of.map(status === "ok" ? line : paragraph).join(status === "ok" ? "\n" : "\n\n")];
  });
  return `${[...parts, summary(findings)].join("\n\n")}\n`;
}

const line = ({ status, check, what }: Finding): string => `${signs[status]} ${check}: ${harmless(what)}`;

function paragraph(finding: Finding): string {
  const fix = finding.fix.split("\n").map(harmless);
  return [
    line(finding),
    `  why: ${harmless(finding.why)}`,
    ...fix.map((text, at) => (at === 0 ? `  fix: ${text}` : `       ${text}`)),
  ].join("\n");
}

const summary = (findings: readonly Finding[]): string =>
  order.map((status) => `${findings.filter((finding) => finding.status === status).length} ${words[status]}`).join(", ");

/** What repositories hold may be meant for the terminal. */
const harmless = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, " ").replaceAll(/\p{Cc}|\p{Cf}/gu, "");
