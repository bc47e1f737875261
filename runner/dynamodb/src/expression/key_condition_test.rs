//! Key conditions as a client sees them: what they select by Query, and how they are refused.

use serde_json::Value;

use crate::testing::{Engine, json};

fn sorts(reply: &Value) -> Vec<&str> {
    reply["Items"].as_array().unwrap().iter().map(|item| item["s"]["N"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_condition_on_the_sort_key_selects_its_range() {
    let engine = Engine::with_numbers(&["-10", "-2", "0", "1.5", "3", "20"]).await;
    for (condition, values, wanted) in [
        ("p = :p", json!({}), &["-10", "-2", "0", "1.5", "3", "20"][..]),
        ("p = :p AND s = :v", json!({":v": {"N": "0.0"}}), &["0"]),
        ("p = :p AND s < :v", json!({":v": {"N": "0"}}), &["-10", "-2"]),
        ("p = :p AND s <= :v", json!({":v": {"N": "0"}}), &["-10", "-2", "0"]),
        ("s > :v AND p = :p", json!({":v": {"N": "1.5"}}), &["3", "20"]),
        ("(p = :p) AND (:v <= s)", json!({":v": {"N": "1.5"}}), &["1.5", "3", "20"]),
        ("(:p = p AND :v > s)", json!({":v": {"N": "-2"}}), &["-10"]),
        ("p = :p AND s between :v and :w", json!({":v": {"N": "-2"}, ":w": {"N": "3"}}), &["-2", "0", "1.5", "3"]),
        ("p = :p AND s between :v and :w", json!({":v": {"N": "5"}, ":w": {"N": "6"}}), &[]),
    ] {
        let values = Engine::merged(json!({":p": {"S": "a"}}), values);
        let request =
            json!({"TableName": "Numbered", "KeyConditionExpression": condition, "ExpressionAttributeValues": values});
        let ascending = engine.call("Query", request.clone()).await;
        assert_eq!(sorts(&ascending), wanted, "{condition}");
        let descending = engine.call("Query", Engine::merged(request, json!({"ScanIndexForward": false}))).await;
        let reversed: Vec<_> = wanted.iter().rev().copied().collect();
        assert_eq!(sorts(&descending), reversed, "{condition}");
    }
}

#[tokio::test]
async fn begins_with_selects_texts_with_that_prefix() {
    let engine = Engine::with_songs().await;
    let count = |prefix: &str| {
        let values = json!({":a": {"S": "No One You Know"}, ":p": {"S": prefix}});
        let request = json!({"TableName": "Music", "Select": "COUNT", "ExpressionAttributeValues": values,
            "KeyConditionExpression": "Artist = :a AND begins_with(SongTitle, :p)"});
        let reply = engine.call("Query", request);
        async { reply.await["Count"].as_u64().unwrap() }
    };
    assert_eq!((count("").await, count("C").await, count("Call Me Today").await, count("call").await), (2, 1, 1, 0));
}

#[tokio::test]
async fn a_refused_expression_answers_aws_words() {
    let engine = Engine::with_numbers(&[]).await;
    let invalid = "Invalid KeyConditionExpression: ";
    let operand =
        "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: ";
    let values = json!({":p": {"S": "a"}, ":n": {"N": "1"}, ":m": {"N": "0"}, ":b": {"BOOL": true}});
    for (expression, message) in [
        ("", format!("{invalid}The expression can not be empty;")),
        ("things are not gonna be ok", format!("{invalid}Syntax error; token: \"are\", near: \"things are not\"")),
        ("((p = :p))", format!("{invalid}The expression has redundant parentheses;")),
        ("p = :p AND Status = :n", format!("{invalid}Attribute name is a reserved keyword; reserved keyword: Status")),
        ("p = :p AND start(s)", format!("{invalid}Invalid function name; function: start")),
        ("p = :missing AND begins_with(s, :n)", format!("{invalid}An expression attribute value used in expression is not defined; attribute value: :missing")),
        ("begins_with(s, :n) AND p = :missing", format!("{operand}begins_with, operand type: N")),
        ("#p = :p", format!("{invalid}An expression attribute name used in the document path is not defined; attribute name: #p")),
        ("p = :p AND begins_with(s, :b)", format!("{operand}begins_with, operand type: BOOL")),
        ("p = :p AND :b >= s", format!("{operand}>=, operand type: BOOL")),
        ("p = :p AND s BETWEEN :b AND :b", format!("{operand}BETWEEN, operand type: BOOL")),
        (
            "p = :p AND s BETWEEN :n AND :m",
            format!("{invalid}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {{N:1}}, upper bound operand: AttributeValue: {{N:0}}"),
        ),
        (
            "p = :p AND s BETWEEN :n AND :p",
            format!("{invalid}The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {{N:1}}, upper bound operand: AttributeValue: {{S:a}}"),
        ),
        ("p = :p AND s > :m AND s < :n", format!("{invalid}KeyConditionExpressions must only contain one condition per key")),
        ("p = :p AND s.a = :n", format!("{invalid}KeyConditionExpressions cannot have conditions on nested attributes")),
        ("p = :p OR s = :n", "Invalid operator used in KeyConditionExpression: OR".to_owned()),
        ("NOT p = :p", "Invalid operator used in KeyConditionExpression: NOT".to_owned()),
        ("p IN (:p)", "Invalid operator used in KeyConditionExpression: IN".to_owned()),
        ("p <> :p", "Invalid operator used in KeyConditionExpression: <>".to_owned()),
        ("attribute_exists(p)", "Invalid operator used in KeyConditionExpression: attribute_exists".to_owned()),
        ("size(p) = :n", "KeyConditionExpressions cannot contain nested operations".to_owned()),
        (":n between s and s", "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand".to_owned()),
        ("p = s", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition".to_owned()),
        (":n = :m", "Invalid condition in KeyConditionExpression: No key attribute specified".to_owned()),
    ] {
        let request = json!({"TableName": "Numbered", "KeyConditionExpression": expression, "ExpressionAttributeValues": values});
        let error = engine.fail("Query", request).await;
        assert_eq!((error.code.as_str(), error.message.as_str()), ("ValidationException", message.as_str()), "{expression}");
    }
}

#[tokio::test]
async fn deep_expressions_are_an_error_and_not_a_crash() {
    let engine = Engine::with_numbers(&[]).await;
    for expression in [
        "(".repeat(4096),
        format!("{}p = :p{}", "not (".repeat(299), ")".repeat(299)),
        format!("p = :p {}", "or (p = :p ".repeat(149) + &")".repeat(149)),
        format!("{}p{} = :p", "size(".repeat(299), ")".repeat(299)),
        format!("{}p = :p{}", "(".repeat(2000), ")".repeat(2000)),
    ] {
        let request = json!({"TableName": "Numbered", "KeyConditionExpression": expression,
            "ExpressionAttributeValues": {":p": {"S": "a"}}});
        assert_eq!(engine.fail("Query", request).await.code, "ValidationException");
    }
}

#[tokio::test]
async fn a_condition_that_does_not_fit_the_key_answers_aws_words() {
    let engine = Engine::with_numbers(&[]).await;
    let schema = "One or more parameter values were invalid: Condition parameter type does not match schema type";
    for (expression, values, message) in [
        ("s = :n", json!({":n": {"N": "1"}}), "Query condition missed key schema element: p"),
        ("colour = :n", json!({":n": {"N": "1"}}), "Query condition missed key schema element: p"),
        (
            "p = :p AND colour = :n",
            json!({":p": {"S": "a"}, ":n": {"N": "1"}}),
            "Query condition missed key schema element: s",
        ),
        (
            "p = :p AND s > :n AND extra = :n",
            json!({":p": {"S": "a"}, ":n": {"N": "1"}}),
            "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)",
        ),
        ("p > :p", json!({":p": {"S": "a"}}), "Query key condition not supported"),
        ("begins_with(p, :p)", json!({":p": {"S": "a"}}), "Query key condition not supported"),
        (":n > p", json!({":n": {"N": "1"}}), schema),
        ("p = :p AND begins_with(s, :p)", json!({":p": {"S": "a"}}), schema),
        ("p = :p AND s = :b", json!({":p": {"S": "a"}, ":b": {"BOOL": true}}), schema),
        (
            "p = :p",
            json!({":p": {"S": ""}}),
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p",
        ),
    ] {
        let request =
            json!({"TableName": "Numbered", "KeyConditionExpression": expression, "ExpressionAttributeValues": values});
        let error = engine.fail("Query", request).await;
        assert_eq!(error.message, message, "{expression}");
    }
}
