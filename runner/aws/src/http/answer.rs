//! Building replies: AWS's headers round a status and a body.

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_TYPE, DATE, HeaderName, SERVER};
use http::{HeaderMap, HeaderValue, StatusCode};
use labs_world::{ByteStream, ServiceError, World};
use sha2::{Digest as _, Sha512};

use super::surface::ErrorForm;
use crate::model::{Protocol, ServiceModel};
use crate::protocol::json::write_error;
use crate::protocol::{Message, is_without_body, status_of};

/// Which headers all answers of a service have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// DynamoDB, and answers that no service gives: `Server`, the request id, the checksum of the body.
    Dynamodb,
    /// Everybody else: the request id.
    Plain,
    /// S3: its server's name and two ids.
    S3,
}

impl Style {
    /// The style of a service.
    pub(super) fn of(model: &ServiceModel) -> Self {
        match model.protocol {
            Protocol::RestXml => Self::S3,
            Protocol::Json if model.name == "dynamodb" => Self::Dynamodb,
            Protocol::Json | Protocol::Query | Protocol::RestJson => Self::Plain,
        }
    }
}

/// What a reply says, apart from the headers that all replies have.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: AnswerBody,
    style: Style,
}

enum AnswerBody {
    Whole(Vec<u8>),
    Streamed(ByteStream),
}

impl Answer {
    fn whole(status: StatusCode, content_type: &'static str, body: Vec<u8>, style: Style) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self { status, headers, body: AnswerBody::Whole(body), style }
    }

    /// Text for people.
    pub(super) fn text(status: StatusCode, body: String) -> Self {
        Self::whole(status, "text/plain; charset=utf-8", body.into_bytes(), Style::Dynamodb)
    }

    /// What DynamoDB answers to requests for nothing that it knows.
    pub(super) fn not_found() -> Self {
        let body = b"<UnknownOperationException/>\n".to_vec();
        Self::whole(StatusCode::NOT_FOUND, "application/xml", body, Style::Dynamodb)
    }

    /// A success in awsJson.
    pub(super) fn json(model: &ServiceModel, content_type: &'static str, body: Vec<u8>) -> Self {
        Self::whole(StatusCode::OK, content_type, body, Style::of(model))
    }

    /// An error in awsJson.
    pub(super) fn error(model: Option<&ServiceModel>, error: &ServiceError, content_type: &'static str) -> Self {
        let status = StatusCode::from_u16(status_of(model, error)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::whole(status, content_type, write_error(model, error), model.map_or(Style::Dynamodb, Style::of))
    }

    /// An error with a status of HTTP's own, in awsJson.
    pub(super) fn refusal(status: StatusCode, code: &str, message: String) -> Self {
        let error = ServiceError::client(code, message);
        Self::whole(status, "application/x-amz-json-1.0", write_error(None, &error), Style::Dynamodb)
    }

    /// What a protocol has written, with the body that is streamed past it.
    pub(super) fn message(message: Message, streamed: Option<ByteStream>, style: Style) -> Self {
        let status = StatusCode::from_u16(message.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = match streamed {
            Some(stream) if !is_without_body(message.status) => AnswerBody::Streamed(stream),
            _ => AnswerBody::Whole(message.body),
        };
        Self { status, headers: message.headers, body, style }
    }

    /// 501: a service that has no engine here, in the form that its clients read.
    pub(super) fn absent(name: &str, form: ErrorForm, request_id: &str) -> Self {
        let message = format!("{name} is not part of this version of labs");
        let status = StatusCode::NOT_IMPLEMENTED;
        let xml = |body: String| Self::whole(status, "application/xml", body.into_bytes(), Style::Dynamodb);
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
        let mut headers = self.headers;
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        match self.style {
            Style::Dynamodb => {
                if let AnswerBody::Whole(body) = &self.body {
                    set("x-amz-crc32", &crc32fast::hash(body).to_string());
                }
                set("server", "Server");
                set("x-amzn-requestid", request_id);
            }
            Style::Plain => set("x-amzn-requestid", request_id),
            Style::S3 => {
                set(SERVER.as_str(), "AmazonS3");
                set("x-amz-request-id", request_id);
                set("x-amz-id-2", &host_id(request_id));
            }
        }
        if let Some(date) = http_date(world) {
            headers.insert(DATE, date);
        }
        let body = match self.body {
            AnswerBody::Whole(body) => Body::from(body),
            AnswerBody::Streamed(stream) => Body::from_stream(stream),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        response
    }
}

/// S3's second id, 76 characters. It says nothing here, so the first one says it.
pub(super) fn host_id(request_id: &str) -> String {
    let digest = Sha512::digest(request_id);
    let mut text = STANDARD.encode(digest);
    text.truncate(76);
    text
}

/// The time of the world, virtual or not, as HTTP writes it.
fn http_date(world: &World) -> Option<HeaderValue> {
    let instant = jiff::Timestamp::from_millisecond(world.clock().now().as_millis()).ok()?;
    let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&instant).ok()?;
    HeaderValue::from_str(&text).ok()
}
