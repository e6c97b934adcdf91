//! A baseline is read and says the same when it is written again, or its bad line is named; nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runsess::gate::Baseline;

fuzz_target!(|text: &str| match Baseline::parse(text) {
    Ok(read) => {
        let written = read.render();
        assert_eq!(Baseline::parse(&written).map(|it| it.render()), Ok(written));
    }
    Err(wrong) => assert!((1..=text.lines().count().max(1)).contains(&wrong.line())),
});
