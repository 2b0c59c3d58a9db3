/** Options of OWNERS files: where they are looked for, and whose names in them count. */

/** How OWNERS files are read in this repository: Prow's `owners` section, for one repository. */
export interface OwnersOptions {
  /** Whether Markdown front matter may name owners of its own file. */
  readonly mdyaml: boolean;
  /** Whether everybody named in OWNERS counts, collaborator or not; `/lgtm` is then limited to them. */
  readonly skip_collaborators: boolean;
  readonly filenames: { readonly owners: string; readonly owners_aliases: string };
  /** RE2 patterns of directories whose OWNERS files are ignored, besides the built-in three. */
  readonly owners_dir_denylist: readonly string[];
  readonly ignore_preconfigured_defaults: boolean;
  /** Labels that no OWNERS file may give, because people's words decide over them. */
  readonly labels_denylist: readonly string[];
}
