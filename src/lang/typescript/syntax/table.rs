//! Rows that are addressed by an id of their own kind, so that the id of an expression is no index of a type.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The index of a row in a [`Table`].
pub trait Id: Copy {
    /// The id of the row at `index`.
    fn at(index: usize) -> Self;
    /// Where its row is.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(u32);

            impl Id for $name {
                fn at(index: usize) -> Self {
                    Self(index as u32)
                }

                fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

ids! {
    /// An expression of a module.
    ExprId,
    /// A written type.
    TypeId,
    /// A function.
    FuncId,
    /// A class, an interface, an object type or an object literal.
    ShapeId,
    /// A scope.
    ScopeId,
    /// A declared name.
    BindingId,
    /// A part of what a pattern takes apart.
    PatId,
    /// What a pattern takes apart.
    RootId,
    /// A point of the flow of control.
    FlowId,
}

impl ScopeId {
    /// The scope of the file itself.
    pub const FILE: Self = Self(0);
}

impl Default for ScopeId {
    fn default() -> Self {
        Self::FILE
    }
}

impl FlowId {
    /// The start of the file.
    pub const START: Self = Self(0);
    /// Where nothing ever gets.
    pub const NEVER: Self = Self(1);
}

/// Rows in the order of their ids.
#[derive(Debug)]
pub struct Table<I, T> {
    rows: Vec<T>,
    ids: PhantomData<I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, T> Table<I, T> {
    /// Adds a row.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::at(self.rows.len() - 1)
    }

    /// Gives back the room for rows that do not come.
    pub fn shrink(&mut self) {
        self.rows.shrink_to_fit();
    }

    /// The row with this id, if there is one.
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.index())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The rows with their ids.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(index, row)| (I::at(index), row))
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}
