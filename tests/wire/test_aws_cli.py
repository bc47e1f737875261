"""Unmodified AWS CLI 1 from PyPI against `labs serve`, and `labs aws` beside it: the same answers, the same refusals."""

import json
import os

import pytest

LABS = os.environ["LABS"]
CREATE = [
    "dynamodb", "create-table", "--table-name", "Music",
    "--attribute-definitions", "AttributeName=Artist,AttributeType=S", "AttributeName=SongTitle,AttributeType=S",
    "--key-schema", "AttributeName=Artist,KeyType=HASH", "AttributeName=SongTitle,KeyType=RANGE",
    "--billing-mode", "PAY_PER_REQUEST",
]  # fmt: skip
KEY = '{"Artist": {"S": "Sông Xanh"}, "SongTitle": {"S": "Đò Ngang"}}'
ITEM = '{"Artist": {"S": "Sông Xanh"}, "SongTitle": {"S": "Đò Ngang"}, "Plays": {"N": "7"}}'


class Client:
    """A client with the server's settings, and the exit code that it has for each way to fail."""

    def __init__(self, server, command, codes) -> None:
        self.server = server
        self.command = command
        self.codes = codes

    def __call__(self, *arguments, **settings):
        return self.server.run(*self.command, *arguments, **settings)


# AWS CLI 1 tells options that it does not know by another code than everything else that is wrong with a command.
AWS_CLI_1 = {"refused": 255, "wrong command": 2, "unknown option": 255}
# `labs aws` has the codes of AWS CLI 2.
LABS_AWS = {"refused": 254, "wrong command": 252, "unknown option": 252}


@pytest.fixture(params=["aws", "labs aws"])
def aws(request, server):
    """AWS CLI 1 from PyPI, and ours."""
    return Client(server, ["aws"], AWS_CLI_1) if request.param == "aws" else Client(server, [LABS, "aws"], LABS_AWS)


def answer(result):
    """The JSON of a call that must succeed."""
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout) if result.stdout else None


def test_the_first_lab_by_hand(aws):
    assert answer(aws(*CREATE))["TableDescription"]["TableStatus"] == "CREATING"
    assert answer(aws("dynamodb", "describe-table", "--table-name", "Music"))["Table"]["TableStatus"] == "ACTIVE"
    assert aws("dynamodb", "put-item", "--table-name", "Music", "--item", ITEM).stdout == ""
    assert answer(aws("dynamodb", "get-item", "--table-name", "Music", "--key", KEY))["Item"]["Plays"] == {"N": "7"}
    updated = aws(
        "dynamodb", "update-item", "--table-name", "Music", "--key", KEY, "--update-expression", "SET Plays = Plays + :n",
        "--expression-attribute-values", '{":n": {"N": "1"}}', "--return-values", "UPDATED_NEW",
    )  # fmt: skip
    assert answer(updated) == {"Attributes": {"Plays": {"N": "8"}}}
    found = aws(
        "dynamodb", "query", "--table-name", "Music", "--key-condition-expression", "Artist = :a",
        "--expression-attribute-values", '{":a": {"S": "Sông Xanh"}}',
    )  # fmt: skip
    assert {name: value for name, value in answer(found).items() if name != "Items"} == {
        "Count": 1,
        "ScannedCount": 1,
        "ConsumedCapacity": None,
    }
    assert answer(aws("dynamodb", "scan", "--table-name", "Music"))["Items"][0]["SongTitle"] == {"S": "Đò Ngang"}
    assert answer(aws("dynamodb", "delete-item", "--table-name", "Music", "--key", KEY)) is None
    assert answer(aws("dynamodb", "delete-table", "--table-name", "Music"))["TableDescription"]["TableStatus"] == "DELETING"
    assert answer(aws("dynamodb", "list-tables")) == {"TableNames": []}


def test_files_are_read(aws, tmp_path):
    answer(aws(*CREATE))
    (tmp_path / "item.json").write_text(ITEM, encoding="utf-8")
    assert aws("dynamodb", "put-item", "--table-name", "Music", "--item", "file://item.json", cwd=tmp_path).returncode == 0
    request = json.dumps({"TableName": "Music", "Key": json.loads(KEY)})
    assert answer(aws("dynamodb", "get-item", "--cli-input-json", request))["Item"] == json.loads(ITEM)


def test_pages_are_walked_and_merged(aws):
    answer(aws(*CREATE))
    for number in range(5):
        item = {"Artist": {"S": "A"}, "SongTitle": {"S": str(number)}}
        assert aws("dynamodb", "put-item", "--table-name", "Music", "--item", json.dumps(item)).returncode == 0
    one_page = answer(aws("dynamodb", "scan", "--table-name", "Music", "--limit", "2"))
    assert (one_page["Count"], one_page["LastEvaluatedKey"]["SongTitle"]) == (2, {"S": "1"})
    assert answer(aws("dynamodb", "scan", "--table-name", "Music"))["Count"] == 5


def test_a_service_error_says_which_call_failed(aws):
    result = aws("dynamodb", "scan", "--table-name", "Nope")
    assert result.stderr.strip().endswith(
        "An error occurred (ResourceNotFoundException) when calling the Scan operation: Requested resource not found"
    )
    assert result.returncode == aws.codes["refused"]


@pytest.mark.parametrize(
    ("arguments", "words", "kind"),
    [
        (["dynamodb", "put-itme", "--table-name", "Music"], "put-item", "wrong command"),
        (["dynamodb", "put-item", "--tabel-name", "Music", "--item", "{}"], "--table-name", "wrong command"),
        (["dynamodb", "list-tables", "--limti", "5"], "--limti", "unknown option"),
        (["dynamodb", "get-item", "--table-name", "Music"], "--key", "wrong command"),
        (["dynamo", "list-tables"], "dynamo", "wrong command"),
    ],
)
def test_a_wrong_command_is_refused_before_anything_is_sent(aws, arguments, words, kind):
    result = aws(*arguments)
    assert result.returncode == aws.codes[kind]
    assert words in result.stderr
    assert result.stdout == ""


def test_near_misses_are_named_by_labs_aws(server):
    result = server.run(LABS, "aws", "dynamodb", "put-item", "--tabel-name", "Music", "--item", "{}")
    assert result.returncode == 252
    assert "--tabel-name" in result.stderr and "--table-name" in result.stderr


def test_nobody_listens(tmp_path, server):
    server.stop()
    result = server.run(LABS, "aws", "dynamodb", "list-tables")
    assert result.returncode == 255
    assert "Could not connect to the endpoint URL" in result.stderr
