//! What a finding is about, told in a way that outlives a rebuild: no address, no line, no
//! number of a clone, no directory of the build.

use std::collections::BTreeMap;

use klpscope_graph::{FuncId, InstanceId, Program, Role};
use twox_hash::XxHash3_128;

use crate::instance;
use crate::report::{GateFinding, PlaceRow};

/// The name of an object that lasts: a kernel is `vmlinux`, whatever release its file names.
pub(super) fn object(program: &Program) -> String {
    match program.role() {
        Role::Kernel => "vmlinux".to_owned(),
        Role::Module(name) => name.clone(),
        Role::KernelPart | Role::UserSpace => program.object().name(),
    }
}

/// Where paths of sources are told from.
pub(super) struct Root<'a>(pub(super) Option<&'a str>);

impl Root<'_> {
    /// A path of a source of `program`, relative where it lies below the root.
    pub(super) fn short<'p>(&self, program: &'p Program, path: &'p str) -> &'p str {
        let given = self.0.and_then(|dir| path.strip_prefix(dir));
        given.unwrap_or_else(|| program.object().short_path(path))
    }

    /// The declaration of a function.
    pub(super) fn place(&self, program: &Program, function: FuncId) -> Option<PlaceRow> {
        let place = program.function(function).places().first()?;
        let file = self.short(program, program.str(place.file)).to_owned();
        Some(PlaceRow { file, line: place.line })
    }
}

/// The source function that an instance goes by: of a folded body the least name and place.
pub(super) fn function(program: &Program, root: &Root<'_>, id: InstanceId) -> Option<FuncId> {
    let functions = instance::distinct_functions(program, id);
    let key = |id: &FuncId| {
        let file = root.place(program, *id).map(|place| place.file);
        (program.function_name(*id).to_owned(), file)
    };
    functions.into_iter().min_by_key(key)
}

/// Gives each finding its fingerprint; those that nothing tells apart are numbered in the
/// order they stand.
pub(super) fn name(findings: &mut [GateFinding], details: &[String]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (finding, detail) in findings.iter_mut().zip(details) {
        let file = finding.place.as_ref().map_or("", |place| place.file.as_str());
        let parts =
            [finding.rule, &finding.function, file, &finding.object, &finding.clone, detail];
        let mut key = String::new();
        for part in parts {
            // A length in front of each: no two lists of parts give one text.
            key.push_str(&format!("{}:{part}", part.len()));
        }
        let nth = seen.entry(key.clone()).or_insert(0);
        if *nth > 0 {
            key.push_str(&format!("#{nth}"));
        }
        *nth += 1;
        finding.id = format!("{:032x}", XxHash3_128::oneshot(key.as_bytes()));
    }
}
