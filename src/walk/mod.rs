//! Finds the repositories below the roots and reads their files; what can't be read is a `Skipped` row.
