//! Names that mean something to control flow: thunks, tracers, functions that do not
//! return.

use super::To;
use crate::code::Meaning;

/// What a transfer to code of this name is, if it is not a call of a function.
/// `__x86_return_thunk` and its variants stand for `ret` (CONFIG_MITIGATION_RETHUNK),
/// `__x86_indirect_thunk_REG` for a jump by a register (retpolines of GCC and clang).
pub(super) fn transfer(name: &str, call: bool) -> Option<Meaning<To>> {
    if name.ends_with("_return_thunk") || name == "__x86_return_thunk" {
        Some(Meaning::Return)
    } else if name.starts_with("__x86_indirect_")
        || name.starts_with("__llvm_retpoline_")
        || name.starts_with("__llvm_lvi_thunk_")
        // A static call goes wherever it was set to go.
        || call && name.starts_with("__SCT__")
    {
        Some(Meaning::Indirect)
    } else if call && matches!(name, "__fentry__" | "mcount" | "_mcount") {
        Some(Meaning::Nothing)
    } else {
        None
    }
}

/// Functions of other objects that do not return: those of the C and C++ libraries, and
/// of the kernel what its modules may call (tools/objtool/noreturns.h). Sorted.
const NEVER: [&str; 66] = [
    "_Exit",
    "_Unwind_Resume",
    "_ZSt10unexpectedv",
    "_ZSt17__throw_bad_allocv",
    "_ZSt17__throw_bad_castv",
    "_ZSt19__throw_logic_errorPKc",
    "_ZSt20__throw_length_errorPKc",
    "_ZSt20__throw_out_of_rangePKc",
    "_ZSt24__throw_out_of_range_fmtPKcz",
    "_ZSt9terminatev",
    "__GI_abort",
    "__assert",
    "__assert_fail",
    "__assert_perror_fail",
    "__chk_fail",
    "__cxa_bad_cast",
    "__cxa_bad_typeid",
    "__cxa_call_terminate",
    "__cxa_rethrow",
    "__cxa_throw",
    "__fortify_fail",
    "__fortify_panic",
    "__invalid_creds",
    "__longjmp_chk",
    "__module_put_and_kthread_exit",
    "__stack_chk_fail",
    "__stack_chk_fail_local",
    "__tdx_hypercall_failed",
    "__ubsan_handle_builtin_unreachable",
    "_exit",
    "_longjmp",
    "abort",
    "arch_cpu_idle_dead",
    "cpu_bringup_and_idle",
    "cpu_startup_entry",
    "do_exit",
    "do_group_exit",
    "do_task_dead",
    "err",
    "errx",
    "ex_handler_msr_mce",
    "exit",
    "fortify_panic",
    "hlt_play_dead",
    "kthread_complete_and_exit",
    "kthread_exit",
    "kunit_try_catch_throw",
    "longjmp",
    "machine_real_restart",
    "make_task_dead",
    "mpt_halt_firmware",
    "panic",
    "pthread_exit",
    "quick_exit",
    "resume_play_dead",
    "rewind_stack_and_make_dead",
    "rust_begin_unwind",
    "rust_helper_BUG",
    "sev_es_terminate",
    "siglongjmp",
    "snp_abort",
    "stop_this_cpu",
    "thrd_exit",
    "usercopy_abort",
    "verr",
    "verrx",
];

/// True for a function of another object that does not return.
pub(super) fn never_returns(name: &str) -> bool {
    let name = name.strip_suffix("@plt").unwrap_or(name);
    NEVER.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(NEVER.is_sorted());
        assert!(never_returns("abort@plt") && !never_returns("printf@plt"));
    }
}
