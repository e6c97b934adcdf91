//! Go: packages, types, and which declaration each name belongs to. Needs no compiler and no code that compiles.
