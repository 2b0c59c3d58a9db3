/** Labels, as the plugin that one belongs to defines it. */

/** A label that one plugin alone puts on and takes off. */
export interface LabelDefinition {
  readonly name: string;
  /** Six hex digits. A label that GitHub has to make up is grey and says nothing. */
  readonly color: string;
  readonly description: string;
  readonly effect: "grants" | "restricts" | "informs";
}
