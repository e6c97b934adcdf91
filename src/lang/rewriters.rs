//! The rewriters of a plan, one a room: planning asks for the one of a file's language and never for a language.

use super::language::Spec;
use super::rewriter::{Ground, Rewriter, Unable};
use crate::model::plan::Input;
use crate::model::{FileId, Language};

/// What the rewriters of some rooms stand on.
pub struct Grounds {
    specs: &'static [&'static Spec],
    made: Vec<Box<dyn Ground>>,
}

impl Grounds {
    /// For the rooms of `specs` and the files of `input`.
    pub fn new(specs: &'static [&'static Spec], input: &Input) -> Self {
        Self { specs, made: specs.iter().map(|spec| (spec.ground)(input)).collect() }
    }

    /// The rewriters for `input`.
    pub fn rewriters<'g>(&'g self, input: &Input<'g>) -> Rewriters<'g> {
        let made = self.made.iter().map(|it| it.rewriter(input)).collect();
        Rewriters { specs: self.specs, made, unable: Unable }
    }
}

/// A rewriter for each room. A language of no room has the one that refuses.
pub struct Rewriters<'g> {
    specs: &'static [&'static Spec],
    made: Vec<Box<dyn Rewriter + 'g>>,
    unable: Unable,
}

impl<'g> Rewriters<'g> {
    /// The number of a language's room; languages of one room are renamed together.
    pub fn room(&self, language: Language) -> usize {
        self.specs.iter().position(|spec| spec.is(language)).unwrap_or(self.specs.len())
    }

    /// The rewriter of a room.
    pub fn of(&mut self, room: usize) -> &mut (dyn Rewriter + 'g) {
        match self.made.get_mut(room) {
            Some(made) => made.as_mut(),
            None => &mut self.unable,
        }
    }

    /// The rewriter for a file.
    pub fn of_file(&mut self, input: &Input, file: FileId) -> &mut (dyn Rewriter + 'g) {
        self.of(self.room(input.source(file).language))
    }

    /// All of them, in the order of the rooms.
    pub fn all(&mut self) -> impl Iterator<Item = &mut Box<dyn Rewriter + 'g>> {
        self.made.iter_mut()
    }
}
