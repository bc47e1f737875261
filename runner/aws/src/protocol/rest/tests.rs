//! REST-JSON and REST-XML on a model that is small enough to see everything at once.

use http::HeaderMap;
use labs_world::{Document, Map, ServiceError, Timestamp};

use super::{find, read_reply, read_request, write_reply, write_request};
use crate::model::ServiceModel;
use crate::protocol::{json, percent, read_error, write_error};

fn model(protocol: &str) -> ServiceModel {
    let text = r#"{"metadata":{"apiVersion":"1","endpointPrefix":"lab","protocol":"@","serviceFullName":"Lab","serviceId":"Lab",
        "source":"a test"},"paginators":{},"waiters":{},
        "operations":{"PutThing":{"http":{"method":"PUT","requestUri":"/things/{Name}/{Path+}?mode=full","responseCode":201},
            "input":"Put","output":"Put","errors":["Gone"]}},
        "shapes":{
            "Put":{"type":"structure","required":["Name","Path"],"members":{
                "Name":{"shape":"S","location":"uri","locationName":"Name"},
                "Path":{"shape":"S","location":"uri","locationName":"Path"},
                "Tags":{"shape":"L","location":"querystring","locationName":"tag"},
                "Since":{"shape":"T","location":"querystring","locationName":"since"},
                "When":{"shape":"T","location":"header","locationName":"x-when"},
                "Meta":{"shape":"M","location":"headers","locationName":"x-meta-"},
                "Flag":{"shape":"B","location":"header","locationName":"x-flag"},
                "Secret":{"shape":"S","location":"header","locationName":"x-json","jsonvalue":true},
                "Title":{"shape":"S","locationName":"title"},
                "Count":{"shape":"I"},"Ratio":{"shape":"D"},"Bytes":{"shape":"Z"},
                "Items":{"shape":"L"},"Flat":{"shape":"F","locationName":"One"},"Map":{"shape":"M"},"At":{"shape":"Iso"},
                "Inner":{"shape":"Inner"}}},
            "Inner":{"type":"structure","members":{"Deep":{"shape":"S"},"Kind":{"shape":"S","xmlAttribute":true}}},
            "Gone":{"type":"structure","members":{"message":{"shape":"S"},"Left":{"shape":"I"}},"exception":true,
                "error":{"httpStatusCode":410}},
            "S":{"type":"string"},"B":{"type":"boolean"},"I":{"type":"integer"},"D":{"type":"double"},"Z":{"type":"blob"},
            "T":{"type":"timestamp"},"Iso":{"type":"timestamp","timestampFormat":"iso8601"},
            "L":{"type":"list","member":{"shape":"S"}},"F":{"type":"list","member":{"shape":"S"},"flattened":true},
            "M":{"type":"map","key":{"shape":"S"},"value":{"shape":"S"}}}}"#;
    ServiceModel::from_json(&text.replace('@', protocol)).unwrap()
}

fn map<const N: usize>(members: [(&str, Document); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn input() -> Map {
    let when = Timestamp::from_millis(1_767_225_600_000);
    map([
        ("Name", "a/b c".into()),
        ("Path", "x//y é".into()),
        ("Tags", vec!["one".into(), "t&o".into()].into()),
        ("Since", when.into()),
        ("When", when.into()),
        ("Meta", map([("colour", "blue".into())]).into()),
        ("Flag", true.into()),
        ("Secret", "{\"a\":1}".into()),
        ("Title", "<T> & \"t\"\r".into()),
        ("Count", Document::Integer(-3)),
        ("Ratio", Document::Float(0.5)),
        ("Bytes", Document::Blob(vec![0, 255].into())),
        ("Items", vec!["a".into(), "".into()].into()),
        ("Flat", vec!["b".into(), "c".into()].into()),
        ("Map", map([("k", "v".into())]).into()),
        ("At", when.into()),
        ("Inner", map([("Deep", "d".into()), ("Kind", "k".into())]).into()),
    ])
}

/// Documents with their members sorted: the order of members is not part of what travels.
fn sorted(map: &Map) -> Map {
    let mut map = map.clone();
    map.sort_keys();
    map.into_iter()
        .map(|(name, value)| match value {
            Document::Map(inner) => (name, Document::Map(sorted(&inner))),
            value => (name, value),
        })
        .collect()
}

#[test]
fn a_request_and_an_answer_travel_whole_in_both_protocols() {
    for protocol in ["rest-json", "rest-xml"] {
        let model = model(protocol);
        let operation = &model.operations["PutThing"];
        let (target, message) = write_request(&model, operation, &input()).unwrap();
        assert_eq!(
            target,
            "/things/a%2Fb%20c/x//y%20%C3%A9?mode=full&tag=one&tag=t%26o&since=2026-01-01T00%3A00%3A00Z"
        );
        assert_eq!(message.headers["x-when"], "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(message.headers["x-json"], "eyJhIjoxfQ==");
        let (path, query) = target.split_once('?').unwrap();
        let parameters = percent::parameters(query).unwrap();
        let found = find(&model, "PUT", path, &parameters, &message.headers, |_| true).unwrap();
        let read =
            read_request(&model, found.operation, &found.labels, &parameters, &message.headers, Some(&message.body));
        assert_eq!(sorted(&read.unwrap()), sorted(&input()), "{protocol}");
        let mut output = input();
        output.retain(|name, _| !matches!(name.as_str(), "Name" | "Path" | "Tags" | "Since"));
        let message = write_reply(&model, operation, &output).unwrap();
        assert_eq!(message.status, 201);
        let read = read_reply(&model, operation, 201, &message.headers, Some(&message.body)).unwrap();
        assert_eq!(sorted(&read), sorted(&output), "{protocol}");
    }
}

#[test]
fn bodies_have_the_names_and_forms_of_the_model() {
    let json = write_request(&model("rest-json"), &model("rest-json").operations["PutThing"], &input()).unwrap().1;
    assert_eq!(
        String::from_utf8(json.body).unwrap(),
        r#"{"title":"<T> & \"t\"\r","Count":-3,"Ratio":0.5,"Bytes":"AP8=","Items":["a",""],"One":["b","c"],"Map":{"k":"v"},"At":"2026-01-01T00:00:00Z","Inner":{"Deep":"d","Kind":"k"}}"#
    );
    let xml = write_request(&model("rest-xml"), &model("rest-xml").operations["PutThing"], &input()).unwrap().1;
    assert_eq!(
        String::from_utf8(xml.body).unwrap(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Put><title>&lt;T&gt; &amp; &quot;t&quot;&#xD;</title><Count>-3</Count>\
         <Ratio>0.5</Ratio><Bytes>AP8=</Bytes><Items><member>a</member><member></member></Items><One>b</One><One>c</One>\
         <Map><entry><key>k</key><value>v</value></entry></Map><At>2026-01-01T00:00:00.000Z</At>\
         <Inner Kind=\"k\"><Deep>d</Deep></Inner></Put>"
    );
}

#[test]
fn errors_travel_with_their_members() {
    for protocol in ["rest-json", "rest-xml"] {
        let model = model(protocol);
        let error = ServiceError::client("Gone", "it is gone").with("Left", Document::Integer(2));
        let message = write_error(&model, model.operations.get("PutThing"), &error, ("id", "host"));
        assert_eq!(message.status, 410);
        let read = read_error(&model, 410, &message.headers, &message.body).unwrap();
        assert_eq!((read.code, read.message, read.members), (error.code, error.message, error.members), "{protocol}");
    }
}

#[test]
fn what_cannot_be_sent_is_named() {
    let model = model("rest-json");
    let operation = &model.operations["PutThing"];
    let mut without = input();
    without.shift_remove("Path");
    assert_eq!(write_request(&model, operation, &without).unwrap_err(), "it needs a Path");
    let mut torn = input();
    torn.insert("Meta".into(), map([("a", "x\r\ny: z".into())]).into());
    assert!(write_request(&model, operation, &torn).unwrap_err().contains("x-meta-a"));
    let error = read_request(&model, operation, &[], &[], &HeaderMap::new(), Some(b"{")).unwrap_err();
    assert_eq!(error, json::JsonError::NotAnObject { reason: String::new() }.into());
}
