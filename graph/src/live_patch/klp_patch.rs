//! Static data of type `struct klp_patch`, as a module writes it by hand: its objects and
//! their functions end with an empty entry (`klp_for_each_object_static`,
//! `klp_for_each_func_static` of `include/linux/livepatch.h`). Where the members lie tells
//! the module's DWARF, for the types differ from release to release.

use super::PatchedFunction;
use super::contents::{Contents, Pointer, Text};
use super::function::{self, Entry, MOST};
use crate::dwarf::{DwarfSections, StructLayout, StructLayouts};
use crate::error::ErrorKind;
use crate::notice::Notice;

/// Where the members lie that matter.
struct Layouts {
    objects_of_patch: u64,
    object: u64,
    name_of_object: u64,
    functions_of_object: u64,
    function: u64,
    old_name: u64,
    new_func: u64,
    old_sympos: u64,
}

/// The functions; `None` if the module has no such data.
pub(super) fn read(
    contents: &Contents<'_, '_>,
    notices: &mut Vec<Notice>,
) -> Result<Option<Vec<PatchedFunction>>, ErrorKind> {
    if !contents.image.has_dwarf() {
        return Ok(None);
    }
    let dwarf = DwarfSections::load(contents.image)?;
    let (found, damage) = dwarf.structs(&["klp_patch", "klp_object", "klp_func"], "klp_patch");
    notices.extend(damage);
    if found.variables.is_empty() {
        return Ok(None);
    }
    let mut functions = Vec::new();
    let layouts = match layouts(&found) {
        Ok(layouts) => layouts,
        Err(member) => {
            let text = format!("does not tell where {member} lies: what is replaced is unknown");
            notices.push(Notice::incomplete(".debug_info", text));
            return Ok(Some(functions));
        }
    };
    for &patch in &found.variables {
        let objects = contents.pointer(patch.wrapping_add(layouts.objects_of_patch));
        match objects {
            Pointer::To(objects) => {
                each_object(contents, &layouts, objects, &mut functions, notices);
            }
            Pointer::Null | Pointer::Elsewhere | Pointer::Unknown => {
                let text = "a struct klp_patch without objects that the file holds: what it replaces is decided when the module is loaded";
                notices.push(contents.lost(patch, text));
            }
        }
    }
    Ok(Some(functions))
}

/// Where they lie, or the first of which that is unknown.
fn layouts(found: &StructLayouts) -> Result<Layouts, String> {
    let of = |name: &str| found.structs.get(name).ok_or_else(|| format!("struct {name}"));
    let offset = |of: &str, layout: &StructLayout, name: &str| {
        layout.members.get(name).copied().ok_or_else(|| format!("{name} of struct {of}"))
    };
    let (patch, object, function) = (of("klp_patch")?, of("klp_object")?, of("klp_func")?);
    Ok(Layouts {
        objects_of_patch: offset("klp_patch", patch, "objs")?,
        object: object.size,
        name_of_object: offset("klp_object", object, "name")?,
        functions_of_object: offset("klp_object", object, "funcs")?,
        function: function.size,
        old_name: offset("klp_func", function, "old_name")?,
        new_func: offset("klp_func", function, "new_func")?,
        // Since Linux 4.5.
        old_sympos: offset("klp_func", function, "old_sympos")?,
    })
}

fn each_object(
    contents: &Contents<'_, '_>,
    layouts: &Layouts,
    objects: u64,
    found: &mut Vec<PatchedFunction>,
    notices: &mut Vec<Notice>,
) {
    let mut at = objects;
    // Sizes are not 0, so that this ends with the section at last.
    while found.len() < MOST && contents.holds(at, layouts.object) {
        let name = contents.text(at.wrapping_add(layouts.name_of_object));
        match (contents.pointer(at.wrapping_add(layouts.functions_of_object)), name) {
            (Pointer::Null, Text::Null) => return,
            // An object of callbacks alone.
            (Pointer::Null, Text::Is(_)) => {}
            (Pointer::To(functions), name) => match function::object(name) {
                Ok(object) => {
                    let object = object.as_deref();
                    each_function(contents, layouts, (object, functions), found, notices);
                }
                Err(()) => {
                    let text = "the name of a struct klp_object cannot be read: what is replaced of it is unknown";
                    notices.push(contents.lost(at, text));
                }
            },
            (Pointer::Null | Pointer::Elsewhere | Pointer::Unknown, _) => {
                let text = "the functions of a struct klp_object cannot be found";
                notices.push(contents.lost(at, text));
            }
        }
        at = at.wrapping_add(layouts.object);
    }
    endless(contents, objects, notices);
}

fn each_function(
    contents: &Contents<'_, '_>,
    layouts: &Layouts,
    (object, functions): (Option<&str>, u64),
    found: &mut Vec<PatchedFunction>,
    notices: &mut Vec<Notice>,
) {
    let mut at = functions;
    while found.len() < MOST && contents.holds(at, layouts.function) {
        let entry = Entry {
            at,
            old_name: at.wrapping_add(layouts.old_name),
            new_function: at.wrapping_add(layouts.new_func),
            old_sympos: at.wrapping_add(layouts.old_sympos),
        };
        if entry.is_end(contents) {
            return;
        }
        found.extend(entry.read(contents, object, notices));
        at = at.wrapping_add(layouts.function);
    }
    endless(contents, functions, notices);
}

fn endless(contents: &Contents<'_, '_>, at: u64, notices: &mut Vec<Notice>) {
    let text =
        "an array without an end in its section, or with too many entries: what follows is unknown";
    notices.push(contents.lost(at, text));
}
