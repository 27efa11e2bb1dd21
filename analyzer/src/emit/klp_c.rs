//! `--emit klp-c`: the skeleton of a live patch module, for Linux 5.1 and later
//! (`klp_enable_patch` alone registers a patch since then).

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{FuncId, Prototype, Role};

use super::c_text::{comment, identifier, string};
use super::plan::{Plan, PlannedObject};
use super::stub::{Stub, line};
use super::types::Types;

/// Headers that every live patch needs.
pub(super) const HEADERS: [&str; 4] =
    ["linux/kernel.h", "linux/module.h", "linux/types.h", "linux/livepatch.h"];

/// The C source. `prototypes` are those of the functions of each program; `version` is
/// that of klpscope.
pub fn klp_c(plan: &Plan, prototypes: &[BTreeMap<FuncId, Prototype>], version: &str) -> String {
    let mut types = Types::default();
    let mut names = BTreeSet::new();
    let objects: Vec<_> = plan
        .objects
        .iter()
        .map(|object| {
            let prototypes = prototypes.get(object.program);
            (object, stubs(object, prototypes, &mut types, &mut names))
        })
        .collect();
    let mut out = head(plan, version);
    types.write(&mut out);
    for (object, stubs) in &objects {
        for stub in stubs {
            stub.function(&mut out);
        }
        abandoned(object, &mut out);
    }
    let mut arrays = BTreeSet::new();
    let mut entries = String::new();
    for (object, stubs) in objects.iter().filter(|(_, stubs)| !stubs.is_empty()) {
        let array = unique(&format!("{}_funcs", identifier(object.object_name())), &mut arrays);
        out.push_str(&format!("\nstatic struct klp_func {array}[] = {{\n"));
        for stub in stubs {
            stub.entry(&mut out);
        }
        out.push_str("\t{ }\n};\n");
        let name = object_field(object);
        entries.push_str(&format!("\t{{\n\t\t{name}\n\t\t.funcs = {array},\n\t}},\n"));
    }
    out.push_str(&format!("\nstatic struct klp_object objs[] = {{\n{entries}\t{{ }}\n}};\n"));
    out.push_str(TAIL);
    out
}

fn head(plan: &Plan, version: &str) -> String {
    let functions: usize = plan.objects.iter().map(|object| object.listed().count()).sum();
    let mut out = format!(
        "// SPDX-License-Identifier: GPL-2.0\n/*\n * Skeleton of a live patch, by klpscope {}.\n *\n",
        comment(version)
    );
    let specs: Vec<_> = plan.asked.iter().map(|spec| format!("-f {spec}")).collect();
    line(&mut out, &format!("question: {} (model {})", specs.join(" "), plan.model));
    line(&mut out, &format!("functions to replace: {functions}"));
    for object in &plan.objects {
        let build_id = object.build_id.as_deref().unwrap_or("none");
        line(&mut out, &format!("object: {}, build-id {build_id}", object.name));
    }
    out.push_str(" *\n * It fits this build alone. Every TODO is yours.\n */\n");
    out.push_str("#define pr_fmt(fmt) KBUILD_MODNAME \": \" fmt\n\n");
    out.push_str("/* TODO: 0 once each stub has its body: an empty one breaks the kernel. */\n");
    out.push_str("#define KLP_SKELETON 1\n\n");
    for header in HEADERS {
        out.push_str(&format!("#include <{header}>\n"));
    }
    out
}

/// The members of an object to put into its array.
fn stubs<'a>(
    object: &'a PlannedObject,
    prototypes: Option<&'a BTreeMap<FuncId, Prototype>>,
    types: &mut Types,
    names: &mut BTreeSet<String>,
) -> Vec<Stub<'a>> {
    let mut found = Vec::new();
    for member in object.listed() {
        let prototype = member.function.and_then(|id| prototypes?.get(&id));
        let wanted = prototype.map(|prototype| prototype.types.as_slice()).unwrap_or_default();
        let missing = types.add(wanted, object.source_root.as_deref());
        let name = unique(&format!("klp_{}", identifier(&member.name)), names);
        found.push(Stub { member, prototype, name, missing });
    }
    found
}

/// `wanted`, with a number behind it if that is taken.
fn unique(wanted: &str, names: &mut BTreeSet<String>) -> String {
    let numbered = (2_u64..).map(|number| format!("{wanted}_{number}"));
    let mut free = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = free.find(|name| !names.contains(name)).unwrap_or_default();
    names.insert(name.clone());
    name
}

/// Says which members have no entry, and why.
fn abandoned(object: &PlannedObject, out: &mut String) {
    let left = object.members.iter().filter(|member| member.abandoned || member.symbol.is_none());
    for member in left {
        let place = member.place.as_deref().map(|place| format!(" ({place})")).unwrap_or_default();
        out.push_str(&format!("\n/*\n * {}{}: no entry\n", comment(&member.name), comment(&place)));
        line(
            out,
            if member.abandoned {
                "abi-clone: the compiler changed its signature, source compiled anew cannot call it; its callers are replaced"
            } else {
                "TODO: no symbol names it"
            },
        );
        for reason in &member.reasons {
            line(out, reason);
        }
        out.push_str(" */\n");
    }
}

fn object_field(object: &PlannedObject) -> String {
    match &object.role {
        Role::Kernel => ".name = NULL, /* vmlinux */".to_owned(),
        Role::Module(name) => format!(".name = {},", string(name)),
        Role::KernelPart | Role::UserSpace => {
            let file = comment(&object.name);
            format!(
                ".name = NULL, /* TODO: the module that {file} becomes part of; NULL is vmlinux */"
            )
        }
    }
}

const TAIL: &str = "
static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int __init klp_patch_init(void)
{
	if (KLP_SKELETON) {
		pr_err(\"this is a skeleton: its stubs have no bodies yet\\n\");
		return -EPERM;
	}
	return klp_enable_patch(&patch);
}

static void __exit klp_patch_exit(void)
{
}

module_init(klp_patch_init);
module_exit(klp_patch_exit);
MODULE_DESCRIPTION(\"Live patch\");
MODULE_LICENSE(\"GPL\");
MODULE_INFO(livepatch, \"Y\");
";
