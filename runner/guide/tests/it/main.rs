//! The guide format seen from outside: whole labs, every author error, the specification page, and anything at all as input.
//!
//! One test program, because each links the whole crate. Tests of single grammars stand beside their code.

#![cfg(test)]

mod anything;
mod fixture;
mod malformed;
mod rendering;
mod repository;
mod selection;
mod specification;
mod tree;
