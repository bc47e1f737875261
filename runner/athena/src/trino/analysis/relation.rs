//! FROM: tables of the Data Catalog, queries of WITH, subqueries, aliases; the rest is in `join` and `unnest`.

use datafusion::{
    common::{Column, TableReference},
    datasource::provider_as_source,
    logical_expr::{Expr, LogicalPlanBuilder},
};

use super::{
    Analysed, Analyzer, Field, Relational, TableName, build,
    query::rename,
    scope::{Queries, Scope},
    unsupported,
};
use crate::{
    query_error::{ErrorKind, QueryError},
    session::CATALOG,
    trino::{
        parser::deep,
        tree::{Name, Relation},
        typed::utc,
    },
    trino_type::TrinoType,
};

/// The table that a name means, in a session whose database is `database`; `None` when it has too many parts.
pub(in crate::trino) fn table_name(names: &[Name], database: &str) -> Option<TableName> {
    let lower = |name: &Name| name.text.to_lowercase();
    match names {
        [table] => Some((database.to_owned(), lower(table))),
        [database, table] | [_, database, table] => Some((lower(database), lower(table))),
        _ => None,
    }
}

impl Analyzer<'_> {
    pub(super) fn relation(
        &mut self,
        relation: &Relation,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        deep(|| match relation {
            Relation::Table(names) => self.table(names, queries),
            Relation::Query(query) => {
                let mut relational = self.query(query, outer, queries)?;
                relational.fields.iter_mut().for_each(|field| field.qualifier.clear());
                self.apart(relational)
            }
            Relation::Unnest(unnest) => self.unnest_alone(unnest, outer, queries),
            Relation::Join(join) => self.join(join, outer, queries),
            Relation::Alias(relation, name, columns) => {
                let mut relational = self.relation(relation, outer, queries)?;
                rename(&mut relational.fields, columns, name.at)?;
                for field in &mut relational.fields {
                    field.qualifier = vec![name.text.clone()];
                }
                Ok(relational)
            }
        })
    }

    /// The same rows under a name of their own.
    pub(super) fn apart(&mut self, relational: Relational) -> Analysed<Relational> {
        let values = relational.fields.into_iter().map(|field| {
            let column = Expr::Column(field.column.clone());
            (field, column)
        });
        let values = values.collect();
        self.project(relational.plan, values)
    }

    pub(super) fn table(&mut self, names: &[Name], queries: &Queries<'_>) -> Analysed<Relational> {
        let [.., last] = names else { return Err(QueryError::not_supported("A table without a name")) };
        if let [name] = names
            && let Some(named) = queries.find(name)
        {
            let (relational, weight) = (named.relational.as_ref().clone(), named.weight);
            self.count_relations(weight)?;
            let mut relational = self.apart(relational)?;
            for field in &mut relational.fields {
                field.qualifier = vec![name.text.clone()];
            }
            return Ok(relational);
        }
        let at = names.first().map_or(last.at, |first| first.at);
        let Some((database, table)) = table_name(names, self.session.database()) else {
            let message = format!("Too many dots in table name: {}", super::dotted(names));
            return Err(QueryError::at(ErrorKind::SyntaxError, at, message));
        };
        if let [catalog, _, _] = names
            && !catalog.is(CATALOG)
        {
            let message = format!("Catalog '{}' does not exist", catalog.text.to_lowercase());
            return Err(QueryError::at(ErrorKind::CatalogNotFound, at, message));
        }
        if table.contains('$') {
            return Err(unsupported(at, format!("The metadata table {table} is not supported by this engine")));
        }
        let key = (database, table);
        let Some(provider) = self.tables.get(&key).map(std::sync::Arc::clone) else {
            let (database, table) = key;
            if !self.session.has_database(&database) {
                let message = format!("Schema '{database}' does not exist");
                return Err(QueryError::at(ErrorKind::SchemaNotFound, at, message));
            }
            let message = format!("Table '{CATALOG}.{database}.{table}' does not exist");
            return Err(QueryError::at(ErrorKind::TableNotFound, at, message));
        };
        let (database, table) = key;
        let relation = self.relation_name()?;
        let reference = TableReference::partial(database.clone(), table.clone());
        let scan = LogicalPlanBuilder::scan(reference, provider_as_source(provider), None);
        let plan = build(scan.and_then(|plan| plan.alias(relation.as_str())))?;
        let mut fields = Vec::new();
        let mut plain = true;
        for (_, field) in plan.schema().iter() {
            let Some(kind) = TrinoType::of(field) else {
                let message =
                    format!("Column {} has a type that is not supported: {}", field.name(), field.data_type());
                return Err(unsupported(at, message));
            };
            plain &= *field.data_type() == crate::trino::typed::carrier(&kind, &utc())
                || matches!(kind, TrinoType::TimestampWithTimeZone(_));
            fields.push(Field {
                qualifier: vec![CATALOG.to_owned(), database.clone(), table.clone()],
                name: Some(field.name().clone()),
                kind,
                column: Column::new(Some(relation.as_str()), field.name()),
            });
        }
        if plain {
            return Ok(Relational { plan, fields });
        }
        // Views of strings and their like become the one Arrow type that carries the Trino type.
        let values = fields.into_iter().map(|field| {
            let value = Expr::Column(field.column.clone());
            let data = crate::trino::typed::carrier(&field.kind, &utc());
            (field, datafusion::logical_expr::cast(value, data))
        });
        let values = values.collect();
        self.project(plan, values)
    }
}
