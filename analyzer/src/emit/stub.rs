//! A member becomes a function to fill in, and its `klp_func` entry.

use klpscope_graph::{Prototype, ReturnValue, Sympos};

use super::c_text::{comment, string};
use super::plan::PlannedMember;
use crate::report::{Effect, Verdict};

/// A member with the name of its stub.
pub(super) struct Stub<'a> {
    pub(super) member: &'a PlannedMember,
    pub(super) prototype: Option<&'a Prototype>,
    /// `klp_NAME`.
    pub(super) name: String,
    /// Why it cannot be compiled as it is, one clause each.
    pub(super) missing: Vec<String>,
}

impl Stub<'_> {
    /// The function, with a comment that says why it is there.
    pub(super) fn function(&self, out: &mut String) {
        self.about(out);
        self.guarded(out, |out| {
            let (declaration, returns) = match self.prototype {
                Some(prototype) => (prototype.declare(&self.name), &prototype.returns),
                None => (format!("void {}(void)", self.name), &ReturnValue::Void),
            };
            out.push_str(&format!("static {declaration}\n{{\n\t/* TODO: the patched body */\n"));
            match returns {
                ReturnValue::Void => {}
                ReturnValue::Scalar => out.push_str("\treturn 0;\n"),
                ReturnValue::Pointer => out.push_str("\treturn NULL;\n"),
                ReturnValue::Aggregate(name) => out.push_str(&format!("\treturn ({name}){{ }};\n")),
            }
            out.push_str("}\n");
        });
    }

    /// The entry of the `klp_func` array.
    pub(super) fn entry(&self, out: &mut String) {
        self.guarded(out, |out| {
            let symbol = string(self.member.symbol.as_deref().unwrap_or_default());
            out.push_str(&format!(
                "\t{{\n\t\t.old_name = {symbol},\n\t\t.new_func = {},\n",
                self.name
            ));
            match self.member.sympos {
                Some(sympos @ Sympos { rank, of }) if of > 1 => out.push_str(&format!(
                    "\t\t.old_sympos = {}, /* {rank} of {of} symbols of this name */\n",
                    sympos.old_sympos()
                )),
                Some(_) => {}
                None => {
                    out.push_str(
                        "\t\t.old_sympos = 0, /* TODO: not known; 0 is a unique name */\n",
                    );
                }
            }
            out.push_str("\t},\n");
        });
    }

    fn about(&self, out: &mut String) {
        let member = self.member;
        let place = member.place.as_deref().map(|place| format!(" ({place})")).unwrap_or_default();
        out.push_str(&format!("\n/*\n * {}{}\n", comment(&member.name), comment(&place)));
        if let [_, _, ..] = member.bodies.as_slice() {
            line(out, &format!("one body of {}", member.bodies.join(", ")));
        }
        for reason in &member.reasons {
            line(out, reason);
        }
        if member.verdict != Verdict::Feasible {
            line(out, &format!("verdict: {}", member.verdict.name()));
        }
        for finding in member.findings.iter().filter(|finding| finding.effect > Effect::Note) {
            line(out, &format!("{}: {}", finding.id, finding.text));
        }
        for problem in self.prototype.iter().flat_map(|prototype| &prototype.problems) {
            line(out, &format!("TODO: {problem}"));
        }
        if self.prototype.is_none() {
            line(out, "TODO: its parameters are not known, it has no debug information");
        }
        for missing in &self.missing {
            line(out, &format!("TODO: needs {missing}"));
        }
        out.push_str(" */\n");
    }

    /// What cannot be compiled yet stands between `#if 0` and `#endif`.
    fn guarded(&self, out: &mut String, write: impl FnOnce(&mut String)) {
        let compiles = self.missing.is_empty() && self.prototype.is_some();
        if !compiles {
            out.push_str(&format!("#if 0 /* TODO: see {} */\n", self.name));
        }
        write(out);
        if !compiles {
            out.push_str("#endif\n");
        }
    }
}

/// A line of a comment.
pub(super) fn line(out: &mut String, text: &str) {
    out.push_str(&format!(" *   {}\n", comment(text)));
}
