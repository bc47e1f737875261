//! The `aws` command in process and against a served world: the same bytes and the same exit codes.

use std::sync::Arc;
use std::time::Duration;

use labs_aws::cli::{self, Invocation, NoFiles, Outcome, Pause, Target};
use labs_aws::{Endpoint, RemoteEndpoint};
use labs_world::{BoxFuture, Clock};

use crate::fake;
use crate::wire::Server;

/// No time to lose.
struct Nothing;

impl Pause for Nothing {
    fn pause(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

async fn aws(args: &[&str], endpoint: &dyn Endpoint, url: Option<&str>) -> Outcome {
    let args: Vec<String> = args.iter().map(|it| (*it).to_owned()).collect();
    let target = Target { region: "us-east-1", url };
    cli::run(Invocation {
        args: &args,
        env: &|_| None,
        files: &NoFiles,
        endpoint,
        target,
        pause: &Nothing,
        terminal: None,
    })
    .await
}

#[tokio::test]
async fn a_command_prints_the_same_from_near_and_from_afar() {
    let server = Server::start().await;
    let url = format!("http://{}", server.address);
    let remote = RemoteEndpoint::new(&url, None, "us-east-1", Arc::new(Clock::wall())).unwrap();
    let key = r#"{"s":{"S":"ă"},"b":{"B":"AP8="},"n":{"N":"1.50"},"l":{"L":[{"NULL":true},{"BOOL":false}]}}"#;
    let lines: [(&[&str], i32); 8] = [
        (&["dynamodb", "get-item", "--table-name", "Music", "--key", key], 0),
        (&["dynamodb", "list-tables"], 0),
        (&["dynamodb", "query", "--table-name", "Music"], 0),
        (&["dynamodb", "scan", "--table-name", "missing"], 254),
        (&["dynamodb", "scan", "--table-name", "failing"], 254),
        (&["dynamodb", "scan", "--table-name", "a b"], 254),
        (&["dynamodb", "delete-table", "--table-name", "Music"], 254),
        (&["dynamodb", "wait", "table-exists", "--table-name", "Music"], 255),
    ];
    for (args, status) in lines {
        let near = aws(args, &*server.boundary, None).await;
        let far = aws(args, &remote, Some(&url)).await;
        assert_eq!(near, far, "{args:?}");
        assert_eq!(near.status, status, "{args:?}: {}", String::from_utf8_lossy(&near.stderr));
    }
}

#[tokio::test]
async fn an_operation_without_an_engine_is_refused_by_its_name() {
    let boundary = fake::boundary();
    let outcome = aws(&["dynamodb", "describe-limits"], &*boundary, None).await;
    let stderr = String::from_utf8(outcome.stderr).unwrap();
    assert!(stderr.contains("when calling the DescribeLimits operation: "), "{stderr}");
    assert_eq!(outcome.status, 254);
}

#[tokio::test]
async fn an_address_where_nobody_listens_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let remote = RemoteEndpoint::new(&url, None, "us-east-1", Arc::new(Clock::wall())).unwrap();
    let outcome = aws(&["dynamodb", "list-tables", "--endpoint-url", &url], &remote, Some(&url)).await;
    let stderr = String::from_utf8(outcome.stderr).unwrap();
    assert!(stderr.starts_with(&format!("\nCould not connect to the endpoint URL: \"{url}/\"\n")), "{stderr}");
    assert_eq!(outcome.status, 255);
}

#[tokio::test]
async fn the_help_of_a_service_tells_what_is_answered_here_from_what_is_not() {
    let boundary = fake::boundary();
    let page = String::from_utf8(aws(&["dynamodb", "help"], &*boundary, None).await.stdout).unwrap();
    let (here, missing) = page.split_once("not supported in this version of labs:").unwrap();
    assert!(here.contains("  get-item\n") && !here.contains("  describe-limits\n"), "{here}");
    assert!(missing.contains("  describe-limits\n"), "{missing}");
}
