//! `.init.klp_objects`: an array of `struct klp_object_ext`, each with an array of
//! `struct klp_func_ext` (`include/linux/livepatch_external.h`, Linux 6.19): name, functions,
//! four callbacks and a flag, number of functions; old name, new function, sympos.

use super::PatchedFunction;
use super::contents::{Contents, LONG, Pointer};
use super::function::{self, Entry, MOST};
use crate::notice::Notice;

/// `KLP_OBJECTS_SEC` of objtool, and what it was at first.
const SECTIONS: &[&str] = &[".init.klp_objects", "__klp_objects"];
const OBJECT: u64 = 8 * LONG;
const FUNCTIONS: u64 = LONG;
const COUNT: u64 = 7 * LONG;
/// `unsigned int nr_funcs`.
const COUNT_BYTES: usize = 4;
const FUNCTION: u64 = 3 * LONG;
const NEW: u64 = LONG;
const SYMPOS: u64 = 2 * LONG;

/// The functions; `None` if the module was not made by klp-build.
pub(super) fn read(
    contents: &Contents<'_, '_>,
    notices: &mut Vec<Notice>,
) -> Option<Vec<PatchedFunction>> {
    let objects = contents.entries(SECTIONS, OBJECT as usize, notices)?;
    let mut found = Vec::new();
    for at in objects {
        let Ok(object) = function::object(contents.text(at)) else {
            let text = "the object's name cannot be read: what is replaced of it is unknown";
            notices.push(contents.lost(at, text));
            continue;
        };
        let count = contents.number(at + COUNT, COUNT_BYTES);
        let (count, functions) = match (count, contents.pointer(at + FUNCTIONS)) {
            // An object of callbacks alone.
            (Some(0), Pointer::Null) => continue,
            (Some(count), Pointer::To(functions)) => (count, functions),
            _ => {
                let text = "the object's functions cannot be found";
                notices.push(contents.lost(at, text));
                continue;
            }
        };
        for number in 0..count {
            let at = functions.wrapping_add(number * FUNCTION);
            if found.len() >= MOST || !contents.holds(at, FUNCTION) {
                let text =
                    format!("{count} functions are too many, or do not fit into the section");
                notices.push(contents.lost(functions, text));
                break;
            }
            let entry = Entry { at, old_name: at, new_function: at + NEW, old_sympos: at + SYMPOS };
            found.extend(entry.read(contents, object.as_deref(), notices));
        }
    }
    Some(found)
}
