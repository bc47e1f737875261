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
use crate::model::{Models, Operation, ServiceModel, Shape};
use crate::near::nearest;
use crate::validate::validate;

/// Length of DynamoDB's request ids.
const REQUEST_ID_LENGTH: usize = 52;

/// The engines of a process behind the checks that AWS's front end makes.
pub struct Boundary {
    world: Arc<World>,
    engines: IndexMap<&'static str, Engine>,
}

struct Engine {
    service: Arc<dyn Service>,
    model: &'static ServiceModel,
    operations: HashSet<&'static str>,
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
        self.engine.model
    }

    /// The input structure, when the operation takes anything.
    pub(crate) fn input(self) -> Option<&'static Shape> {
        self.engine.model.input_of(self.operation)
    }

    /// The output structure, when the operation returns anything.
    pub(crate) fn output(self) -> Option<&'static Shape> {
        self.engine.model.output_of(self.operation)
    }

    /// What the engine makes of a call whose values are of the kinds that the model says.
    async fn answer(self, call: Call) -> Result<Reply, Failed> {
        let Self { engine: Engine { service, model, .. }, operation } = self;
        validate(model, operation, &call.input)?;
        let reply = match AssertUnwindSafe(service.call(call)).catch_unwind().await {
            Ok(result) => result?,
            Err(panic) => return Err(defect(&model.name, operation, &panic_message(panic.as_ref()))),
        };
        // An answer that the model does not have would be dropped by real clients; better to hear of it at once. The walk
        // costs time, so released binaries go without.
        if cfg!(debug_assertions) {
            conform::conform(model, self.output(), &reply.output, Unmodelled::Refused)
                .map_err(|fault| defect(&model.name, operation, &format!("answered with {fault}")))?;
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
    /// `x-amzn-RequestId`, 52 characters of `0-9A-Z`.
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
            let model = Models::by_name(name).ok_or(BoundaryError::NoModel { service: name })?;
            let operations: HashSet<_> = service.operations().into_iter().collect();
            if let Some(&operation) = operations.iter().find(|&&operation| !model.operations.contains_key(operation)) {
                return Err(BoundaryError::Unmodelled { service: name, operation });
            }
            if engines.insert(name, Engine { service, model, operations }).is_some() {
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
        self.engines.get(service).map(|engine| engine.model)
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
        self.world.ids().alphanumeric(REQUEST_ID_LENGTH)
    }

    fn conclude(&self, service: String, operation: String, result: Result<Reply, Failed>) -> Outcome {
        let request_id = self.request_id();
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
            return Err(unknown(format!(
                "this version of labs has no service `{service}`; it has: {}",
                if known.is_empty() { "none".to_owned() } else { known.join(", ") }
            )));
        };
        let id = &engine.model.service_id;
        let Some(modelled) = engine.model.operations.get(operation) else {
            let near = nearest(operation, engine.operations.iter().copied());
            let hint = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(unknown(format!("{id} has no operation {operation}{hint}")));
        };
        if !engine.operations.contains(operation) {
            return Err(unknown(format!("this version of labs does not support the operation {operation} of {id}")));
        }
        Ok(Target { engine, operation: modelled })
    }
}

impl Endpoint for Boundary {
    fn send<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Answer, EndpointError>> {
        Box::pin(async move {
            let Outcome { request_id, result } = self.perform(call).await;
            let reply = result.map_err(EndpointError::Service)?;
            Ok(Answer { reply, request_id })
        })
    }
}

fn unknown(message: String) -> ServiceError {
    ServiceError::client("UnknownOperationException", message)
}

fn defect(service: &str, operation: &Operation, what: &str) -> Failed {
    let what = format!("the {service} engine failed while performing {}: {what}", operation.name);
    let message = format!("{what}. This is a defect of labs; please report it with the request that caused it");
    let error = ServiceError::server("InternalServerError", message);
    Failed { error, trouble: Some(Trouble::Defect { what }) }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("it panicked ({})", text.unwrap_or("without a message"))
}
