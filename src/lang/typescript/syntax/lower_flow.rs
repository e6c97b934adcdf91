//! Statements that direct the flow of control, and the flow through expressions.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::lower::{Jump, Lower};
use super::module::*;
use crate::lang::tree::{children, span, starts_with};

impl<'a> Lower<'a> {
    /// Control went on from `from`, and this happened.
    pub(super) fn step(&mut self, from: FlowId, before: Before) -> FlowId {
        if from == FlowId::NEVER {
            return from;
        }
        self.m.flows.push(FlowNode::Step(from, before))
    }

    /// Control goes on from `from` if the expression is what `holds` says.
    pub(super) fn condition(&mut self, from: FlowId, expr: ExprId, holds: bool) -> FlowId {
        match (&self.m.expr(expr).kind, holds) {
            (ExprKind::Bool(value), _) if *value != holds => return FlowId::NEVER,
            (ExprKind::Bool(_), _) => return from,
            _ => {}
        }
        self.noted(expr);
        self.step(from, Before::Condition(expr, holds))
    }

    pub(super) fn join(&mut self, mut ways: Vec<FlowId>) -> FlowId {
        ways.retain(|it| *it != FlowId::NEVER);
        ways.sort_unstable();
        ways.dedup();
        match ways[..] {
            [] => FlowId::NEVER,
            [one] => one,
            _ => self.m.flows.push(FlowNode::Join(ways)),
        }
    }

    fn noted(&mut self, expr: ExprId) {
        if self.m.noted.contains_key(&expr) {
            return;
        }
        let mut names = Vec::new();
        self.note(expr, 0, &mut names);
        names.sort_unstable();
        names.dedup();
        self.m.narrowed.extend(names.iter().cloned());
        self.m.noted.insert(expr, names);
    }

    /// The names that a condition is about.
    fn note(&self, expr: ExprId, depth: u32, names: &mut Vec<SmolStr>) {
        if depth > 24 {
            return;
        }
        let mut inner: Vec<ExprId> = Vec::new();
        let name = match &self.m.expr(expr).kind {
            ExprKind::Ident(name) => Some(name.clone()),
            ExprKind::This => Some(SmolStr::new_static("this")),
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => {
                inner.push(*object);
                None
            }
            ExprKind::Call { callee, args, .. } => {
                inner.push(*callee);
                inner.extend(args.iter().take(4));
                None
            }
            ExprKind::Logical(_, one, other) | ExprKind::Assign(one, other) => {
                inner.extend([*one, *other]);
                None
            }
            ExprKind::Equal { left, right, .. } => {
                inner.extend([*left, *right]);
                None
            }
            ExprKind::In { object, .. } => {
                inner.push(*object);
                None
            }
            ExprKind::InstanceOf { value, .. } => {
                inner.push(*value);
                None
            }
            ExprKind::Not(it) | ExprKind::TypeOf(it) | ExprKind::Same(it) | ExprKind::As(it, _) => {
                inner.push(*it);
                None
            }
            _ => None,
        };
        names.extend(name);
        inner.into_iter().for_each(|it| self.note(it, depth + 1, names));
    }

    /// `left` was given the value `right`.
    pub(super) fn assigns(&mut self, left: ExprId, right: Option<ExprId>) {
        self.assigned += 1;
        if let ExprKind::Ident(name) = &self.m.expr(left).kind {
            let name = name.clone();
            self.m.assigned.entry(name).or_default().push((left, right));
        }
        self.noted(left);
        self.flow = self.step(self.flow, Before::Assigned { left, right });
    }

    pub(super) fn returns(&mut self, node: Node<'_>) {
        let value = children(node).find(|it| it.kind() != "comment");
        if let Some(value) = value {
            let place = self.func.last().map_or(Place::Free, |it| Place::Returned(*it));
            let value = self.expr(value, place);
            if let Some(func) = self.func.last().copied() {
                self.m.funcs[func].returned.push(value);
                self.link(value, Target::Result(func), node);
            }
        }
        self.flow = FlowId::NEVER;
    }

    pub(super) fn expression_statement(&mut self, node: Node<'_>) {
        for child in children(node) {
            if child.kind() == "comment" {
                continue;
            }
            // `namespace build { … }` without `export` or `declare`.
            if child.kind() == "internal_module" {
                self.namespace(child);
                continue;
            }
            // `using build = f()`, `await using build = f()`
            let given = if child.kind() == "await_expression" { child.named_child(0).unwrap_or(child) } else { child };
            if given.kind() == "assignment_expression" && starts_with(given, "using") {
                self.declarator(given, false);
                continue;
            }
            let it = self.expr(child, Place::Free);
            if let ExprKind::Call { args, .. } = &self.m.expr(it).kind
                && !args.is_empty()
            {
                // What a call asserts is about its arguments.
                let (args, mut names) = (args.clone(), Vec::new());
                args.iter().take(4).for_each(|arg| self.note(*arg, 0, &mut names));
                self.m.narrowed.extend(names.iter().cloned());
                self.m.noted.insert(it, names);
                self.flow = self.step(self.flow, Before::Called(it));
            }
        }
    }

    pub(super) fn if_statement(&mut self, node: Node<'_>) {
        let condition = node.child_by_field_name("condition");
        let then = node.child_by_field_name("consequence");
        if let (Some(condition), Some(then)) = (condition, then) {
            let labels = self.compared_texts(condition);
            self.region(then, labels);
        }
        let condition = condition.map(|it| self.expr(it, Place::Free));
        let from = self.flow;
        let way = |this: &mut Self, holds| condition.map_or(from, |it| this.condition(from, it, holds));
        self.flow = way(self, true);
        if let Some(then) = then {
            self.statement(then);
        }
        let after = self.flow;
        self.flow = way(self, false);
        if let Some(otherwise) = node.child_by_field_name("alternative") {
            self.statement(otherwise);
        }
        self.flow = self.join(vec![after, self.flow]);
    }

    /// Runs `body` as the body of a loop whose head is a new point.
    fn looped(&mut self, body: impl FnOnce(&mut Self) -> FlowId) {
        let head = self.m.flows.push(FlowNode::Loop(vec![self.flow]));
        self.flow = head;
        let label = self.label.take();
        self.jumps.push(Jump { label, breaks: Vec::new(), head: Some(head), plain: true });
        let after = body(self);
        let end = self.flow;
        if let FlowNode::Loop(ways) = &mut self.m.flows[head]
            && end != FlowId::NEVER
        {
            ways.push(end);
        }
        let mut ways = self.jumps.pop().map(|it| it.breaks).unwrap_or_default();
        ways.push(after);
        self.flow = self.join(ways);
    }

    pub(super) fn while_loop(&mut self, node: Node<'_>) {
        self.looped(|this| {
            let condition = node.child_by_field_name("condition").map(|it| this.expr(it, Place::Free));
            let from = this.flow;
            let after = condition.map_or(from, |it| this.condition(from, it, false));
            this.flow = condition.map_or(from, |it| this.condition(from, it, true));
            if let Some(body) = node.child_by_field_name("body") {
                this.statement(body);
            }
            after
        });
    }

    pub(super) fn do_loop(&mut self, node: Node<'_>) {
        self.looped(|this| {
            if let Some(body) = node.child_by_field_name("body") {
                this.statement(body);
            }
            let condition = node.child_by_field_name("condition").map(|it| this.expr(it, Place::Free));
            let from = this.flow;
            this.flow = condition.map_or(from, |it| this.condition(from, it, true));
            condition.map_or(from, |it| this.condition(from, it, false))
        });
    }

    pub(super) fn for_loop(&mut self, node: Node<'_>) {
        let outer = self.enter_scope(false);
        let field = |name: &str| node.child_by_field_name(name);
        if let Some(first) = field("initializer") {
            self.statement(first);
        }
        self.looped(|this| {
            let test = field("condition")
                .map(|it| if it.kind() == "expression_statement" { children(it).next() } else { Some(it) });
            let test = test.flatten().filter(|it| it.kind() != "empty_statement" && it.is_named());
            let condition = test.map(|it| this.expr(it, Place::Free));
            let from = this.flow;
            let after = condition.map_or(FlowId::NEVER, |it| this.condition(from, it, false));
            this.flow = condition.map_or(from, |it| this.condition(from, it, true));
            if let Some(body) = field("body") {
                this.statement(body);
            }
            if let Some(step) = field("increment") {
                this.expr(step, Place::Free);
            }
            after
        });
        self.scope = outer;
    }

    pub(super) fn for_in(&mut self, node: Node<'_>) {
        let outer = self.enter_scope(false);
        let right = node.child_by_field_name("right").map(|it| self.expr(it, Place::Free));
        let left = node.child_by_field_name("left");
        self.looped(|this| {
            let before = this.flow;
            if let Some(left) = left {
                let of = node.child_by_field_name("operator").is_some_and(|it| it.kind() == "of");
                let kind = if of { RootKind::Of } else { RootKind::In };
                if node.child_by_field_name("kind").is_some() {
                    let root = this.add_root(None, right, kind);
                    this.pattern(left, root, Vec::new(), BindingKind::Local);
                } else {
                    let root = this.add_root(None, right, kind);
                    this.assigned_pattern(left, root, Vec::new(), None);
                }
            }
            if let Some(body) = node.child_by_field_name("body") {
                this.statement(body);
            }
            before
        });
        self.scope = outer;
    }

    pub(super) fn switch(&mut self, node: Node<'_>) {
        let (Some(value), Some(body)) = (node.child_by_field_name("value"), node.child_by_field_name("body")) else {
            return self.statement_parts(node);
        };
        let value = self.expr(value, Place::Free);
        self.noted(value);
        let switch = self.m.switches.len() as u32;
        self.m.switches.push(Switch { value, clauses: Vec::new() });
        let from = self.flow;
        let outer = self.enter_scope(false);
        let label = self.label.take();
        self.jumps.push(Jump { label, breaks: Vec::new(), head: None, plain: true });
        self.flow = FlowId::NEVER;
        let mut ends = Vec::new();
        let clauses: Vec<Node<'_>> =
            children(body).filter(|it| matches!(it.kind(), "switch_case" | "switch_default")).collect();
        let has_default = clauses.iter().any(|it| it.kind() == "switch_default");
        for (at, clause) in clauses.iter().enumerate() {
            let compared = clause.child_by_field_name("value");
            let label = compared.filter(|it| it.kind() == "string").map(|it| self.content(it).name);
            self.region(*clause, label.into_iter().collect());
            let fallen = std::mem::replace(&mut self.flow, from);
            let test = compared.map(|it| self.expr(it, Place::Free));
            if let Some(test) = test {
                self.noted(test);
            }
            self.m.switches[switch as usize].clauses.push(test);
            let chosen = self.step(from, Before::Case { switch, clause: at as u32 });
            self.flow = self.join(vec![fallen, chosen]);
            for child in children(*clause).filter(|it| Some(*it) != compared) {
                self.statement(child);
            }
        }
        ends.push(self.flow);
        if !has_default {
            ends.push(self.step(from, Before::Case { switch, clause: clauses.len() as u32 }));
        }
        ends.extend(self.jumps.pop().map(|it| it.breaks).unwrap_or_default());
        self.flow = self.join(ends);
        self.scope = outer;
    }

    pub(super) fn try_catch(&mut self, node: Node<'_>) {
        let before = self.flow;
        if let Some(body) = node.child_by_field_name("body") {
            self.statement(body);
        }
        let tried = self.flow;
        let mut ends = vec![tried];
        if let Some(handler) = node.child_by_field_name("handler") {
            self.flow = self.join(vec![before, tried]);
            self.statement(handler);
            ends.push(self.flow);
        }
        let after = self.join(ends);
        if let Some(last) = node.child_by_field_name("finalizer") {
            self.flow = self.join(vec![before, after]);
            self.statement_parts(last);
            if self.flow == FlowId::NEVER {
                return;
            }
        }
        self.flow = after;
    }

    pub(super) fn labeled(&mut self, node: Node<'_>) {
        let label = node.child_by_field_name("label");
        if let Some(label) = label {
            self.name(span(label), NameRef::Label);
        }
        let name = label.map(|it| SmolStr::new(self.str(it)));
        let body = node.child_by_field_name("body");
        let loops = body
            .is_some_and(|it| it.kind().starts_with("for") || matches!(it.kind(), "while_statement" | "do_statement"));
        if loops {
            self.label = name;
            body.into_iter().for_each(|it| self.statement(it));
            self.label = None;
            return;
        }
        self.jumps.push(Jump { label: name, breaks: Vec::new(), head: None, plain: false });
        body.into_iter().for_each(|it| self.statement(it));
        let mut ways = self.jumps.pop().map(|it| it.breaks).unwrap_or_default();
        ways.push(self.flow);
        self.flow = self.join(ways);
    }

    pub(super) fn jump(&mut self, node: Node<'_>) {
        let label = node.child_by_field_name("label").or_else(|| children(node).next());
        if let Some(label) = label {
            self.name(span(label), NameRef::Label);
        }
        let label = label.map(|it| SmolStr::new(self.str(it)));
        let (goes_on, flow) = (node.kind() == "continue_statement", self.flow);
        let target = self.jumps.iter_mut().rev().find(|it| match &label {
            Some(label) => it.label.as_ref() == Some(label),
            None => it.plain && (!goes_on || it.head.is_some()),
        });
        match target {
            Some(Jump { head: Some(head), .. }) if goes_on => {
                let head = *head;
                if let FlowNode::Loop(ways) = &mut self.m.flows[head]
                    && flow != FlowId::NEVER
                {
                    ways.push(flow);
                }
            }
            Some(target) => target.breaks.push(flow),
            None => {}
        }
        self.flow = FlowId::NEVER;
    }

    /// What stands to the left of an assignment as a pattern; plain targets are expressions.
    pub(super) fn assigned_pattern(&mut self, node: Node<'_>, root: RootId, steps: Vec<Step>, default: Option<ExprId>) {
        match node.kind() {
            "object_pattern" => {
                let mut taken = Vec::new();
                for child in children(node) {
                    self.assigned_property(child, root, &steps, &mut taken);
                }
            }
            "array_pattern" => {
                let mut cursor = node.walk();
                let (mut index, mut more) = (0, cursor.goto_first_child());
                while more {
                    let child = cursor.node();
                    if child.kind() == "," {
                        index += 1;
                    } else if child.is_named() && child.kind() != "comment" {
                        let steps = steps.iter().cloned().chain([Step::Element(index)]).collect();
                        self.deeper((), |this| this.assigned_pattern(child, root, steps, None));
                    }
                    more = cursor.goto_next_sibling();
                }
            }
            "assignment_pattern" => {
                let default = node.child_by_field_name("right").map(|it| self.expr(it, Place::Free));
                if let Some(left) = node.child_by_field_name("left") {
                    self.deeper((), |this| this.assigned_pattern(left, root, steps, default));
                }
            }
            "rest_pattern" => {
                if let Some(inner) = children(node).next() {
                    let left = self.expr(inner, Place::Free);
                    self.assigns(left, None);
                }
            }
            "comment" => {}
            _ => {
                let left = self.expr(node, Place::Free);
                let pat = self.add_pat(root, steps, default);
                self.m.taken.insert(left, pat);
                self.assigns(left, None);
            }
        }
    }

    fn assigned_property(&mut self, node: Node<'_>, root: RootId, steps: &[Step], taken: &mut Vec<SmolStr>) {
        let with = |step: Step| steps.iter().cloned().chain([step]).collect::<Vec<_>>();
        let left = match node.kind() {
            "object_assignment_pattern" => node.child_by_field_name("left"),
            "shorthand_property_identifier_pattern" => Some(node),
            _ => None,
        };
        if let Some(name) = left {
            let default = node.child_by_field_name("right").map(|it| self.expr(it, Place::Free));
            let ident = self.ident(name);
            let parent = self.add_pat(root, steps.to_vec(), None);
            let target = self.add_expr(ExprKind::Ident(ident.name.clone()), name, Place::Free);
            self.name(ident.span, NameRef::AssignedShorthand(parent, target));
            taken.push(ident.name.clone());
            let pat = self.add_pat(root, with(Step::Property(ident.name)), default);
            self.m.taken.insert(target, pat);
            self.assigns(target, None);
            return;
        }
        match node.kind() {
            "pair_pattern" => {
                let (Some(key), Some(value)) = (node.child_by_field_name("key"), node.child_by_field_name("value"))
                else {
                    return;
                };
                let step = self.pattern_key(key, root, steps, taken);
                self.deeper((), |this| this.assigned_pattern(value, root, with(step), None));
            }
            "rest_pattern" => {
                if let Some(inner) = children(node).next() {
                    let steps = with(Step::Rest(taken.clone()));
                    self.deeper((), |this| this.assigned_pattern(inner, root, steps, None));
                }
            }
            _ => self.deeper((), |this| this.assigned_pattern(node, root, steps.to_vec(), None)),
        }
    }
}
