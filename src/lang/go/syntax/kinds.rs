//! The node kinds and fields of the Go grammar as enums, so that the lowering compares numbers and a grammar that renames
//! something shows as a failing test rather than as a silent hole.

use std::sync::OnceLock;

use tree_sitter::{Language, Node};

macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(clippy::enum_variant_names, reason = "the names are the grammar's")]
        pub(super) enum $name { $($variant,)* Other }

        impl $name {
            fn named(text: &str) -> Self {
                match text { $($text => Self::$variant,)* _ => Self::Other }
            }

            #[cfg(test)]
            pub(super) const ALL: &[(&str, Self)] = &[$(($text, Self::$variant)),*];
        }
    };
}

names! {
    /// What a named node is. `Other` are tokens and nodes that nothing asks for.
    Kind {
        ArgumentList = "argument_list",
        ArrayType = "array_type",
        AssignmentStatement = "assignment_statement",
        BinaryExpression = "binary_expression",
        BlankIdentifier = "blank_identifier",
        Block = "block",
        BreakStatement = "break_statement",
        CallExpression = "call_expression",
        ChannelType = "channel_type",
        Comment = "comment",
        CommunicationCase = "communication_case",
        CompositeLiteral = "composite_literal",
        ConstDeclaration = "const_declaration",
        ConstSpec = "const_spec",
        ContinueStatement = "continue_statement",
        DecStatement = "dec_statement",
        DefaultCase = "default_case",
        DeferStatement = "defer_statement",
        EmptyStatement = "empty_statement",
        ExpressionCase = "expression_case",
        ExpressionList = "expression_list",
        ExpressionStatement = "expression_statement",
        ExpressionSwitchStatement = "expression_switch_statement",
        FallthroughStatement = "fallthrough_statement",
        False = "false",
        FieldDeclaration = "field_declaration",
        FieldDeclarationList = "field_declaration_list",
        FieldIdentifier = "field_identifier",
        FloatLiteral = "float_literal",
        ForClause = "for_clause",
        ForStatement = "for_statement",
        FuncLiteral = "func_literal",
        FunctionDeclaration = "function_declaration",
        FunctionType = "function_type",
        GenericType = "generic_type",
        GoStatement = "go_statement",
        GotoStatement = "goto_statement",
        Identifier = "identifier",
        IfStatement = "if_statement",
        ImaginaryLiteral = "imaginary_literal",
        ImplicitLengthArrayType = "implicit_length_array_type",
        IncStatement = "inc_statement",
        IndexExpression = "index_expression",
        IntLiteral = "int_literal",
        InterfaceType = "interface_type",
        InterpretedStringLiteral = "interpreted_string_literal",
        Iota = "iota",
        KeyedElement = "keyed_element",
        LabelName = "label_name",
        LabeledStatement = "labeled_statement",
        LiteralElement = "literal_element",
        LiteralValue = "literal_value",
        MapType = "map_type",
        MethodDeclaration = "method_declaration",
        MethodElem = "method_elem",
        NegatedType = "negated_type",
        Nil = "nil",
        PackageIdentifier = "package_identifier",
        ParameterDeclaration = "parameter_declaration",
        ParameterList = "parameter_list",
        ParenthesizedExpression = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type",
        PointerType = "pointer_type",
        QualifiedType = "qualified_type",
        RangeClause = "range_clause",
        RawStringLiteral = "raw_string_literal",
        ReceiveStatement = "receive_statement",
        ReturnStatement = "return_statement",
        RuneLiteral = "rune_literal",
        SelectStatement = "select_statement",
        SelectorExpression = "selector_expression",
        SendStatement = "send_statement",
        ShortVarDeclaration = "short_var_declaration",
        SliceExpression = "slice_expression",
        SliceType = "slice_type",
        StatementList = "statement_list",
        StructType = "struct_type",
        True = "true",
        TypeAlias = "type_alias",
        TypeArguments = "type_arguments",
        TypeAssertionExpression = "type_assertion_expression",
        TypeCase = "type_case",
        TypeConstraint = "type_constraint",
        TypeConversionExpression = "type_conversion_expression",
        TypeDeclaration = "type_declaration",
        TypeElem = "type_elem",
        TypeIdentifier = "type_identifier",
        TypeInstantiationExpression = "type_instantiation_expression",
        TypeParameterDeclaration = "type_parameter_declaration",
        TypeParameterList = "type_parameter_list",
        TypeSpec = "type_spec",
        TypeSwitchStatement = "type_switch_statement",
        UnaryExpression = "unary_expression",
        VarDeclaration = "var_declaration",
        VarSpec = "var_spec",
        VarSpecList = "var_spec_list",
        VariadicArgument = "variadic_argument",
        VariadicParameterDeclaration = "variadic_parameter_declaration",
    }
}

names! {
    /// The field of its parent that a node stands in. `Other` is none, or one that nothing asks for.
    Field {
        Alias = "alias",
        Alternative = "alternative",
        Arguments = "arguments",
        Body = "body",
        Channel = "channel",
        Communication = "communication",
        Condition = "condition",
        Consequence = "consequence",
        Element = "element",
        Function = "function",
        Index = "index",
        Initializer = "initializer",
        Key = "key",
        Label = "label",
        Left = "left",
        Length = "length",
        Name = "name",
        FieldName = "field",
        Operand = "operand",
        Operator = "operator",
        Package = "package",
        Parameters = "parameters",
        Receiver = "receiver",
        Result = "result",
        Right = "right",
        Tag = "tag",
        Type = "type",
        TypeArguments = "type_arguments",
        TypeParameters = "type_parameters",
        Update = "update",
        Value = "value",
    }
}

/// The grammar with its names resolved once.
pub(super) struct Grammar {
    /// For the parser.
    pub(super) language: Language,
    kinds: Vec<Kind>,
    fields: Vec<Field>,
}

impl Grammar {
    /// The one instance.
    pub(super) fn get() -> &'static Self {
        static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
        GRAMMAR.get_or_init(|| {
            let language: Language = tree_sitter_go::LANGUAGE.into();
            let kinds = (0..language.node_kind_count() as u16).map(|id| {
                let text = if language.node_kind_is_named(id) { language.node_kind_for_id(id) } else { None };
                text.map_or(Kind::Other, Kind::named)
            });
            // Field ids start at 1.
            let fields = (0..=language.field_count() as u16)
                .map(|id| language.field_name_for_id(id).map_or(Field::Other, Field::named));
            let (kinds, fields) = (kinds.collect(), fields.collect());
            Self { language, kinds, fields }
        })
    }

    /// The kind of `node`.
    pub(super) fn kind(&self, node: Node<'_>) -> Kind {
        self.kinds.get(node.kind_id() as usize).copied().unwrap_or(Kind::Other)
    }

    /// The field with this id.
    pub(super) fn field(&self, id: Option<std::num::NonZeroU16>) -> Field {
        id.and_then(|id| self.fields.get(id.get() as usize)).copied().unwrap_or(Field::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_field_exists_in_the_grammar() {
        let grammar = Grammar::get();
        for (text, kind) in Kind::ALL {
            assert!(grammar.kinds.contains(kind), "no node kind {text}");
        }
        for (text, field) in Field::ALL {
            assert!(grammar.fields.contains(field), "no field {text}");
        }
    }
}
