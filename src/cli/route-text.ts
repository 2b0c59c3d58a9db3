/** `bowsprit route` for people. */
import type { Problem } from "../core/owners/tree.ts";
import { whyChosen, whyNotChosen } from "../core/route/codes.ts";
import type { Considered, Routing } from "../core/route/routing.ts";

export function routingText(routing: Routing, broken: readonly Problem[]): string {
  const problems = broken.length === 0 ? [] : [`Broken:\n${broken.map(problemLine).join("\n")}`];
  return `${[choiceText(routing), ...problems].join("\n\n")}\n`;
}

/** Everybody with the reasons for and against, the chosen first. */
export function choiceText({ chosen, considered }: Routing): string {
  const asked = chosen.map(({ login, role, why }) => {
    const reasons = why.map((code) => `${code}: ${whyChosen[code]}`);
    return [`${login} (${role})`, ...measures(considered.find((one) => one.login === login)), ...reasons].join("\n  ");
  });
  const others = considered.filter(({ whyNot }) => whyNot.length > 0);
  const passed = others.map(
    (one) => `  ${one.login}: ${one.whyNot.map((code) => whyNotChosen[code]).join("; ")} (${measures(one).join("")})`,
  );
  return [
    asked.length === 0 ? "Nobody would be asked." : `Asked would be:\n\n${asked.join("\n\n")}`,
    ...(passed.length === 0 ? [] : [`Not asked:\n${passed.join("\n")}`]),
  ].join("\n\n");
}

function measures(one: Considered | undefined): readonly string[] {
  if (one === undefined) return [];
  const { distance, lines, load } = one;
  return [`${distance.toFixed(1)} directories away, owner of ${counted(lines, "changed line")}, ${counted(load, "open request")}`];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const problemLine = ({ file, line, what, reason }: Problem): string => `  ${line > 0 ? `${file}:${line}` : file}: ${what}: ${reason}`;
