//! Go source to the owned tree of `lang::go::ast`.
