/** Where options stand, in a repository and in its organisation's `.github` repository. */
export const optionsPath = ".github/bowsprit.yaml";
