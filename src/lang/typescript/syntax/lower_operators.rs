//! Operators of the lowering: assignments, choices and tests, with the flow of control through them.

use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::starts_with;

impl Lower<'_> {
    pub(super) fn assignment(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let Some(left_node) = node.child_by_field_name("left") else { return id };
        if matches!(left_node.kind(), "object_pattern" | "array_pattern") {
            let Some(right) = self.field(node, "right", Place::Free) else { return id };
            let root = self.add_root(None, Some(right), RootKind::Variable);
            self.assigned_pattern(left_node, root, Vec::new(), None);
            return self.set(id, ExprKind::Same(right));
        }
        let left = self.expr(left_node, Place::Free);
        let Some(right) = self.field(node, "right", Place::Assigned(left)) else { return id };
        let plain = node.kind() == "assignment_expression";
        let fills = node.child_by_field_name("operator").is_some_and(|it| matches!(it.kind(), "??=" | "||="));
        if plain || fills {
            self.link(right, Target::Expr(left), node);
        }
        self.assigns(left, plain.then_some(right));
        self.set(id, ExprKind::Assign(left, right))
    }

    /// Chains of one operator are deep to the left; they are read in a loop.
    pub(super) fn binary(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let operator = node.child_by_field_name("operator").map_or("", |it| it.kind());
        let logical = match operator {
            "||" => Some(Logical::Or),
            "&&" => Some(Logical::And),
            "??" => Some(Logical::Missing),
            _ => None,
        };
        if let Some(logical) = logical {
            return self.logical(node, place, operator, logical);
        }
        let id = self.reserve(node, place);
        let mut at = node;
        let mut rights = Vec::new();
        while at.kind() == "binary_expression" && rights.len() < 4096 {
            let same = at.child_by_field_name("operator").is_some_and(|it| it.kind() == operator);
            let (true, Some(left), Some(right)) =
                (same, at.child_by_field_name("left"), at.child_by_field_name("right"))
            else {
                break;
            };
            rights.push(right);
            at = left;
        }
        let mut operands = vec![self.expr(at, Place::Free)];
        for right in rights.into_iter().rev() {
            operands.push(self.expr(right, Place::Free));
        }
        let gives = match operator {
            "+" => Gives::Sum(operands.clone()),
            "<" | ">" | "<=" | ">=" | "==" | "!=" | "===" | "!==" => Gives::Truth,
            "-" | "*" | "/" | "%" | "**" | "<<" | ">>" | ">>>" | "&" | "|" | "^" => Gives::Number,
            _ => Gives::Plain,
        };
        let [left, right] = operands[..] else { return self.set(id, ExprKind::Operator(gives)) };
        let kind = match operator {
            "===" | "!==" | "==" | "!=" => {
                self.link(left, Target::Compared(right), node);
                ExprKind::Equal { left, right, negated: operator.starts_with('!'), loose: operator.len() == 2 }
            }
            "in" => ExprKind::In { key: left, object: right },
            "instanceof" => ExprKind::InstanceOf { value: left, class: right },
            _ => ExprKind::Operator(gives),
        };
        self.set(id, kind)
    }

    pub(super) fn logical(&mut self, node: Node<'_>, place: Place, operator: &str, logical: Logical) -> ExprId {
        let (mut at, mut chain) = (node, Vec::new());
        while at.kind() == "binary_expression" {
            let same = at.child_by_field_name("operator").is_some_and(|it| it.kind() == operator);
            let (true, Some(left), Some(right)) =
                (same, at.child_by_field_name("left"), at.child_by_field_name("right"))
            else {
                break;
            };
            let place = chain.last().map_or(place, |(id, _)| Place::Inside(*id));
            chain.push((self.reserve(at, place), right));
            at = left;
        }
        let (before, assigned) = (self.flow, self.assigned);
        let mut ways = Vec::new();
        let Some((innermost, _)) = chain.last() else { return self.reserve(node, place) };
        let mut left = self.expr(at, Place::Inside(*innermost));
        for (id, right) in chain.iter().rev() {
            let from = self.flow;
            if logical == Logical::Missing {
                ways.push(from);
            } else {
                let skips = logical == Logical::Or;
                ways.push(self.condition(from, left, skips));
                self.flow = self.condition(from, left, !skips);
            }
            let right = self.expr(*right, Place::Inside(*id));
            self.set(*id, ExprKind::Logical(logical, left, right));
            left = *id;
        }
        ways.push(self.flow);
        // Nothing was assigned: behind the expression a name holds what it held before.
        self.flow = if assigned == self.assigned { before } else { self.join(ways) };
        left
    }

    pub(super) fn ternary(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let assigned = self.assigned;
        let condition = self.field(node, "condition", Place::Free);
        let (from, mut arms, mut ways) = (self.flow, Vec::new(), Vec::new());
        for (field, holds) in [("consequence", true), ("alternative", false)] {
            self.flow = condition.map_or(from, |it| self.condition(from, it, holds));
            arms.extend(self.field(node, field, Place::Inside(id)));
            ways.push(self.flow);
        }
        self.flow = if assigned == self.assigned { from } else { self.join(ways) };
        self.set(id, ExprKind::Either(arms))
    }

    pub(super) fn unary(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let operator = node.child_by_field_name("operator").map_or("", |it| it.kind());
        let Some(inner) = self.parts(node, Place::Free).pop() else { return id };
        let kind = match operator {
            "!" => ExprKind::Not(inner),
            "typeof" => ExprKind::TypeOf(inner),
            "void" => ExprKind::Null,
            "+" | "-" | "~" => ExprKind::Operator(Gives::Number),
            "delete" => ExprKind::Operator(Gives::Truth),
            _ => ExprKind::Operator(Gives::Plain),
        };
        self.set(id, kind)
    }

    pub(super) fn yields(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let all = starts_with(node, "yield") && node.child(1).is_some_and(|it| it.kind() == "*");
        let func = self.func.last().copied();
        let inner = self.parts(node, func.filter(|_| !all).map_or(Place::Free, Place::Yielded)).pop();
        if let (Some(func), Some(inner)) = (func, inner) {
            self.m.funcs[func].yielded.push((inner, all));
        }
        self.set(id, ExprKind::Yield(inner, all))
    }
}
