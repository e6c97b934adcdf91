//! The `runsess` program: parses the command line, runs one command, maps its outcome to an exit code.
fn main() {}
