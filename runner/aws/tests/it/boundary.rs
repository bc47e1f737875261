//! Calls that reach the boundary from inside the process.

use std::sync::Arc;

use labs_aws::{Boundary, BoundaryError, Endpoint, EndpointError};
use labs_world::trail::Trouble;
use labs_world::{BoxFuture, Call, DEFAULT_START, Fault, Map, Reply, Service, ServiceError, World};

use crate::fake::{Fake, boundary, one};

async fn refusal(service: &str, operation: &str, input: Map) -> ServiceError {
    match boundary().send(Call::new(service, operation, input)).await {
        Err(EndpointError::Service(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_reaches_its_engine_and_is_noted_with_its_request_id() {
    let boundary = boundary();
    let key = one("id", one("S", "1"));
    let mut input = one("TableName", "Music");
    input.insert("Key".into(), key.clone().into());
    let answer = boundary.send(Call::new("dynamodb", "GetItem", input)).await.unwrap();
    assert_eq!(answer.reply.output, one("Item", key));
    assert_eq!(answer.request_id.len(), 52);
    let events = boundary.world().trail().since(0);
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].operation.as_str(), events[0].error_code.as_deref()), ("GetItem", None));
    assert_eq!(events[0].request_id, answer.request_id);
}

#[tokio::test]
async fn what_nobody_can_answer_is_refused_by_name() {
    let rows = [
        ("athena", "ListWorkGroups", "this version of labs has no service `athena`; it has: dynamodb"),
        ("dynamodb", "PutItems", "DynamoDB has no operation PutItems; did you mean PutItem?"),
        ("dynamodb", "SearchVectors", "DynamoDB has no operation SearchVectors"),
        (
            "dynamodb",
            "ExportTableToPointInTime",
            "this version of labs does not support the operation ExportTableToPointInTime of DynamoDB",
        ),
    ];
    for (service, operation, message) in rows {
        let error = refusal(service, operation, Map::new()).await;
        assert_eq!((error.code.as_str(), error.message.as_str()), ("UnknownOperationException", message));
    }
}

#[tokio::test]
async fn inputs_are_checked_before_the_engine_sees_them() {
    let error = refusal("dynamodb", "GetItem", one("TableName", "panics")).await;
    assert_eq!(error.code, "ValidationException");
    assert!(error.message.contains("Value null at 'key'"), "{error}");
    let error = refusal("dynamodb", "GetItem", one("TableName", true)).await;
    assert_eq!(error.to_string(), "SerializationException: TRUE_VALUE cannot be converted to String");
}

#[tokio::test]
async fn an_engine_that_panics_fails_one_call_only() {
    let boundary = boundary();
    let call = || Call::new("dynamodb", "Scan", one("TableName", "panics"));
    for _ in 0..2 {
        let Err(EndpointError::Service(error)) = boundary.send(call()).await else { panic!() };
        assert_eq!((error.code.as_str(), error.fault), ("InternalServerError", Fault::Server));
        assert!(error.message.contains("Scan: it panicked (the fake was asked to)"), "{error}");
    }
    assert!(boundary.send(Call::new("dynamodb", "Scan", one("TableName", "Music"))).await.is_ok());
    let codes: Vec<_> = boundary.world().trail().since(0).into_iter().map(|event| event.error_code).collect();
    assert_eq!(codes, [Some("InternalServerError".into()), Some("InternalServerError".into()), None]);
}

#[tokio::test]
async fn the_trail_tells_trouble_of_ours_from_answers_of_the_service() {
    let boundary = boundary();
    for table in ["panics", "unmodelled", "full", "failing", "missing", "Music"] {
        let _ = boundary.send(Call::new("dynamodb", "Scan", one("TableName", table))).await;
    }
    let defect = |what: &str| {
        Some(Trouble::Defect { what: format!("the dynamodb engine failed while performing Scan: {what}") })
    };
    let troubles: Vec<_> = boundary.world().trail().since(0).into_iter().map(|event| event.trouble).collect();
    let expected = [
        defect("it panicked (the fake was asked to)"),
        defect("answered with Colour is not in the model"),
        Some(Trouble::Place { cause: "no storage space".into() }),
        None,
        None,
        None,
    ];
    assert_eq!(troubles, expected);
}

#[tokio::test]
async fn an_answer_outside_the_model_is_a_defect() {
    let error = refusal("dynamodb", "Scan", one("TableName", "unmodelled")).await;
    assert!(error.message.contains("answered with Colour is not in the model"), "{error}");
}

struct Named(&'static str, &'static str);

impl Service for Named {
    fn name(&self) -> &'static str {
        self.0
    }

    fn operations(&self) -> Vec<&'static str> {
        vec![self.1]
    }

    fn call<'a>(&'a self, _: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        Box::pin(async { Ok(Reply::new(Map::new())) })
    }
}

#[test]
fn engines_that_do_not_fit_their_models_are_refused() {
    let world = || Arc::new(World::in_memory(1, DEFAULT_START));
    let new = |services: Vec<Arc<dyn Service>>| Boundary::new(world(), services).err();
    assert_eq!(new(vec![Arc::new(Named("dynamo", "X"))]), Some(BoundaryError::NoModel { service: "dynamo" }));
    assert_eq!(
        new(vec![Arc::new(Named("dynamodb", "PutItems"))]),
        Some(BoundaryError::Unmodelled { service: "dynamodb", operation: "PutItems" })
    );
    assert_eq!(new(vec![Arc::new(Fake), Arc::new(Fake)]), Some(BoundaryError::Twice { service: "dynamodb" }));
}
