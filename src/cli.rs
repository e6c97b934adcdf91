//! The command line: arguments and their help. Parsing only; `cmd` does the work.
