//! What keeps two languages of the guides together. Today that is the glossary: terms in English and Vietnamese, with the rules
//! that `labs lint` holds them to.
//!
//! Nothing here renders: `runner/book` draws the glossary's page. Findings are the guide's own `Diagnostic`, so that
//! a wrong term is told in the same way as a wrong step.

pub mod glossary;
