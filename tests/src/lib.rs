//! What the tests share: where the corpus lies.
