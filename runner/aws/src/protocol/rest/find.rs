//! Which operation a request means: method, path, query string and the headers that tell operations apart.
//!
//! An operation is a candidate when its fixed parameters are there and so is everything that it requires outside of the
//! body. The candidate that requires most is meant. A parameter that names another operation of the same path is never
//! passed over: a request for something that is not here must not be taken for its plain sister.

use http::HeaderMap;

use super::template::Template;
use crate::model::{Location, Operation, ServiceModel, Shape};
use crate::protocol::percent;

/// The operation and what its path said.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    pub(crate) operation: &'a Operation,
    /// Decoded labels of the path.
    pub(crate) labels: Vec<(&'a str, String)>,
}

/// An operation that a request could mean.
struct Candidate<'a, 'p> {
    /// How much it requires, and whether it is preferred.
    rank: (usize, bool),
    operation: &'a Operation,
    /// Labels as they stand in the path.
    labels: Vec<(&'a str, &'p str)>,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// No operation has this method at this kind of path.
    Method,
    /// A parameter belongs to another operation than the rest of the request.
    Parameter(String),
    /// The path cannot be decoded.
    Path,
}

/// Parameters that say nothing of the operation: signatures, and the name that some SDKs add.
fn is_neutral(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("x-amz-") || matches!(lower.as_str(), "x-id" | "awsaccesskeyid" | "signature" | "expires")
}

/// Finds the operation; where two are alike (an old and a new name), the one that `prefers` is taken.
pub(crate) fn find<'a>(
    model: &'a ServiceModel,
    method: &str,
    path: &str,
    parameters: &[(String, String)],
    headers: &HeaderMap,
    prefers: impl Fn(&str) -> bool,
) -> Result<Found<'a>, NotFound> {
    let mut best: Option<Candidate<'a, '_>> = None;
    let mut siblings = Vec::new();
    for operation in model.operations.values() {
        let template = Template::parse(&operation.http.uri);
        let Some(labels) = template.labels(path) else { continue };
        siblings.push(operation);
        if operation.http.method != method {
            continue;
        }
        let fixed = template.query.iter().all(|(name, value)| {
            parameters.iter().any(|(known, given)| known == name && value.is_none_or(|value| value == given))
        });
        let input = model.input_of(operation);
        let Some(required) = required(input, parameters, headers).filter(|_| fixed) else { continue };
        let rank = (template.query.len() + required, prefers(&operation.name));
        if best.as_ref().is_none_or(|best| rank > best.rank) {
            best = Some(Candidate { rank, operation, labels });
        }
    }
    let Some(Candidate { operation, labels, .. }) = best else {
        // Parameters may say what was meant.
        let stranger = parameters.iter().find(|(name, _)| siblings.iter().any(|sibling| needs(model, sibling, name)));
        return Err(stranger.map_or(NotFound::Method, |(name, _)| NotFound::Parameter(name.clone())));
    };
    let foreign = parameters.iter().find(|(name, _)| {
        !is_neutral(name)
            && !takes(model, operation, name)
            && model.operations.values().any(|other| needs(model, other, name))
    });
    if let Some((name, _)) = foreign {
        return Err(NotFound::Parameter(name.clone()));
    }
    let labels = labels.into_iter().map(|(label, raw)| percent::decode(raw).map(|value| (label, value)));
    let labels = labels.collect::<Option<_>>().ok_or(NotFound::Path)?;
    Ok(Found { operation, labels })
}

/// How many members an operation requires in the query string and in headers; `None` when one of them is missing.
fn required(input: Option<&Shape>, parameters: &[(String, String)], headers: &HeaderMap) -> Option<usize> {
    let Some(input) = input else { return Some(0) };
    let mut count = 0;
    for name in input.required() {
        let Some(member) = input.members().and_then(|members| members.get(name)) else { continue };
        let wire = member.location_name.as_deref().unwrap_or(name);
        let is_there = match member.location {
            Some(Location::QueryString) => parameters.iter().any(|(known, _)| known == wire),
            Some(Location::Header) => headers.contains_key(wire),
            _ => continue,
        };
        if !is_there {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// Whether an operation knows a parameter.
fn takes(model: &ServiceModel, operation: &Operation, parameter: &str) -> bool {
    let fixed = Template::parse(&operation.http.uri).query.iter().any(|(name, _)| *name == parameter);
    let members = model.input_of(operation).and_then(Shape::members);
    fixed
        || members.into_iter().flatten().any(|(name, member)| {
            member.location == Some(Location::QueryString)
                && member.location_name.as_deref().unwrap_or(name) == parameter
        })
}

/// Whether a parameter makes a request one for this operation.
fn needs(model: &ServiceModel, operation: &Operation, parameter: &str) -> bool {
    let fixed = Template::parse(&operation.http.uri).query.iter().any(|(name, _)| *name == parameter);
    let Some(input) = model.input_of(operation) else { return fixed };
    fixed
        || input.required().iter().any(|name| {
            input.members().and_then(|members| members.get(name)).is_some_and(|member| {
                member.location == Some(Location::QueryString)
                    && member.location_name.as_deref().unwrap_or(name) == parameter
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    /// What the engine of the tests has.
    const HERE: [&str; 4] =
        ["GetBucketLifecycleConfiguration", "ListBuckets", "GetBucketNotificationConfiguration", "X"];

    fn operation(method: &str, target: &str, headers: &[(&'static str, &'static str)]) -> String {
        let model = Models::by_name("s3").unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, http::HeaderValue::from_static(value));
        }
        let parameters = percent::parameters(query).unwrap();
        match find(model, method, path, &parameters, &map, |name| HERE.contains(&name)) {
            Ok(found) => {
                let labels: Vec<_> = found.labels.into_iter().map(|(_, value)| value).collect();
                format!("{} {}", found.operation.name, labels.join("|")).trim_end().to_owned()
            }
            Err(NotFound::Method) => "-".to_owned(),
            Err(NotFound::Path) => "?".to_owned(),
            Err(NotFound::Parameter(name)) => format!("! {name}"),
        }
    }

    #[test]
    fn each_request_of_s3_is_its_operation_and_nothing_else() {
        type Headers = &'static [(&'static str, &'static str)];
        let copy: Headers = &[("x-amz-copy-source", "b/k")];
        let rows: &[(&str, &str, Headers, &str)] = &[
            ("GET", "/", &[], "ListBuckets"),
            ("GET", "/?max-buckets=2&x-id=ListBuckets", &[], "ListBuckets"),
            ("GET", "/b", &[], "ListObjects b"),
            ("GET", "/b/", &[], "ListObjects b"),
            ("GET", "/b?list-type=2&prefix=a", &[], "ListObjectsV2 b"),
            ("GET", "/b?list-type=3", &[], "! list-type"),
            ("GET", "/b?versions", &[], "ListObjectVersions b"),
            ("GET", "/b?uploads", &[], "ListMultipartUploads b"),
            ("GET", "/b?location", &[], "GetBucketLocation b"),
            ("GET", "/b?lifecycle", &[], "GetBucketLifecycleConfiguration b"),
            ("GET", "/b?notification", &[], "GetBucketNotificationConfiguration b"),
            ("GET", "/b?analytics", &[], "ListBucketAnalyticsConfigurations b"),
            ("GET", "/b?analytics&id=1", &[], "GetBucketAnalyticsConfiguration b"),
            ("HEAD", "/b", &[], "HeadBucket b"),
            ("HEAD", "/b?acl", &[], "! acl"),
            ("PUT", "/b", &[], "CreateBucket b"),
            ("PUT", "/b?versioning", &[], "PutBucketVersioning b"),
            ("DELETE", "/b", &[], "DeleteBucket b"),
            ("DELETE", "/b?tagging", &[], "DeleteBucketTagging b"),
            ("DELETE", "/b?acl", &[], "! acl"),
            ("POST", "/b?delete", &[], "DeleteObjects b"),
            ("POST", "/b", &[], "-"),
            ("POST", "/", &[], "-"),
            ("PATCH", "/b/k", &[], "-"),
            ("GET", "/b/a//b/../c%2Bd%20%C3%A9", &[], "GetObject b|a//b/../c+d é"),
            ("GET", "/b/k?versionId=1&response-content-type=a", &[], "GetObject b|k"),
            ("GET", "/b/k?X-Amz-Signature=1&X-Amz-Expires=2&x-id=GetObject", &[], "GetObject b|k"),
            ("GET", "/b/k?unheard-of=1", &[], "GetObject b|k"),
            ("GET", "/b/k?acl", &[], "GetObjectAcl b|k"),
            ("GET", "/b/k?uploadId=u", &[], "ListParts b|k"),
            ("GET", "/b/k?torrent", &[], "GetObjectTorrent b|k"),
            ("GET", "/b/k?attributes", &[], "! attributes"),
            ("GET", "/b/k?attributes", &[("x-amz-object-attributes", "ETag")], "GetObjectAttributes b|k"),
            ("GET", "/b/k?uploads", &[], "! uploads"),
            ("PUT", "/b/k", &[], "PutObject b|k"),
            ("PUT", "/b/k?x-id=PutObject", &[], "PutObject b|k"),
            ("PUT", "/b/k", copy, "CopyObject b|k"),
            ("PUT", "/b/k?partNumber=1&uploadId=u", &[], "UploadPart b|k"),
            ("PUT", "/b/k?partNumber=1&uploadId=u", copy, "UploadPartCopy b|k"),
            ("PUT", "/b/k?partNumber=1", &[], "! partNumber"),
            ("PUT", "/b/k?uploadId=u", &[], "! uploadId"),
            ("PUT", "/b/k?tagging", &[], "PutObjectTagging b|k"),
            ("POST", "/b/k?uploads", &[], "CreateMultipartUpload b|k"),
            ("POST", "/b/k?uploadId=u", &[], "CompleteMultipartUpload b|k"),
            ("POST", "/b/k", &[], "-"),
            ("DELETE", "/b/k", &[], "DeleteObject b|k"),
            ("DELETE", "/b/k?uploadId=u", &[], "AbortMultipartUpload b|k"),
            ("GET", "/b/%zz", &[], "?"),
            ("GET", "/b/%ff", &[], "?"),
        ];
        for (method, target, headers, expected) in rows {
            assert_eq!(operation(method, target, headers), *expected, "{method} {target} {headers:?}");
        }
    }
}
