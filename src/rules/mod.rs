//! Rule packs: what people write (`RuleFile`), what the engine trusts (`Pack`), and the decision for one hit.
