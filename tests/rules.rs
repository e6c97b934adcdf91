//! The built-in pack, and what rule files may and may not say.

use runsess::rules::Pack;

fn builtin() -> Pack {
    Pack::builtin().unwrap_or_else(|errors| panic!("{}", errors.lines()))
}

#[test]
fn the_built_in_pack_loads() {
    let pack = builtin();
    assert_eq!(pack.name, "run-to-session");
    assert_eq!(pack.batches.iter().map(|batch| batch.id).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(pack.categories.len(), 6);
}
