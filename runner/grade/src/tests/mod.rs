//! Behaviour of planning, running and reporting as a whole, one file a subject, all on the fake workshop.

mod planning;
mod reporting;
mod running;
