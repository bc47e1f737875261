"""Athena and the Data Catalog as boto3, the AWS CLI, PyAthena and awswrangler see them."""

import os
import time
from decimal import Decimal

import awswrangler as wr
import boto3
import pandas as pd
import pyathena
import pytest
from botocore.exceptions import ClientError

SONGS = "id,title,seconds,price\n1,Kite Weather,188,0.99\n2,Folded,,1.25\n3,Phố Nhỏ,240,\n"


@pytest.fixture
def server(serve):
    server = serve()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="songs/songs.csv", Body=SONGS.encode())
    run(server, "CREATE DATABASE music")
    run(
        server,
        "CREATE EXTERNAL TABLE music.songs (id int, title string, seconds bigint, price decimal(6,2)) "
        "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/songs/' "
        "TBLPROPERTIES ('skip.header.line.count'='1')",
    )
    return server


def start(server, sql: str, **context) -> str:
    started = server.client("athena").start_query_execution(
        QueryString=sql, ResultConfiguration={"OutputLocation": "s3://lake/results/"}, **context
    )
    return started["QueryExecutionId"]


def wait(server, query: str) -> dict:
    athena = server.client("athena")
    deadline = time.monotonic() + 60
    while True:
        execution = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
        if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
            return execution
        assert time.monotonic() < deadline, execution
        time.sleep(0.02)


def run(server, sql: str, **context) -> dict:
    execution = wait(server, start(server, sql, **context))
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    return execution


def test_a_query_from_start_to_its_result_file(server):
    execution = run(server, "SELECT title, seconds FROM songs WHERE id < 3 ORDER BY id", QueryExecutionContext={"Database": "music"})
    assert execution["StatementType"] == "DML"
    assert execution["Statistics"]["DataScannedInBytes"] == len(SONGS.encode())
    results = server.client("athena").get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    rows = [[cell.get("VarCharValue") for cell in row["Data"]] for row in results["ResultSet"]["Rows"]]
    assert rows == [["title", "seconds"], ["Kite Weather", "188"], ["Folded", None]]
    types = [column["Type"] for column in results["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]]
    assert types == ["varchar", "bigint"]
    bucket, key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").split("/", 1)
    body = server.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    assert body == b'"title","seconds"\n"Kite Weather","188"\n"Folded",\n'


def test_what_fails_says_so_in_athenas_words(server):
    execution = wait(server, start(server, "SELECT nothing FROM music.songs"))
    assert execution["Status"]["State"] == "FAILED"
    assert execution["Status"]["StateChangeReason"].startswith("COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved")
    assert execution["Status"]["AthenaError"]["ErrorCategory"] == 2
    with pytest.raises(ClientError) as error:
        start(server, "SELEC 1")
    assert error.value.response["Error"]["Code"] == "InvalidRequestException"
    with pytest.raises(ClientError) as error:
        server.client("athena").start_query_execution(QueryString="SELECT 1")
    assert "No output location provided" in error.value.response["Error"]["Message"]


def test_the_catalog_that_ddl_writes_is_the_one_that_glue_reads(server):
    glue = server.client("glue")
    table = glue.get_table(DatabaseName="music", Name="songs")["Table"]
    assert [(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]] == [
        ("id", "int"),
        ("title", "string"),
        ("seconds", "bigint"),
        ("price", "decimal(6,2)"),
    ]
    glue.create_table(
        DatabaseName="music",
        TableInput={
            "Name": "by_year",
            "TableType": "EXTERNAL_TABLE",
            "PartitionKeys": [{"Name": "year", "Type": "int"}],
            "StorageDescriptor": table["StorageDescriptor"] | {"Location": "s3://lake/by-year/"},
            "Parameters": {"skip.header.line.count": "1"},
        },
    )
    server.client("s3").put_object(Bucket="lake", Key="by-year/year=2024/a.csv", Body=SONGS.encode())
    run(server, "MSCK REPAIR TABLE music.by_year")
    assert [p["Values"] for p in glue.get_partitions(DatabaseName="music", TableName="by_year")["Partitions"]] == [["2024"]]
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_table(DatabaseName="music", Name="none")


def test_the_cli_asks_and_gets_text(server):
    started = server.run(
        "aws", "athena", "start-query-execution", "--query-string", "SELECT count(*) AS n FROM music.songs",
        "--result-configuration", "OutputLocation=s3://lake/results/", "--query", "QueryExecutionId", "--output", "text",
    )
    assert started.returncode == 0, started.stderr
    query = started.stdout.strip()
    wait(server, query)
    results = server.run(
        "aws", "athena", "get-query-results", "--query-execution-id", query,
        "--query", "ResultSet.Rows[].Data[].VarCharValue", "--output", "text",
    )
    assert results.stdout == "n\t3\n"


def connect(server, **settings):
    return pyathena.connect(
        s3_staging_dir="s3://lake/staging/",
        schema_name="music",
        endpoint_url=server.url,
        region_name=server.environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=server.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=server.environment["AWS_SECRET_ACCESS_KEY"],
        poll_interval=0.02,
        **settings,
    )


def test_pyathena_fetches_typed_rows(server):
    cursor = connect(server).cursor()
    cursor.execute("SELECT id, title, seconds, price FROM songs ORDER BY id")
    assert cursor.fetchall() == [
        (1, "Kite Weather", 188, Decimal("0.99")),
        (2, "Folded", None, Decimal("1.25")),
        (3, "Phố Nhỏ", 240, None),
    ]
    assert [column[0] for column in cursor.description] == ["id", "title", "seconds", "price"]
    cursor.execute("SELECT title FROM songs WHERE id = %(id)d", {"id": 3})
    assert cursor.fetchone() == ("Phố Nhỏ",)
    with pytest.raises(pyathena.error.OperationalError, match="TABLE_NOT_FOUND"):
        cursor.execute("SELECT * FROM none")


def test_pyathena_reads_the_result_file_into_pandas(server):
    from pyathena.pandas.cursor import PandasCursor

    os.environ["AWS_ENDPOINT_URL_S3"] = server.url
    try:
        frame = connect(server, cursor_class=PandasCursor).cursor().execute("SELECT id, title FROM songs ORDER BY id").as_pandas()
    finally:
        del os.environ["AWS_ENDPOINT_URL_S3"]
    assert frame["title"].tolist() == ["Kite Weather", "Folded", "Phố Nhỏ"]


@pytest.fixture
def session(server):
    wr.config.s3_endpoint_url = server.url
    wr.config.athena_endpoint_url = server.url
    wr.config.glue_endpoint_url = server.url
    wr.config.sts_endpoint_url = server.url
    yield boto3.Session(
        aws_access_key_id=server.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=server.environment["AWS_SECRET_ACCESS_KEY"],
        region_name=server.environment["AWS_DEFAULT_REGION"],
    )
    wr.config.reset()


def test_awswrangler_reads_a_table(session):
    frame = wr.athena.read_sql_query(
        "SELECT id, title, price FROM songs ORDER BY id",
        database="music",
        ctas_approach=False,
        s3_output="s3://lake/wrangler/",
        boto3_session=session,
    )
    assert frame["title"].tolist() == ["Kite Weather", "Folded", "Phố Nhỏ"]
    assert frame["id"].tolist() == [1, 2, 3]
    assert wr.catalog.table("music", "songs", boto3_session=session)["Column Name"].tolist() == ["id", "title", "seconds", "price"]


def test_awswrangler_writes_a_dataset_that_athena_reads(session, server):
    frame = pd.DataFrame({"n": [1, 2, 3], "word": ["một", "hai", "ba"], "year": [2024, 2024, 2025]})
    wr.s3.to_parquet(
        frame, "s3://lake/numbers/", dataset=True, database="music", table="numbers", partition_cols=["year"], boto3_session=session
    )
    back = wr.athena.read_sql_query(
        "SELECT word, n FROM numbers WHERE year = 2024 ORDER BY n",
        database="music",
        ctas_approach=False,
        s3_output="s3://lake/wrangler/",
        boto3_session=session,
    )
    assert back.values.tolist() == [["một", 1], ["hai", 2]]


def test_who_am_i(server):
    me = server.client("sts").get_caller_identity()
    assert me["Arn"].startswith(f"arn:aws:iam::{me['Account']}:")
