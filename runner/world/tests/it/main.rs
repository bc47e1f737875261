//! What a user of a world relies on, seen from outside: one file a concern, one test binary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share may fail as loudly as the tests do")]

mod world_folder;
