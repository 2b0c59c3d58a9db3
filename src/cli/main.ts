/** The `bowsprit` command: finds the subcommands and turns their outcome into an exit status. */
process.stderr.write("bowsprit: no subcommand yet\n");
process.exitCode = 2;
