//! What keeps two languages of the guides together. Today: the glossary and its rules.
