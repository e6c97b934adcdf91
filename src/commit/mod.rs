//! The only writer of user files: lock, verify, stage, journal, swap; undo and recover.
