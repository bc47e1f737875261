//! Update expressions as a client sees them: what they make of an item by UpdateItem, and how they are refused.

use serde_json::Value;

use crate::testing::{Engine, json};

/// Puts `item` under the key `k` of a table and updates it.
async fn update(engine: &Engine, item: Value, request: Value) -> Result<Value, String> {
    let key = json!({"k": {"S": "a"}});
    engine.call("PutItem", json!({"TableName": "Things", "Item": Engine::merged(item, key.clone())})).await;
    let request = Engine::merged(json!({"TableName": "Things", "Key": key, "ReturnValues": "ALL_NEW"}), request);
    match engine.try_call("UpdateItem", request).await {
        Ok(reply) => {
            let mut attributes = reply["Attributes"].clone();
            attributes.as_object_mut().map(|attributes| attributes.shift_remove("k"));
            Ok(attributes)
        }
        Err(error) => Err(error.message),
    }
}

#[tokio::test]
async fn each_action_changes_what_it_says() {
    let engine = Engine::with_things().await;
    let n = |text: &str| json!({"N": text});
    let l = |elements: &[&str]| json!({"L": elements.iter().map(|e| json!({"S": e})).collect::<Vec<_>>()});
    let values = json!({":n": n("5"), ":l": l(&["x", "y"]), ":s": {"S": "new"}, ":ss": {"SS": ["b", "c"]}});
    for (item, expression, wanted) in [
        (json!({"a": n("1")}), "SET a = a + :n", json!({"a": n("6")})),
        (json!({"a": n("1")}), "SET a = :n - a", json!({"a": n("4")})),
        (json!({"a": n("1"), "b": n("2")}), "SET a = b, b = a", json!({"a": n("2"), "b": n("1")})),
        (json!({"a": n("1")}), "SET b = if_not_exists(a, :n)", json!({"a": n("1"), "b": n("1")})),
        (json!({}), "SET a = list_append(if_not_exists(a, :l), :l)", json!({"a": l(&["x", "y", "x", "y"])})),
        (json!({"a": l(&["p"])}), "SET a = list_append(:l, a)", json!({"a": l(&["x", "y", "p"])})),
        (json!({"a": l(&["p", "q"])}), "SET a[1] = :s", json!({"a": l(&["p", "new"])})),
        (json!({"a": l(&["p"])}), "SET a[7] = :s", json!({"a": l(&["p", "new"])})),
        (
            json!({"a": {"M": {"b": {"M": {"c": n("1")}}}}}),
            "SET a.b.c = :s, a.d = :n",
            json!({"a": {"M": {"b": {"M": {"c": {"S": "new"}}}, "d": n("5")}}}),
        ),
        (json!({"a": n("1"), "b": n("2")}), "REMOVE a, z", json!({"b": n("2")})),
        (json!({"a": l(&["p", "q", "r", "s"])}), "REMOVE a[1], a[3], a[9]", json!({"a": l(&["p", "r"])})),
        (
            json!({"a": {"L": [l(&["p", "q"]), l(&["r", "s"])]}}),
            "REMOVE a[0], a[1][0]",
            json!({"a": {"L": [l(&["s"])]}}),
        ),
        (json!({"a": n("1")}), "ADD a :n, b :n, c :ss", json!({"a": n("6"), "b": n("5"), "c": {"SS": ["b", "c"]}})),
        (json!({"a": {"SS": ["a", "b"]}}), "ADD a :ss", json!({"a": {"SS": ["a", "b", "c"]}})),
        (json!({"a": {"SS": ["a", "b"]}}), "DELETE a :ss", json!({"a": {"SS": ["a"]}})),
        (json!({"a": {"SS": ["b"]}, "b": n("1")}), "DELETE a :ss, z :ss", json!({"b": n("1")})),
        (json!({"a": n("1"), "b": n("2")}), "set c = a remove a add b :n", json!({"b": n("7"), "c": n("1")})),
    ] {
        let used = [":n", ":l", ":s", ":ss"].into_iter().filter(|name| {
            expression.match_indices(*name).any(|(at, _)| !expression[at + name.len()..].starts_with('s'))
        });
        let used: serde_json::Map<_, _> = used.map(|name| (name.to_owned(), values[name].clone())).collect();
        let mut request = json!({"UpdateExpression": expression});
        if !used.is_empty() {
            request["ExpressionAttributeValues"] = used.into();
        }
        assert_eq!(update(&engine, item, request).await, Ok(wanted), "{expression}");
    }
}

#[tokio::test]
async fn updated_values_are_only_the_parts_that_were_touched() {
    let engine = Engine::with_things().await;
    let item = json!({"a": {"M": {"b": {"S": "1"}, "c": {"S": "2"}}}, "l": {"L": [{"S": "p"}, {"S": "q"}]}});
    let request = |return_values: &str| {
        json!({"UpdateExpression": "SET a.b = :x, a.d = :x, l[5] = :x", "ExpressionAttributeValues": {":x": {"S": "new"}},
            "ReturnValues": return_values})
    };
    assert_eq!(update(&engine, item.clone(), request("UPDATED_OLD")).await, Ok(json!({"a": {"M": {"b": {"S": "1"}}}})));
    assert_eq!(
        update(&engine, item, request("UPDATED_NEW")).await,
        Ok(json!({"a": {"M": {"b": {"S": "new"}, "d": {"S": "new"}}}, "l": {"L": [{"S": "new"}]}}))
    );
}

#[tokio::test]
async fn an_update_that_does_not_fit_the_item_is_refused() {
    let engine = Engine::with_things().await;
    let item = json!({"s": {"S": "a"}, "n": {"N": "1"}, "m": {"M": {}}, "l": {"L": []}, "big": {"N": "9.9e125"}});
    let path = "The document path provided in the update expression is invalid for update";
    let missing = "The provided expression refers to an attribute that does not exist in the item";
    let wrong = "An operand in the update expression has an incorrect data type";
    for (expression, message) in [
        ("SET s.a = n", path),
        ("SET s[1] = n", path),
        ("SET y.a = n", path),
        ("SET m[1] = n", path),
        ("SET l.a = n", path),
        ("REMOVE y.a", path),
        ("REMOVE l.a", path),
        ("SET a = z", missing),
        ("SET a = m.z", missing),
        ("SET a = list_append(z, l)", missing),
        ("SET a = s + n", wrong),
        ("SET a = list_append(l, n)", wrong),
        ("SET a = if_not_exists(z, n) + s", wrong),
        (
            "SET a = big + big",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        ("SET a = big - n", "Attempting to store more than 38 significant digits in a Number"),
        (
            "SET k = n",
            "One or more parameter values were invalid: Cannot update attribute k. This attribute is part of the key",
        ),
        (
            "REMOVE n, k.x",
            "One or more parameter values were invalid: Cannot update attribute k. This attribute is part of the key",
        ),
    ] {
        let refused = update(&engine, item.clone(), json!({"UpdateExpression": expression})).await;
        assert_eq!(refused, Err(message.to_owned()), "{expression}");
    }
    for (expression, message) in [
        ("ADD s :n", wrong),
        ("ADD y.a :n", path),
        ("DELETE n :s", wrong),
        ("DELETE y.a :s", path),
        ("ADD l :s", wrong),
    ] {
        let value = if expression.contains(":n") { json!({":n": {"N": "1"}}) } else { json!({":s": {"SS": ["a"]}}) };
        let request = json!({"UpdateExpression": expression, "ExpressionAttributeValues": value});
        assert_eq!(update(&engine, item.clone(), request).await, Err(message.to_owned()), "{expression}");
    }
}

#[tokio::test]
async fn a_refused_expression_answers_aws_words() {
    let engine = Engine::with_things().await;
    let values = json!({":a": {"S": "a"}, ":n": {"N": "1"}});
    let function = "Incorrect operand type for operator or function; operator or function: ";
    for (expression, message) in [
        ("", "The expression can not be empty;".to_owned()),
        ("INVALID SYNTAX HERE", "Syntax error; token: \"INVALID\", near: \"INVALID SYNTAX\"".to_owned()),
        (" set #c = :c set abOrt = true ", "Attribute name is a reserved keyword; reserved keyword: abOrt".to_owned()),
        (" remove Absolute ", "Attribute name is a reserved keyword; reserved keyword: Absolute".to_owned()),
        ("set #c = if_not_exist(:c) set c = d", "Invalid function name; function: if_not_exist".to_owned()),
        ("set a = size(b)", "The function is not allowed in an update expression; function: size".to_owned()),
        ("set a = #c set c = :d", "The \"SET\" section can only be used once in an update expression;".to_owned()),
        ("remove d set a = b remove e", "The \"REMOVE\" section can only be used once in an update expression;".to_owned()),
        ("SET #c = :a", "An expression attribute name used in the document path is not defined; attribute name: #c".to_owned()),
        ("SET a = if_not_exists(:c)", "An expression attribute value used in expression is not defined; attribute value: :c".to_owned()),
        (
            "set d[1] = a, d.b = a, c[1].a = a, c = if_not_exists(a)",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [c, [1], a], path two: [c]".to_owned(),
        ),
        (
            "SET a = b, a = c",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]".to_owned(),
        ),
        (
            "remove a.c set a[1] = d",
            "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, c], path two: [a, [1]]".to_owned(),
        ),
        (
            "set b = list_append(:a, a), c = if_not_exists(a) add a.b :a",
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING".to_owned(),
        ),
        (
            "delete a.b :n",
            "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER".to_owned(),
        ),
        (
            "set a = list_append(c)",
            "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1".to_owned(),
        ),
        ("set a = if_not_exists(:a, c)", "Operator or function requires a document path; operator or function: if_not_exists".to_owned()),
        ("set a = list_append(a, :n)", format!("{function}list_append, operand type: N")),
        ("set a = :a + b", format!("{function}+, operand type: S")),
        ("set a = b - list_append(c, d)", format!("{function}-, operand type: L")),
        ("set a[2147483648] = :a", "List index is not within the allowable range; index: [2147483648]".to_owned()),
    ] {
        let request = json!({"UpdateExpression": expression, "ExpressionAttributeValues": values});
        let refused = update(&engine, json!({}), request).await;
        assert_eq!(refused, Err(format!("1 validation error detected: Invalid UpdateExpression: {message}")), "{expression}");
    }
}

#[tokio::test]
async fn placeholders_are_checked() {
    let engine = Engine::with_things().await;
    for (change, message) in [
        (json!({"ExpressionAttributeNames": {}}), "ExpressionAttributeNames must not be empty"),
        (
            json!({"ExpressionAttributeNames": {"a": "b"}}),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"",
        ),
        (
            json!({"ExpressionAttributeValues": {"v": {}}}),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\"",
        ),
        (
            json!({"ExpressionAttributeNames": {"#a": ""}}),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a",
        ),
        (
            json!({"ExpressionAttributeNames": {"#a": "a", "#u": "u"}}),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #u}",
        ),
        (
            json!({"ExpressionAttributeValues": {":v": {"S": "x"}, ":u": {"S": "y"}}}),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}",
        ),
        (
            json!({"ExpressionAttributeValues": {":v": {"N": "1e126"}}}),
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        (json!({"UpdateExpression": null}), "ExpressionAttributeValues can only be specified when using expressions"),
    ] {
        let request = Engine::merged(
            json!({"UpdateExpression": "SET x = :v", "ExpressionAttributeValues": {":v": {"S": "x"}}}),
            change,
        );
        let refused = update(&engine, json!({}), request).await;
        assert_eq!(refused, Err(format!("1 validation error detected: {message}")));
    }
}

#[tokio::test]
async fn the_item_and_the_update_are_both_bounded() {
    let engine = Engine::with_things().await;
    let set = |length: usize| json!({"UpdateExpression": "SET b = :b", "ExpressionAttributeValues": {":b": {"S": "x".repeat(length)}}});
    // The key (2 bytes) is less than what one SET costs (22), so the update itself is the limit.
    assert!(update(&engine, json!({}), set(409_600 - 22 - 1)).await.is_ok());
    let refused = Err("Item size to update has exceeded the maximum allowed size".to_owned());
    assert_eq!(update(&engine, json!({}), set(409_600 - 22)).await, refused);
    // With 100 bytes that are not touched the item is.
    let other = json!({"o": {"S": "o".repeat(99)}});
    assert!(update(&engine, other.clone(), set(409_600 - 2 - 100 - 1)).await.is_ok());
    assert_eq!(update(&engine, other, set(409_600 - 2 - 100)).await, refused);
}

#[tokio::test]
async fn values_do_not_nest_deeper_than_32_levels_by_updates() {
    let engine = Engine::with_things().await;
    let nested = |wraps| (0..wraps).fold(json!({"S": "leaf"}), |inner, _| json!({"M": {"n": inner}}));
    let request = json!({"UpdateExpression": "SET a.x = :v", "ExpressionAttributeValues": {":v": nested(30)}});
    assert!(update(&engine, json!({"a": {"M": {}}}), request).await.is_ok());
    let request = json!({"UpdateExpression": "SET a.x = :v", "ExpressionAttributeValues": {":v": nested(31)}});
    let refused = update(&engine, json!({"a": {"M": {}}}), request).await.unwrap_err();
    assert!(refused.starts_with("Nesting Levels have exceeded"), "{refused}");
}
