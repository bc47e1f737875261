//! How deep the thread of a shell is in calls. bashkit counts functions, subshells and substitutions, but not `eval`, and a
//! stack that overflows would end the whole process.

/// Stack of a shell's thread. Only touched pages cost memory; deeply nested JSON in `jq` touches the most.
pub(crate) const BYTES: usize = 512 << 20;
/// The depth at which no further command is started.
const MOST_FOR_COMMANDS: usize = 48 << 20;

/// Where the stack of a shell's thread starts.
#[derive(Clone, Copy)]
pub(crate) struct StackBase(usize);

impl StackBase {
    /// The present depth, to be taken near the thread's start.
    pub(crate) fn here() -> Self {
        Self(address())
    }

    /// Whether so much of the stack is in use that no further command may start.
    pub(crate) fn is_deep(self) -> bool {
        self.0.abs_diff(address()) > MOST_FOR_COMMANDS
    }
}

/// An address in the caller's frame, or a frame close to it.
#[inline(never)]
fn address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)) as usize
}
