//! Compares findings with a baseline.
