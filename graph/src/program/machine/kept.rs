//! What was found out of single instances, kept between questions: nothing is set up for
//! those that nobody asks about.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::id::InstanceId;

/// Answers by instance. Threads that find out the same find the same.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<HashMap<InstanceId, T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Copy> Kept<T> {
    pub(super) fn get(&self, id: InstanceId) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    /// Keeps an answer, unless there is one.
    pub(super) fn keep(&self, id: InstanceId, answer: T) -> T {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(answer)
    }
}
