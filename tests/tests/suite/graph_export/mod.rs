//! `klpscope graph`: every format is read back by a program that others wrote, and what that
//! took is held against the lists, which are made another way. Names are hostile.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at what is not as expected")]

mod graph;
mod hostile;
mod lists;
mod output;
mod picture;
mod readers;
mod schema;
mod selection;
mod whole;
