/** The pages of set-up. They load nothing and run no script: what they show may be secret. */
import type { Manifest } from "./manifest.ts";

export interface Creation {
  readonly manifest: Manifest;
  /** Where GitHub sends the browser back to. */
  readonly redirectUrl: string;
  /** Of GitHub's pages. */
  readonly gitHub: string;
  readonly organization: string | undefined;
  /** Origin that GitHub would send webhooks to. */
  readonly origin: string;
}

export interface Created {
  readonly name: string;
  readonly installUrl: string;
  /** Text of the lines for `.env` that are still to be kept by a person; undefined where they are written. */
  readonly lines: string | undefined;
  /** Set outside `.env`, where they win over what is in it. */
  readonly hiding: readonly string[];
}

/** Asks where the App goes and hands its manifest to GitHub. */
export function creationPage({ manifest, redirectUrl, gitHub, organization, origin }: Creation): string {
  const owner = organization === undefined ? "" : `/organizations/${organization}`;
  const rights = Object.entries(manifest.default_permissions).map(([name, level]) => `<li>${html(name)}: ${html(level)}</li>`);
  return page(
    "Create the App",
    `<form method="get">
<p><label>Address at which GitHub reaches this process<br><input name="origin" type="url" required size="50" value="${html(origin)}"></label></p>
<p><label>Organisation that owns the App; empty: your own account<br><input name="organization" size="50" value="${html(organization ?? "")}"></label></p>
<p><button>Use these</button></p>
</form>
<h2>What GitHub will create</h2>
<p>A private App${organization === undefined ? "" : ` of ${html(organization)}`}, whose webhooks go to <code>${html(manifest.hook_attributes.url)}</code>, with these rights:</p>
<ul>${rights.join("")}</ul>
${isLocal(manifest.hook_attributes.url) ? "<p><strong>GitHub refuses an address on this machine: put in the one that it reaches.</strong></p>" : ""}
<form method="post" action="${html(`${gitHub}${owner}/settings/apps/new`)}">
<input type="hidden" name="manifest" value="${html(JSON.stringify({ ...manifest, redirect_url: redirectUrl }))}">
<p><button>Create it on GitHub</button> You can choose another name there.</p>
</form>`,
  );
}

/** What became of it. Where `lines` are shown, nobody is shown them again. */
export function createdPage({ name, installUrl, lines, hiding }: Created): string {
  const kept =
    lines === undefined
      ? "<p>Its number, key and webhook secret are in <code>.env</code>.</p>"
      : `<p><code>.env</code> cannot be written here. Set these variables for this process, or keep them as its <code>.env</code>.
<strong>They are not shown again</strong>; a new key and a new secret can be made on the App's page.</p>
<pre>${html(lines)}</pre>`;
  const hidden =
    hiding.length === 0
      ? ""
      : `<p><strong>${html(hiding.join(", "))}</strong> is set in this process's environment, which wins over <code>.env</code>: take it out or replace it.</p>`;
  return page(
    `${name} is created`,
    `${kept}${hidden}
<ol><li>Start this process again.</li>
<li><a href="${html(installUrl)}">Install the App</a> on your repositories.</li></ol>`,
  );
}

export const refusalPage = (title: string, text: string): string => page(title, `<p>${html(text)}</p>`);

const isLocal = (url: string): boolean => /^(?:localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(new URL(url).hostname);

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const html = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${html(title)} · Bowsprit</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem } pre { overflow: auto }</style>
<h1>${html(title)}</h1>
${body}
</html>
`;
