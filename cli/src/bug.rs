//! Panics become a message and an exit code: a panic is a bug in klpscope,
//! whatever the input.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

/// What the panic hook saw last, with file and line: [`panic::catch_unwind`] alone has no place.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Notes panics instead of printing them, in the whole process.
pub(crate) fn keep_quiet() {
    panic::set_hook(Box::new(|info| {
        let text = info.to_string().replace('\n', " ");
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
    }));
}

/// Runs `work`; if it panics, says what happened in one line.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // Whatever `work` left half done is only used to print the message and end.
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let noted = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
        let message = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
        noted.or(message).unwrap_or_else(|| "panicked".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::catch;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(catch(|| 1), Ok(1));
        assert_eq!(catch(|| panic!("at {}", 7)), Err::<(), _>("at 7".to_owned()));
    }
}
