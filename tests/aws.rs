//! `labs aws` against a running server, and what it refuses. The parity with the real AWS CLI is proven in `tests/wire`.

use crate::project::Project;
use crate::server::Server;

#[test]
fn labs_aws_finds_the_server_of_its_world() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    server.labs(&["aws", "dynamodb", "list-tables"]).exits(0).says(&["\"TableNames\": []"]).quiet();
}

#[test]
fn an_unknown_option_is_refused_by_name_with_the_near_miss() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let run = server.labs(&["aws", "dynamodb", "describe-table", "--table-name", "Tea", "--tabel", "x"]);
    run.exits(252).complains(&["--tabel"]);
    let run = server.labs(&["aws", "dynamodb", "describe-tabel", "--table-name", "Tea"]);
    run.exits(252).complains(&["describe-tabel", "describe-table"]);
    let run = server.labs(&["aws", "dynamdb", "list-tables"]);
    run.exits(252).complains(&["dynamdb", "dynamodb"]);
}

#[test]
fn help_and_flags_of_the_aws_command_are_its_own() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    server.labs(&["aws", "dynamodb", "list-tables", "--limit", "1"]).exits(0);
    server.labs(&["aws", "--version"]).exits(0).says(&["aws-cli"]);
}

#[test]
fn without_a_server_it_says_how_to_start_one() {
    let project = Project::new();
    let mut command = project.command(&["aws", "dynamodb", "list-tables"]);
    command.env("LABS_WORLD", project.path().join("world"));
    crate::project::Run::of(command, &["aws"]).exits(253).complains(&["labs serve", "LABS_WORLD"]);
    project.labs(&["aws", "dynamodb", "help"]).exits(0).says(&["put-item"]);
    project.labs(&["aws", "dynamodb", "get-item"]).exits(252).complains(&["--table-name"]);
}
