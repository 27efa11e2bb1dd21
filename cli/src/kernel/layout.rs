//! Where distributions put the files of a kernel, below the root of the system.
//!
//! | distribution | shipped | with debug information |
//! | --- | --- | --- |
//! | Debian, Ubuntu | `/lib/modules/REL/kernel/**.ko[.xz]` | `/usr/lib/debug/boot/vmlinux-REL`, `/usr/lib/debug/lib/modules/REL/kernel/**.ko`: whole files |
//! | Fedora, RHEL | `/lib/modules/REL/{kernel,extra,updates}/**.ko.xz` | `/usr/lib/debug/lib/modules/REL/{vmlinux,kernel/**.ko.debug}` |
//! | SUSE | `/usr/lib/modules/REL/kernel/**.ko.zst`, `/boot/vmlinux-REL.xz` | `/usr/lib/debug/usr/lib/modules/REL/{vmlinux.debug,kernel/**.ko.debug}` |
//! | built here | `/lib/modules/REL/kernel/**.ko`, `build/vmlinux` | the same |

/// Folders that hold one folder a release, with shipped modules.
pub(super) const MODULES: [&str; 2] = ["lib/modules", "usr/lib/modules"];
/// The same for separate debug files, and whole files with debug information.
pub(super) const DEBUG_MODULES: [&str; 2] =
    ["usr/lib/debug/lib/modules", "usr/lib/debug/usr/lib/modules"];
/// Folders that hold a `vmlinux-REL`.
pub(super) const BOOT: [&str; 3] = ["usr/lib/debug/boot", "usr/lib/debug", "boot"];
/// Folders of a release's folder that hold no modules of it, but what to build some with.
pub(super) const BUILD: [&str; 2] = ["build", "source"];
/// What a compressed file is called behind its name.
pub(super) const PACKED: [&str; 3] = [".xz", ".zst", ".gz"];

/// Where vmlinux may be with its debug information, or that alone.
pub(super) fn debug_vmlinux(release: &str) -> Vec<String> {
    let modules = DEBUG_MODULES.map(|folder| format!("{folder}/{release}/vmlinux"));
    let boot = [BOOT[0], BOOT[1]].map(|folder| format!("{folder}/vmlinux-{release}"));
    let mut found = Vec::new();
    for path in boot.into_iter().chain(modules) {
        found.extend([path.clone(), format!("{path}.debug")]);
    }
    found
}

/// Where vmlinux may be as it was shipped or built.
pub(super) fn shipped_vmlinux(release: &str) -> Vec<String> {
    let mut found = Vec::new();
    for folder in MODULES {
        found.push(format!("{folder}/{release}/build/vmlinux"));
        found.extend(packed(&format!("{folder}/{release}/vmlinux")));
    }
    found.extend(packed(&format!("{}/vmlinux-{release}", BOOT[2])));
    found
}

/// Where `Module.symvers` may be.
pub(super) fn symvers(release: &str) -> Vec<String> {
    let mut found = Vec::new();
    for folder in MODULES {
        found.push(format!("{folder}/{release}/build/Module.symvers"));
        found.extend(packed(&format!("{folder}/{release}/symvers")));
    }
    found.push(format!("usr/src/linux-headers-{release}/Module.symvers"));
    found.push(format!("usr/src/kernels/{release}/Module.symvers"));
    found.extend(packed(&format!("boot/symvers-{release}")));
    found
}

fn packed(path: &str) -> impl Iterator<Item = String> + '_ {
    [""].into_iter().chain(PACKED).map(move |suffix| format!("{path}{suffix}"))
}

/// The path of a module without what its file's name ends in; `None` for another file.
pub(super) fn module_stem(path: &str) -> Option<&str> {
    let plain = path.strip_suffix(".debug").unwrap_or(path);
    let plain = PACKED.iter().find_map(|suffix| plain.strip_suffix(suffix)).unwrap_or(plain);
    plain.strip_suffix(".ko")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        for name in ["fs/a.ko", "fs/a.ko.xz", "fs/a.ko.zst", "fs/a.ko.gz", "fs/a.ko.debug"] {
            assert_eq!(module_stem(name), Some("fs/a"), "{name}");
        }
        for name in ["fs/a.o", "modules.dep", "a.ko.txt", "vmlinux.debug", "a.kox.xz"] {
            assert_eq!(module_stem(name), None, "{name}");
        }
    }
}
