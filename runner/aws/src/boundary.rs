//! `Boundary`: the one way into the engines of this process.
//!
//! The HTTP server and the `aws` command of console steps send their calls here. A call is refused by name when nobody can
//! answer it, checked against the model, handed to its engine, and noted in the world's trail with its request id. An
//! engine that panics, or answers with what its model does not have, fails that one call only; the trail says so.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use indexmap::IndexMap;
use labs_world::trail::{Event, Trouble};
use labs_world::{BoxFuture, Call, Fault, Reply, Service, ServiceError, World};

use crate::conform::{self, Nonconformance, Unmodelled};
use crate::endpoint::{Answer, Endpoint, EndpointError};
use crate::model::{Models, Operation, Protocol, ServiceModel, Shape, ShapeKind};
use crate::near::nearest;
use crate::protocol;
use crate::validate::validate;

/// Length of the request ids of DynamoDB.
const DYNAMODB_REQUEST_ID: usize = 52;

/// Length of the request ids of S3.
const S3_REQUEST_ID: usize = 16;

/// The engines of a process behind the checks that AWS's front end makes.
pub struct Boundary {
    world: Arc<World>,
    engines: IndexMap<&'static str, Engine>,
}

struct Engine {
    service: Arc<dyn Service>,
    name: &'static str,
    operations: HashSet<&'static str>,
}

impl Engine {
    /// The model, read when it is needed for the first time: a server must not read all of them before it answers.
    #[expect(clippy::expect_used, reason = "`Boundary::new` takes no engine without a model")]
    fn model(&self) -> &'static ServiceModel {
        Models::by_name(self.name).expect("an engine has a model")
    }
}

/// An operation that an engine here implements.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    engine: &'a Engine,
    operation: &'static Operation,
}

impl Target<'_> {
    /// The model of the service.
    pub(crate) fn model(self) -> &'static ServiceModel {
        self.engine.model()
    }

    /// The operation.
    pub(crate) fn operation(self) -> &'static Operation {
        self.operation
    }

    /// The input structure, when the operation takes anything.
    pub(crate) fn input(self) -> Option<&'static Shape> {
        self.model().input_of(self.operation)
    }

    /// The output structure, when the operation returns anything.
    pub(crate) fn output(self) -> Option<&'static Shape> {
        self.model().output_of(self.operation)
    }

    /// What the engine makes of a call whose values are of the kinds that the model says.
    async fn answer(self, call: Call) -> Result<Reply, Failed> {
        let (model, operation) = (self.model(), self.operation);
        validate(model, operation, &call.input)?;
        let reply = match AssertUnwindSafe(self.engine.service.call(call)).catch_unwind().await {
            Ok(result) => result?,
            Err(panic) => return Err(defect(model, operation, &panic_message(panic.as_ref()))),
        };
        // An answer that the model does not have would be dropped by real clients; better to hear of it at once. The walk
        // costs time, so released binaries go without.
        if cfg!(debug_assertions) {
            conform::conform(model, self.output(), &reply.output, Unmodelled::Refused)
                .map_err(|fault| defect(model, operation, &format!("answered with {fault}")))?;
        }
        Ok(reply)
    }
}

/// Why a set of engines cannot be put behind a boundary. All of these are defects of the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BoundaryError {
    /// No embedded model has the engine's name.
    #[error("there is no service model for the engine `{service}`; add it with runner/aws/models/trim.py")]
    NoModel {
        /// The engine's name.
        service: &'static str,
    },
    /// Two engines have one name.
    #[error("two engines are named `{service}`")]
    Twice {
        /// The name.
        service: &'static str,
    },
    /// An engine lists an operation that its model does not have.
    #[error("the engine `{service}` lists the operation {operation}, which its model does not have")]
    Unmodelled {
        /// The engine's name.
        service: &'static str,
        /// The operation.
        operation: &'static str,
    },
}

/// Why a call failed: what its caller hears, and what only the trail tells.
struct Failed {
    error: ServiceError,
    trouble: Option<Trouble>,
}

impl From<ServiceError> for Failed {
    fn from(error: ServiceError) -> Self {
        let trouble = (error.fault == Fault::Place).then(|| Trouble::Place { cause: error.message.clone() });
        Self { error, trouble }
    }
}

/// How a call ended.
#[derive(Debug)]
pub struct Outcome {
    /// `x-amzn-RequestId`, in the form of the service: 52 characters of `0-9A-Z` for DynamoDB, 16 for S3, a UUID for others.
    pub request_id: String,
    /// The reply or the refusal.
    pub result: Result<Reply, ServiceError>,
}

impl Boundary {
    /// A boundary in front of these engines.
    ///
    /// # Errors
    /// When an engine and its model do not fit together; see [`BoundaryError`].
    pub fn new(world: Arc<World>, services: Vec<Arc<dyn Service>>) -> Result<Self, BoundaryError> {
        let mut engines = IndexMap::new();
        for service in services {
            let name = service.name();
            if !Models::names().any(|known| known == name) {
                return Err(BoundaryError::NoModel { service: name });
            }
            let modelled: HashSet<_> = Models::operations(name).collect();
            let operations: HashSet<_> = service.operations().into_iter().collect();
            if let Some(&operation) = operations.difference(&modelled).min() {
                return Err(BoundaryError::Unmodelled { service: name, operation });
            }
            if engines.insert(name, Engine { service, name, operations }).is_some() {
                return Err(BoundaryError::Twice { service: name });
            }
        }
        Ok(Self { world, engines })
    }

    /// The world behind the engines.
    #[must_use]
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Endpoint prefixes of the services that have an engine here.
    pub fn services(&self) -> impl Iterator<Item = &'static str> {
        self.engines.keys().copied()
    }

    /// The model of a service that has an engine here.
    #[must_use]
    pub fn model(&self, service: &str) -> Option<&'static ServiceModel> {
        self.engines.get(service).map(Engine::model)
    }

    /// Whether a service has an engine here.
    pub(crate) fn has(&self, service: &str) -> bool {
        self.engines.contains_key(service)
    }

    /// Whether the engine of a service here has an operation.
    pub(crate) fn supports(&self, service: &str, operation: &str) -> bool {
        self.engines.get(service).is_some_and(|engine| engine.operations.contains(operation))
    }

    /// Performs a call that was built in this process and notes it in the trail.
    pub async fn perform(&self, call: Call) -> Outcome {
        match self.conforming(&call) {
            Ok(target) => self.perform_at(target, call).await,
            Err(error) => self.refuse(call.service, call.operation, error),
        }
    }

    /// Performs a call whose input was read by the model of `target`, and notes it in the trail.
    pub(crate) async fn perform_at(&self, target: Target<'_>, call: Call) -> Outcome {
        let (service, operation) = (call.service.clone(), call.operation.clone());
        let result = target.answer(call).await;
        self.conclude(service, operation, result)
    }

    /// Where a call goes, when its values are of the kinds that the model says.
    fn conforming(&self, call: &Call) -> Result<Target<'_>, ServiceError> {
        let target = self.find(&call.service, &call.operation)?;
        conform::conform(target.model(), target.input(), &call.input, Unmodelled::Ignored).map_err(
            |fault| match fault {
                Nonconformance::Mismatch { message, .. } => ServiceError::client("SerializationException", message),
                Nonconformance::Unmodelled { .. } | Nonconformance::TooDeep => {
                    ServiceError::client("ValidationException", "Nesting Levels have exceeded supported limits")
                }
            },
        )?;
        Ok(target)
    }

    /// Notes a call that failed before it could be performed, such as one whose body cannot be read.
    pub fn refuse(&self, service: impl Into<String>, operation: impl Into<String>, error: ServiceError) -> Outcome {
        self.conclude(service.into(), operation.into(), Err(error.into()))
    }

    /// A request id, also for answers that no call stands behind.
    pub(crate) fn request_id(&self) -> String {
        self.world.ids().alphanumeric(DYNAMODB_REQUEST_ID)
    }

    /// A request id in the form of a service.
    fn request_id_of(&self, service: &str) -> String {
        let ids = self.world.ids();
        match (Models::protocol(service), service) {
            (None, _) | (_, "dynamodb") => ids.alphanumeric(DYNAMODB_REQUEST_ID),
            (Some(Protocol::RestXml), _) => ids.alphanumeric(S3_REQUEST_ID),
            (Some(_), _) => ids.uuid(),
        }
    }

    fn conclude(&self, service: String, operation: String, result: Result<Reply, Failed>) -> Outcome {
        let request_id = self.request_id_of(&service);
        let (result, trouble) = match result {
            Ok(reply) => (Ok(reply), None),
            Err(Failed { error, trouble }) => (Err(error), trouble),
        };
        self.world.trail().record(Event {
            time: self.world.clock().now(),
            service,
            operation,
            request_id: request_id.clone(),
            error_code: result.as_ref().err().map(|error| error.code.clone()),
            trouble,
        });
        Outcome { request_id, result }
    }

    /// The operation of an engine here, or the refusal that names what is missing.
    ///
    /// # Errors
    /// An UnknownOperationException that says what is missing.
    pub(crate) fn find(&self, service: &str, operation: &str) -> Result<Target<'_>, ServiceError> {
        let Some(engine) = self.engines.get(service) else {
            let known: Vec<_> = self.services().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(unknown(service, format!("this version of labs has no service `{service}`; it has: {known}")));
        };
        let model = engine.model();
        let id = &model.service_id;
        let Some(modelled) = model.operations.get(operation) else {
            let near = nearest(operation, engine.operations.iter().copied());
            let hint = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(unknown(service, format!("{id} has no operation {operation}{hint}")));
        };
        if !engine.operations.contains(operation) {
            let message = format!("this version of labs does not support the operation {operation} of {id}");
            return Err(unknown(service, message));
        }
        Ok(Target { engine, operation: modelled })
    }
}

impl Boundary {
    /// An error as it is after it has travelled: of an answer to HEAD nothing but the status arrives.
    fn as_clients_see_it(&self, service: &str, operation: &str, error: ServiceError) -> ServiceError {
        let Some(model) = self.model(service) else { return error };
        let is_head = model.operations.get(operation).is_some_and(|operation| operation.http.method == "HEAD");
        if !is_head {
            return error;
        }
        let status = protocol::status_of(Some(model), &error);
        let bare = protocol::read_error(model, status, &http::HeaderMap::new(), b"");
        bare.unwrap_or(error)
    }
}

impl Endpoint for Boundary {
    fn send<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Answer, EndpointError>> {
        Box::pin(async move {
            let (service, operation) = (call.service.clone(), call.operation.clone());
            let Outcome { request_id, result } = self.perform(call).await;
            let seen = |error| EndpointError::Service(self.as_clients_see_it(&service, &operation, error));
            let reply = result.map_err(seen)?;
            Ok(Answer { reply, request_id })
        })
    }

    fn operations(&self, service: &str) -> Option<Vec<&'static str>> {
        let engine = self.engines.get(service);
        Some(engine.map_or_else(Vec::new, |engine| engine.operations.iter().copied().collect()))
    }
}

fn unknown(service: &str, message: String) -> ServiceError {
    match Models::protocol(service) {
        Some(Protocol::RestXml) => ServiceError::client("NotImplemented", message).with_status(501),
        Some(Protocol::Query) => ServiceError::client("InvalidAction", message),
        Some(Protocol::Json | Protocol::RestJson) | None => ServiceError::client("UnknownOperationException", message),
    }
}

/// How a service says that it has failed itself.
fn failure_code<'a>(model: &'a ServiceModel, operation: &'a Operation) -> &'a str {
    let modelled = operation.errors.iter().find(|name| match model.shape(name).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure { exception: Some(exception), .. }) => exception.fault,
        _ => false,
    });
    match (model.protocol, modelled) {
        (Protocol::RestXml, _) => "InternalError",
        (_, Some(name)) => name,
        (Protocol::Query, None) => "InternalFailure",
        (Protocol::Json | Protocol::RestJson, None) => "InternalServerError",
    }
}

fn defect(model: &ServiceModel, operation: &Operation, what: &str) -> Failed {
    let what = format!("the {} engine failed while performing {}: {what}", model.name, operation.name);
    let message = format!("{what}. This is a defect of labs; please report it with the request that caused it");
    let error = ServiceError::server(failure_code(model, operation), message);
    Failed { error, trouble: Some(Trouble::Defect { what }) }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("it panicked ({})", text.unwrap_or("without a message"))
}
