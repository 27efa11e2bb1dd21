//! What a file of stubs has to declare: headers of the kernel, tags that are only
//! pointed to, and stand-ins for what no header of the kernel declares.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{NamedType, TypeKind};

use super::c_text::comment;
use super::klp_c::HEADERS;

/// Declarations gathered over all stubs.
#[derive(Default)]
pub(super) struct Types {
    headers: BTreeSet<String>,
    forward: BTreeSet<String>,
    /// In the order in which they build on each other.
    stand_ins: Vec<String>,
    known: BTreeMap<(TypeKind, String), Option<String>>,
}

impl Types {
    /// Takes up the types of a prototype. Hands back those that a stub cannot do without
    /// and that cannot be declared, one clause each.
    pub(super) fn add(&mut self, types: &[NamedType], source_root: Option<&str>) -> Vec<String> {
        let missing = types.iter().map(|named| self.one(named, source_root));
        let mut missing: Vec<_> = missing.collect::<Vec<_>>().concat();
        missing.sort();
        missing.dedup();
        missing
    }

    /// `#include` lines, then declarations.
    pub(super) fn write(&self, out: &mut String) {
        for header in self.headers.iter().filter(|header| !HEADERS.contains(&header.as_str())) {
            out.push_str(&format!("#include <{header}>\n"));
        }
        for (lines, has) in [
            (self.forward.iter().collect::<Vec<_>>(), true),
            (self.stand_ins.iter().collect(), false),
        ] {
            if !lines.is_empty() {
                out.push('\n');
            }
            for line in lines {
                out.push_str(line);
                out.push_str(if has { ";\n" } else { "\n" });
            }
        }
    }

    fn one(&mut self, named: &NamedType, source_root: Option<&str>) -> Vec<String> {
        let header = named.place.as_ref().and_then(|(file, _)| header(file, source_root));
        let tag = format!("{}{}", named.kind.keyword(), named.name);
        let aggregate = matches!(named.kind, TypeKind::Struct | TypeKind::Union);
        if aggregate && !named.by_value {
            self.forward.insert(tag);
            return Vec::new();
        }
        if let Some(header) = header {
            self.headers.insert(header);
            return Vec::new();
        }
        let place = named.place.as_ref().map(|(file, line)| {
            let root = source_root.unwrap_or_default();
            format!("{}:{line}", file.strip_prefix(root).unwrap_or(file))
        });
        let place = place.map(|place| format!(", in {place}")).unwrap_or_default();
        let missing = vec![format!("{tag}{place}")];
        let line = match named.kind {
            // Of the size that enumerations have if not told otherwise.
            TypeKind::Enum if named.size == Some(4) => {
                Some(format!("enum {} {{ KLP_TODO_{} }};", named.name, named.name))
            }
            TypeKind::Typedef if named.name.starts_with("__builtin_") => return Vec::new(),
            TypeKind::Typedef => match &named.definition {
                Some(definition) => {
                    let missing = self.add(&named.needs, source_root);
                    if !missing.is_empty() {
                        return missing;
                    }
                    Some(definition.clone())
                }
                None if named.by_value => None,
                None => Some(format!("typedef struct klp_todo_{} {};", named.name, named.name)),
            },
            TypeKind::Enum | TypeKind::Struct | TypeKind::Union => None,
        };
        let Some(line) = line else { return missing };
        let key = (named.kind, named.name.clone());
        match self.known.get(&key) {
            // Another object's private type of the same name.
            Some(known) if known.as_ref() != Some(&line) => return missing,
            Some(_) => {}
            None => {
                let note = comment(&format!("TODO: its own declaration{place}"));
                self.stand_ins.push(format!("{line} /* {note} */"));
                self.known.insert(key, Some(line));
            }
        }
        Vec::new()
    }
}

/// How source includes the header at a path of the kernel's tree; `None` for what only
/// one folder includes. The folders are those that the kernel's Makefile searches:
/// `include`, `include/uapi`, and the same four of an architecture.
fn header(file: &str, source_root: Option<&str>) -> Option<String> {
    /// Included into every file by the compiler's command line; others refuse to be included.
    const ALWAYS: &[&str] =
        &["linux/compiler_types.h", "linux/compiler_attributes.h", "linux/kconfig.h"];
    let below = source_root.and_then(|root| file.strip_prefix(root)).unwrap_or(file);
    let rest = in_tree(below).or_else(|| {
        // A tree in an unknown folder: its name stands before `include` or `arch`.
        let mut starts = below.match_indices('/').map(|(at, _)| &below[at + 1..]);
        starts.find_map(in_tree).filter(|_| below.starts_with('/') && !below.contains("/drivers/"))
    })?;
    let rest = rest.strip_prefix("generated/uapi/").or(rest.strip_prefix("uapi/")).unwrap_or(rest);
    let rest =
        rest.strip_prefix("generated/asm/").map_or(rest.to_owned(), |name| format!("asm/{name}"));
    let name_ok = |c: char| c.is_ascii_alphanumeric() || "/_-.+".contains(c);
    let usable = rest.ends_with(".h") && rest.chars().all(name_ok) && rest.contains('/');
    let usable = usable && !rest.starts_with("trace/") && !rest.contains("..");
    let always = ALWAYS.contains(&rest.as_str()) || rest.starts_with("linux/compiler");
    match (usable, always) {
        (true, true) => Some("linux/compiler.h".to_owned()),
        (true, false) => Some(rest),
        (false, _) => None,
    }
}

/// The path below an `include` folder at the top of the tree, or of an architecture.
fn in_tree(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix("include/") {
        return Some(rest);
    }
    let (_, rest) = path.strip_prefix("arch/")?.split_once('/')?;
    rest.strip_prefix("include/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_those_of_the_include_path() {
        let root = Some("/w/linux/");
        for (file, expected) in [
            ("include/linux/fs.h", Some("linux/fs.h")),
            ("/w/linux/include/net/sock.h", Some("net/sock.h")),
            ("/b/src/include/uapi/linux/stat.h", Some("linux/stat.h")),
            ("include/uapi/asm-generic/int-ll64.h", Some("asm-generic/int-ll64.h")),
            ("arch/x86/include/asm/ptrace.h", Some("asm/ptrace.h")),
            ("arch/x86/include/uapi/asm/ptrace.h", Some("asm/ptrace.h")),
            ("arch/x86/include/generated/uapi/asm/types.h", Some("asm/types.h")),
            ("arch/x86/include/generated/asm/rwonce.h", Some("asm/rwonce.h")),
            ("include/linux/compiler_types.h", Some("linux/compiler.h")),
            ("fs/ext4/ext4.h", None),
            ("/w/linux/drivers/gpu/drm/amd/include/kgd.h", None),
            ("include/trace/events/ext4.h", None),
            ("kernel/sched/core.c", None),
            ("include/linux/a\"b.h", None),
        ] {
            assert_eq!(header(file, root).as_deref(), expected, "{file}");
        }
    }
}
