//! The Glue Data Catalog on the world's store: databases, tables and partitions, once, for Glue's API and for Athena's DDL.
