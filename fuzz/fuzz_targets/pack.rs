//! A rule pack is read, or each of its mistakes is named; nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runsess::rules::Pack;

fuzz_target!(|text: &str| {
    if let Err(errors) = Pack::parse("pack.yaml", text) {
        assert!(!errors.mistakes.is_empty());
    }
});
