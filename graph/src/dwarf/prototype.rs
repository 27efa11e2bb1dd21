//! Subprogram DIEs become prototypes in C.

use std::collections::BTreeMap;

use gimli::constants as dw;

use super::c_type::{Declarations, NamedType};
use super::type_die::TypeDie;

/// Origins followed from one subprogram, and names followed to what a value is.
const STEPS: usize = 16;

/// Stands where the function's name goes: no C source holds it.
const NAME: char = '\0';

/// How a function is declared in C, by DWARF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prototype {
    /// What comes before and after the name.
    declaration: (String, String),
    /// What it gives back.
    pub returns: ReturnValue,
    /// The types it names, in the order of their first use.
    pub types: Vec<NamedType>,
    /// What C has no words for, one clause each.
    pub problems: Vec<String>,
}

/// What a `return` statement needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnValue {
    /// Nothing.
    Void,
    /// A number.
    Scalar,
    /// A pointer.
    Pointer,
    /// A struct or union, of this type name.
    Aggregate(String),
}

impl Prototype {
    /// The declaration of a function of this type, without a semicolon.
    pub fn declare(&self, name: &str) -> String {
        format!("{}{name}{}", self.declaration.0, self.declaration.1)
    }
}

/// The prototypes of the subprograms at these `.debug_info` offsets, as far as they can
/// be read.
pub(super) fn read(
    declarations: &mut Declarations<'_, '_>,
    dies: &[u64],
) -> BTreeMap<u64, Prototype> {
    let mut found = BTreeMap::new();
    for &die in dies {
        let prototype = of_subprogram(declarations, die);
        let (types, problems) = declarations.restart();
        found.extend(prototype.map(|prototype| (die, Prototype { types, problems, ..prototype })));
    }
    found
}

fn of_subprogram(declarations: &mut Declarations<'_, '_>, die: u64) -> Option<Prototype> {
    let mut subprogram = declarations.read(die)?;
    if subprogram.tag != dw::DW_TAG_subprogram {
        return None;
    }
    // A concrete instance leaves the types to its origin.
    for _ in 0..STEPS {
        let Some(origin) = subprogram.origin.and_then(|origin| declarations.read(origin)) else {
            break;
        };
        subprogram = TypeDie {
            children: if origin.children.is_empty() {
                subprogram.children
            } else {
                origin.children
            },
            of: subprogram.of.or(origin.of),
            ..origin
        };
    }
    let parameters = declarations.parameters(&subprogram, 0);
    let text = declarations.declare(subprogram.of, format!("{NAME}({parameters})"), 0);
    let (before, after) = text.split_once(NAME)?;
    let declaration = (before.to_owned(), after.to_owned());
    let returns = return_value(declarations, subprogram.of);
    Some(Prototype { declaration, returns, types: Vec::new(), problems: Vec::new() })
}

fn return_value(declarations: &mut Declarations<'_, '_>, of: Option<u64>) -> ReturnValue {
    let mut at = of;
    for _ in 0..STEPS {
        let Some(die) = at.map(|offset| declarations.read(offset)) else {
            return ReturnValue::Void;
        };
        let Some(die) = die else { break };
        match die.tag {
            dw::DW_TAG_pointer_type => return ReturnValue::Pointer,
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type => {
                // What this names was noted with the declaration.
                let name = declarations.declare(of, String::new(), 0);
                return ReturnValue::Aggregate(name);
            }
            dw::DW_TAG_base_type | dw::DW_TAG_enumeration_type => return ReturnValue::Scalar,
            _ => at = die.of,
        }
    }
    ReturnValue::Scalar
}
