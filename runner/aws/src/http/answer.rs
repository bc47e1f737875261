//! Building replies: AWS's headers round a status and a body.

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, DATE, HeaderName, SERVER};
use http::{HeaderValue, StatusCode};
use labs_world::{Fault, ServiceError, World};

use super::surface::ErrorForm;
use crate::model::{ServiceModel, ShapeKind};
use crate::protocol::json::write_error;

/// What a reply says, apart from the headers that all replies have.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Text for people.
    pub(super) fn text(status: StatusCode, body: String) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.into_bytes() }
    }

    /// What DynamoDB answers to requests for nothing that it knows.
    pub(super) fn not_found() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            content_type: "application/xml",
            body: b"<UnknownOperationException/>\n".to_vec(),
        }
    }

    /// An error in awsJson.
    pub(super) fn error(model: Option<&ServiceModel>, error: &ServiceError, content_type: &'static str) -> Self {
        Self { status: status_of(model, error), content_type, body: write_error(model, error) }
    }

    /// An error with a status of HTTP's own, in awsJson.
    pub(super) fn refusal(status: StatusCode, code: &str, message: String) -> Self {
        let error = ServiceError::client(code, message);
        Self { status, content_type: "application/x-amz-json-1.0", body: write_error(None, &error) }
    }

    /// 501: a service that has no engine here, in the form that its clients read.
    pub(super) fn absent(name: &str, form: ErrorForm, request_id: &str) -> Self {
        let message = format!("{name} is not part of this version of labs");
        let status = StatusCode::NOT_IMPLEMENTED;
        let xml = |body: String| Self { status, content_type: "application/xml", body: body.into_bytes() };
        // The names in the table need no escaping; those from requests are escaped.
        let text = message.replace('&', "&amp;").replace('<', "&lt;");
        match form {
            ErrorForm::Json => Self::refusal(status, "NotImplementedException", message),
            ErrorForm::QueryXml => xml(format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>NotImplemented</Code><Message>{text}</Message></Error>\
                 <RequestId>{request_id}</RequestId></ErrorResponse>"
            )),
            ErrorForm::S3Xml => xml(format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NotImplemented</Code>\
                 <Message>{text}</Message><RequestId>{request_id}</RequestId></Error>"
            )),
        }
    }

    /// The reply with the headers that all replies have.
    pub(super) fn into_response(self, world: &World, request_id: &str) -> Response {
        let crc = crc32fast::hash(&self.body);
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(SERVER, HeaderValue::from_static("Server"));
        headers.insert(HeaderName::from_static("x-amz-crc32"), HeaderValue::from(crc));
        if let Ok(request_id) = HeaderValue::from_str(request_id) {
            headers.insert(HeaderName::from_static("x-amzn-requestid"), request_id);
        }
        if let Some(date) = http_date(world) {
            headers.insert(DATE, date);
        }
        response
    }
}

/// The time of the world, virtual or not, as HTTP writes it.
fn http_date(world: &World) -> Option<HeaderValue> {
    let instant = jiff::Timestamp::from_millisecond(world.clock().now().as_millis()).ok()?;
    let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&instant).ok()?;
    HeaderValue::from_str(&text).ok()
}

fn status_of(model: Option<&ServiceModel>, error: &ServiceError) -> StatusCode {
    let modelled = model.and_then(|model| model.error(&error.code)).and_then(|shape| match &shape.kind {
        ShapeKind::Structure { exception: Some(exception), .. } => exception.status,
        _ => None,
    });
    let by_fault = match error.fault {
        Fault::Client => StatusCode::BAD_REQUEST,
        Fault::Server | Fault::Place => StatusCode::INTERNAL_SERVER_ERROR,
    };
    modelled.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(by_fault)
}
