//! Small files that make a careless reader slow or large: each class at any size, so that
//! twice the size can be held against twice the cost.

mod calls;
mod dies;
mod sections;
mod symbols;
mod tables;

/// A way to amplify.
#[derive(Clone, Copy)]
pub struct Class {
    /// What is many, shared or long.
    pub name: &'static str,
    /// The bytes of a file of size `n`, in the unit of the class.
    pub make: fn(usize) -> Vec<u8>,
    /// A size at which the optimised program takes long enough to be timed.
    pub size: usize,
    /// The function that `impact` is asked about.
    pub function: &'static str,
}

impl Class {
    /// A size for programs that are not optimised.
    pub fn small(&self) -> usize {
        (self.size / 80).max(4)
    }
}

/// All, those of one file together.
pub fn classes() -> Vec<Class> {
    [tables::CLASSES, dies::CLASSES, calls::CLASSES, symbols::CLASSES, sections::CLASSES].concat()
}

const fn class(
    name: &'static str,
    make: fn(usize) -> Vec<u8>,
    size: usize,
    function: &'static str,
) -> Class {
    Class { name, make, size, function }
}
