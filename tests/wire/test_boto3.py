"""Unmodified boto3 does everything that the engine supports, and gets AWS's error for what it does not."""

import signal
from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

KITE = {"Artist": {"S": "The Paper Lanterns"}, "SongTitle": {"S": "Kite Weather"}}


def refused(call, **arguments):
    """The error of a call that must fail."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response


def test_a_table_is_created_described_listed_and_deleted(music):
    table = music.describe_table(TableName="Music")["Table"]
    assert table["TableStatus"] == "ACTIVE"
    assert table["TableArn"] == "arn:aws:dynamodb:us-east-1:123456789012:table/Music"
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert music.list_tables()["TableNames"] == ["Music"]
    assert music.delete_table(TableName="Music")["TableDescription"]["TableStatus"] == "DELETING"
    music.get_waiter("table_not_exists").wait(TableName="Music")
    assert music.list_tables()["TableNames"] == []


def test_every_type_comes_back_as_it_was_put(music):
    item = {
        **KITE,
        "Binary": {"B": b"\x00\xff"},
        "Number": {"N": "-1.5"},
        "Strings": {"SS": ["a", "b"]},
        "Numbers": {"NS": ["1", "2.5"]},
        "Binaries": {"BS": [b"x"]},
        "List": {"L": [{"N": "1"}, {"S": ""}, {"NULL": True}]},
        "Map": {"M": {"deep": {"M": {"er": {"BOOL": False}}}}},
        "Text": {"S": "Đò Ngang"},
    }
    music.put_item(TableName="Music", Item=item)
    assert music.get_item(TableName="Music", Key=KITE, ConsistentRead=True)["Item"] == item


def test_a_missing_item_has_no_item_member(music):
    assert "Item" not in music.get_item(TableName="Music", Key=KITE)


def test_an_update_sets_and_returns(music):
    answer = music.update_item(
        TableName="Music",
        Key=KITE,
        UpdateExpression="SET #y = :y, Plays = if_not_exists(Plays, :zero) + :one",
        ExpressionAttributeNames={"#y": "Year"},
        ExpressionAttributeValues={":y": {"N": "2008"}, ":zero": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
        ReturnConsumedCapacity="TOTAL",
    )
    assert answer["Attributes"] == {**KITE, "Year": {"N": "2008"}, "Plays": {"N": "1"}}
    assert answer["ConsumedCapacity"] == {"TableName": "Music", "CapacityUnits": 1.0}


def test_a_delete_returns_what_was_there(music):
    music.put_item(TableName="Music", Item={**KITE, "Plays": {"N": "1"}})
    assert music.delete_item(TableName="Music", Key=KITE, ReturnValues="ALL_OLD")["Attributes"]["Plays"] == {"N": "1"}
    assert "Attributes" not in music.delete_item(TableName="Music", Key=KITE, ReturnValues="ALL_OLD")


def test_the_resource_api_speaks_python_types(server, music):
    table = server.resource("dynamodb").Table("Music")
    for number in range(3):
        table.put_item(Item={"Artist": "A", "SongTitle": f"s{number}", "Length": Decimal("1.10"), "Tags": {"x", "y"}})
    found = table.query(KeyConditionExpression=Key("Artist").eq("A") & Key("SongTitle").begins_with("s"), ScanIndexForward=False)
    assert [item["SongTitle"] for item in found["Items"]] == ["s2", "s1", "s0"]
    assert found["Items"][0]["Length"] == Decimal("1.1")
    assert found["Items"][0]["Tags"] == {"x", "y"}


def test_paginators_walk_queries_and_scans(music):
    for number in range(7):
        music.put_item(TableName="Music", Item={"Artist": {"S": "A"}, "SongTitle": {"S": f"{number}"}})
    query = music.get_paginator("query").paginate(
        TableName="Music",
        KeyConditionExpression="Artist = :a",
        ExpressionAttributeValues={":a": {"S": "A"}},
        PaginationConfig={"PageSize": 3},
    )
    assert [len(page["Items"]) for page in query] == [3, 3, 1]
    scan = music.get_paginator("scan").paginate(TableName="Music", PaginationConfig={"PageSize": 2})
    assert [item["SongTitle"]["S"] for page in scan for item in page["Items"]] == [f"{number}" for number in range(7)]


@pytest.mark.parametrize(
    ("operation", "arguments", "code", "message"),
    [
        ("get_item", {"TableName": "Nope", "Key": KITE}, "ResourceNotFoundException", "Requested resource not found"),
        ("describe_table", {"TableName": "Nope"}, "ResourceNotFoundException", "Requested resource not found: Table: Nope not found"),
        (
            "get_item",
            {"TableName": "Music", "Key": {"Artist": {"S": "A"}}},
            "ValidationException",
            "The provided key element does not match the schema",
        ),
        (
            "put_item",
            {"TableName": "Music", "Item": {"Artist": {"S": "A"}}},
            "ValidationException",
            "One or more parameter values were invalid: Missing the key SongTitle in the item",
        ),
    ],
)
def test_errors_have_awss_code_and_words(music, operation, arguments, code, message):
    response = refused(getattr(music, operation), **arguments)
    assert (response["Error"]["Code"], response["Error"]["Message"]) == (code, message)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert len(response["ResponseMetadata"]["RequestId"]) == 52


def test_a_table_that_exists_is_in_use(music):
    response = refused(
        music.create_table,
        TableName="Music",
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert response["Error"] == {"Code": "ResourceInUseException", "Message": "Table already exists: Music"}


def test_an_unsupported_operation_is_refused_by_name(music):
    response = refused(music.describe_limits)
    assert response["Error"]["Code"] == "UnknownOperationException"
    assert "DescribeLimits" in response["Error"]["Message"]


def test_an_unsupported_parameter_is_refused_by_name(music):
    response = refused(music.scan, TableName="Music", FilterExpression="Plays > :n", ExpressionAttributeValues={":n": {"N": "1"}})
    assert response["Error"]["Code"] == "ValidationException"
    assert "FilterExpression" in response["Error"]["Message"]


def test_a_service_that_is_not_there_says_so(server):
    response = refused(server.client("firehose", config=None).list_delivery_streams)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert "firehose" in response["Error"]["Message"].lower()


def test_acknowledged_writes_survive_a_kill(serve, tmp_path):
    world = tmp_path / "kept"
    first = serve(world=world)
    client = first.client("dynamodb")
    client.create_table(
        TableName="Tea",
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for number in range(20):
        client.put_item(TableName="Tea", Item={"Id": {"N": str(number)}})
    first.stop(signal.SIGKILL)
    (world / "serving.json").unlink()
    again = serve(world=world).client("dynamodb")
    assert again.scan(TableName="Tea", Select="COUNT")["Count"] == 20


def test_keys_are_checked_when_they_are_configured(serve):
    server = serve("--access-key", "AKIDLABS:secret")
    assert server.client("dynamodb", key="AKIDLABS", secret="secret").list_tables()["TableNames"] == []
    wrong_secret = refused(server.client("dynamodb", key="AKIDLABS", secret="wrong").list_tables)
    assert wrong_secret["Error"]["Code"] == "InvalidSignatureException"
    wrong_key = refused(server.client("dynamodb", key="AKIDOTHER", secret="secret").list_tables)
    assert wrong_key["Error"]["Code"] == "UnrecognizedClientException"
