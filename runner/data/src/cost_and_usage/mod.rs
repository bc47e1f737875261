//! `cost-and-usage`: what a small company paid AWS in the first quarter of 2026, in the columns of a cost and usage report.
//!
//! The column names are those that AWS publishes for its reports (legacy CUR, as Athena sees them); the company, its accounts,
//! resources and amounts are made up, and the rates are AWS's list prices of us-east-1. What a learner should find is the
//! same for every seed: most of the development account carries no cost centre, an instance is paid for by a reservation that
//! is only partly used, and in March one NAT gateway moves far more data than before. As in real reports, later months have
//! columns that the first one lacks.
//!
//! `resources.rs` is what is used and what it costs, `report.rs` makes the lines and columns of the report.

mod report;
mod resources;

pub(crate) use report::generate;
