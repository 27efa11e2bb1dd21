//! A type DIE becomes a C declaration: declarators are built from the name outwards
//! (C11 6.7.6), with what has to be declared before.

use gimli::constants as dw;

use super::type_die::{TypeDie, TypeReader};

/// Types on the way from a name to what it is made of, and functions within functions.
const STEPS: usize = 64;
const NESTED: usize = 8;
/// DIEs read for one prototype.
const BUDGET: usize = 4096;

/// A type that a declaration names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedType {
    /// What kind of name.
    pub kind: TypeKind,
    /// The tag or typedef name.
    pub name: String,
    /// Where it is declared: normalised path, line. A type that is only declared has none.
    pub place: Option<(String, u32)>,
    /// True if its size has to be known: it is passed or returned itself.
    pub by_value: bool,
    /// Size in bytes.
    pub size: Option<u64>,
    /// For a typedef: its declaration in C; `None` if it stands for a type without a tag.
    pub definition: Option<String>,
    /// What `definition` names itself.
    pub needs: Vec<NamedType>,
}

/// What a name in C's type system stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeKind {
    /// `struct NAME`.
    Struct,
    /// `union NAME`.
    Union,
    /// `enum NAME`.
    Enum,
    /// `NAME`.
    Typedef,
}

impl TypeKind {
    /// The word before the name, with a blank; nothing for a typedef.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Struct => "struct ",
            Self::Union => "union ",
            Self::Enum => "enum ",
            Self::Typedef => "",
        }
    }
}

/// Writes declarations, and gathers what they name.
pub(super) struct Declarations<'r, 'd> {
    pub(super) reader: TypeReader<'r, 'd>,
    /// Types named so far.
    pub(super) named: Vec<NamedType>,
    /// What could not be written, one clause each.
    pub(super) problems: Vec<String>,
    /// DIEs that may still be read.
    budget: usize,
}

/// A declarator under construction, and what binds to it next.
struct Declarator {
    text: String,
    qualifiers: String,
    /// Its outermost part is a `*`: brackets and parentheses bind tighter.
    pointer: bool,
    by_value: bool,
}

impl Declarator {
    fn wrap(&mut self) {
        if self.pointer {
            self.text = format!("({})", self.text);
        }
        self.pointer = false;
    }

    fn qualify(&mut self, qualifier: &str) {
        if !self.qualifiers.contains(qualifier) {
            self.qualifiers.push_str(qualifier);
            self.qualifiers.push(' ');
        }
    }

    fn finish(self, specifier: &str) -> String {
        format!("{}{specifier} {}", self.qualifiers, self.text).trim_end().to_owned()
    }
}

impl<'r, 'd> Declarations<'r, 'd> {
    pub(super) fn new(reader: TypeReader<'r, 'd>) -> Self {
        Self { reader, named: Vec::new(), problems: Vec::new(), budget: BUDGET }
    }

    /// Forgets what was gathered: for the next prototype.
    pub(super) fn restart(&mut self) -> (Vec<NamedType>, Vec<String>) {
        self.budget = BUDGET;
        (std::mem::take(&mut self.named), std::mem::take(&mut self.problems))
    }

    /// A DIE, if the budget allows.
    pub(super) fn read(&mut self, offset: u64) -> Option<TypeDie> {
        self.budget = self.budget.checked_sub(1)?;
        self.reader.read(offset)
    }

    /// The declaration of `text`, a name or declarator, as the type at `of`.
    pub(super) fn declare(&mut self, of: Option<u64>, text: String, nested: usize) -> String {
        let mut declarator =
            Declarator { text, qualifiers: String::new(), pointer: false, by_value: true };
        let mut at = of;
        for _ in 0..STEPS {
            let Some(offset) = at else { return declarator.finish("void") };
            let Some(die) = self.read(offset) else { break };
            if die.lost {
                break;
            }
            match die.tag {
                dw::DW_TAG_const_type => declarator.qualify("const"),
                dw::DW_TAG_volatile_type => declarator.qualify("volatile"),
                dw::DW_TAG_restrict_type => declarator.qualify("restrict"),
                dw::DW_TAG_atomic_type => declarator.qualify("_Atomic"),
                dw::DW_TAG_pointer_type => {
                    let qualifiers = std::mem::take(&mut declarator.qualifiers);
                    declarator.text = format!("*{qualifiers}{}", declarator.text);
                    (declarator.pointer, declarator.by_value) = (true, false);
                }
                dw::DW_TAG_array_type => {
                    declarator.wrap();
                    declarator.text.push_str(&dimensions(&die));
                    declarator.by_value = true;
                }
                dw::DW_TAG_subroutine_type if nested < NESTED => {
                    declarator.wrap();
                    let parameters = self.parameters(&die, nested + 1);
                    declarator.text = format!("{}({parameters})", declarator.text);
                    declarator.by_value = false;
                }
                _ => return self.end(die, declarator, nested),
            }
            at = die.of;
        }
        self.problems.push("a type that cannot be read is written as void".to_owned());
        declarator.finish("void")
    }

    /// The parameter list of a function or function type, without its parentheses.
    pub(super) fn parameters(&mut self, function: &TypeDie, nested: usize) -> String {
        let mut written = Vec::new();
        for (index, child) in function.children.iter().enumerate() {
            if child.tag == dw::DW_TAG_unspecified_parameters {
                written.push("...".to_owned());
                continue;
            }
            let origin = child.origin.and_then(|origin| self.read(origin));
            let from = |die: &TypeDie| die.of;
            let of = child.of.or(origin.as_ref().and_then(from));
            let name = child.name.clone().or(origin.and_then(|origin| origin.name));
            // A definition has to name its parameters; a type need not.
            let name = match name.filter(|name| is_identifier(name)) {
                Some(name) => name,
                None if nested > 0 => String::new(),
                None => format!("arg{}", index + 1),
            };
            written.push(self.declare(of, name, nested));
        }
        if written.is_empty() { "void".to_owned() } else { written.join(", ") }
    }

    /// What a declaration ends at: a type with a name, or one that has none.
    fn end(&mut self, die: TypeDie, mut declarator: Declarator, nested: usize) -> String {
        let kind = match die.tag {
            dw::DW_TAG_structure_type | dw::DW_TAG_class_type => TypeKind::Struct,
            dw::DW_TAG_union_type => TypeKind::Union,
            dw::DW_TAG_enumeration_type => TypeKind::Enum,
            dw::DW_TAG_typedef => TypeKind::Typedef,
            dw::DW_TAG_base_type => {
                let name = die.name.filter(|name| is_words(name));
                return declarator.finish(&name.unwrap_or_else(|| "int".to_owned()));
            }
            _ => {
                self.problems.push(format!("{} is written as void", die.tag));
                return declarator.finish("void");
            }
        };
        let Some(name) = die.name.clone().filter(|name| is_identifier(name)) else {
            return self.nameless(&die, kind, declarator);
        };
        // The compiler's own struct behind va_list, an array that decays to a pointer.
        if name == "__va_list_tag" && declarator.text.starts_with('*') {
            declarator.text.remove(0);
            return declarator.finish("va_list");
        }
        self.name(&die, kind, &name, declarator.by_value, nested);
        declarator.finish(&format!("{}{name}", kind.keyword()))
    }

    fn nameless(&mut self, die: &TypeDie, kind: TypeKind, declarator: Declarator) -> String {
        let place = die.place.as_ref().map(|(file, line)| format!(" of {file}:{line}"));
        let place = place.unwrap_or_default();
        let instead = if kind == TypeKind::Enum { "int" } else { "void" };
        let what = kind.keyword().trim_end();
        self.problems.push(format!("a {what} without a tag{place} is written as {instead}"));
        declarator.finish(instead)
    }

    /// Notes a name, once; a typedef with what it stands for.
    fn name(&mut self, die: &TypeDie, kind: TypeKind, name: &str, by_value: bool, nested: usize) {
        let known = self.named.iter_mut().find(|known| known.kind == kind && known.name == name);
        if let Some(known) = known {
            known.by_value |= by_value;
            known.place = known.place.take().or_else(|| die.place.clone());
            return;
        }
        let mut row = NamedType {
            kind,
            name: name.to_owned(),
            place: die.place.clone(),
            by_value,
            size: die.size,
            definition: None,
            needs: Vec::new(),
        };
        if kind == TypeKind::Typedef && nested < NESTED {
            let outer = (std::mem::take(&mut self.named), std::mem::take(&mut self.problems));
            let text = self.declare(die.of, name.to_owned(), nested + 1);
            let whole = self.problems.is_empty() && !die.lost;
            row.definition = whole.then(|| format!("typedef {text};"));
            row.needs = std::mem::replace(&mut self.named, outer.0);
            self.problems = outer.1;
        }
        self.named.push(row);
    }
}

fn dimensions(array: &TypeDie) -> String {
    let one = |dimension: &TypeDie| match dimension.count {
        Some(count) => format!("[{count}]"),
        None => "[]".to_owned(),
    };
    if array.children.is_empty() {
        return "[]".to_owned();
    }
    array.children.iter().map(one).collect()
}

/// Text from the file goes into C source only if it is a name there.
pub(super) fn is_identifier(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `long unsigned int`.
fn is_words(name: &str) -> bool {
    !name.is_empty() && name.split(' ').all(is_identifier)
}
