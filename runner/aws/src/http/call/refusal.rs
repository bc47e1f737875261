//! How services other than those of awsJson say that a signature is not right.

use labs_world::ServiceError;

use crate::sigv4::AuthError;

/// S3's codes and sentences.
pub(super) fn of_s3(error: &AuthError) -> ServiceError {
    let refuse = |code: &str, message: &str, status| ServiceError::client(code, message).with_status(status);
    match error {
        AuthError::MissingToken => refuse("AccessDenied", "Access Denied", 403),
        AuthError::Incomplete(what) if what.starts_with("x-amz-content-sha256") => {
            refuse("InvalidRequest", "Missing required header for this request: x-amz-content-sha256", 400)
        }
        AuthError::Incomplete(what) if what.starts_with("Authorization") || what.starts_with("Credential") => {
            let message = format!("The authorization header is malformed; {what}");
            refuse("AuthorizationHeaderMalformed", &message, 400)
        }
        AuthError::Incomplete(what) => refuse("AuthorizationQueryParametersError", what, 400),
        AuthError::UnknownKey => {
            let message = "The AWS Access Key Id you provided does not exist in our records.";
            refuse("InvalidAccessKeyId", message, 403)
        }
        AuthError::Mismatch => refuse(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing \
             method.",
            403,
        ),
        AuthError::Scope(what) => {
            let message = format!("The authorization header is malformed; {what}");
            refuse("AuthorizationHeaderMalformed", &message, 400)
        }
        AuthError::Time(_) => {
            let message = "The difference between the request time and the current time is too large.";
            refuse("RequestTimeTooSkewed", message, 403)
        }
        AuthError::Expired { until, now, .. } => {
            let refusal = refuse("AccessDenied", "Request has expired", 403);
            refusal.with("Expires", *until).with("ServerTime", *now)
        }
        AuthError::Version2 => refuse("InvalidRequest", &error.to_string(), 400),
    }
}

/// The codes of the query services.
pub(super) fn of_query(error: &AuthError) -> ServiceError {
    let (code, status) = match error {
        AuthError::MissingToken => ("MissingAuthenticationToken", 403),
        AuthError::Incomplete(_) | AuthError::Version2 => ("IncompleteSignature", 400),
        AuthError::UnknownKey => ("InvalidClientTokenId", 403),
        AuthError::Mismatch | AuthError::Scope(_) | AuthError::Time(_) | AuthError::Expired { .. } => {
            ("SignatureDoesNotMatch", 403)
        }
    };
    ServiceError::client(code, error.to_string()).with_status(status)
}
