"""S3 as boto3 and the AWS CLI's own `s3` commands see it."""

import hashlib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def s3(server):
    client = server.client("s3")
    client.create_bucket(Bucket="lake")
    return client


def code(error) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_an_object_comes_back_as_it_was_put(s3):
    put = s3.put_object(Bucket="lake", Key="a/b c+ü.txt", Body=b"hello", ContentType="text/plain", Metadata={"who": "me"})
    assert put["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"'
    got = s3.get_object(Bucket="lake", Key="a/b c+ü.txt")
    assert got["Body"].read() == b"hello"
    assert (got["ContentType"], got["Metadata"], got["ContentLength"]) == ("text/plain", {"who": "me"}, 5)
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["a/b c+ü.txt"]


def test_ranges_and_conditions(s3):
    etag = s3.put_object(Bucket="lake", Key="k", Body=b"0123456789")["ETag"]
    part = s3.get_object(Bucket="lake", Key="k", Range="bytes=2-4")
    assert (part["Body"].read(), part["ContentRange"], part["ResponseMetadata"]["HTTPStatusCode"]) == (b"234", "bytes 2-4/10", 206)
    with pytest.raises(ClientError) as error:
        s3.get_object(Bucket="lake", Key="k", IfNoneMatch=etag)
    assert code(error)[1] == 304
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket="lake", Key="k", Body=b"x", IfNoneMatch="*")
    assert code(error) == ("PreconditionFailed", 412)
    with pytest.raises(ClientError) as error:
        s3.get_object(Bucket="lake", Key="k", Range="bytes=20-30")
    assert code(error) == ("InvalidRange", 416)


def test_what_is_not_there_is_said_in_s3s_words(s3):
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="lake", Key="none")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="nowhere")
    with pytest.raises(ClientError) as error:
        s3.head_object(Bucket="lake", Key="none")
    assert code(error) == ("404", 404)
    with pytest.raises(ClientError) as error:
        s3.get_bucket_lifecycle_configuration(Bucket="lake")
    assert code(error)[0] == "NotImplemented"


def test_listing_by_folder_and_by_page(s3):
    for key in ["a/1", "a/2", "b", "c/d/e"]:
        s3.put_object(Bucket="lake", Key=key, Body=b"")
    listed = s3.list_objects_v2(Bucket="lake", Delimiter="/")
    assert [p["Prefix"] for p in listed["CommonPrefixes"]] == ["a/", "c/"]
    assert [o["Key"] for o in listed["Contents"]] == ["b"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="lake", PaginationConfig={"PageSize": 1})
    assert [o["Key"] for page in pages for o in page.get("Contents", [])] == ["a/1", "a/2", "b", "c/d/e"]


def test_a_large_file_goes_in_parts_and_comes_back_whole(s3, tmp_path: Path):
    large = tmp_path / "large.bin"
    block = hashlib.sha512(b"labs").digest() * 16384
    large.write_bytes(block * 20)
    s3.upload_file(str(large), "lake", "large.bin")
    head = s3.head_object(Bucket="lake", Key="large.bin")
    assert head["ContentLength"] == large.stat().st_size
    assert head["ETag"].strip('"').endswith("-3")
    s3.download_file("lake", "large.bin", str(tmp_path / "back.bin"))
    assert (tmp_path / "back.bin").read_bytes() == large.read_bytes()
    assert s3.list_multipart_uploads(Bucket="lake").get("Uploads", []) == []


def test_a_presigned_address_works_for_anybody_who_has_it(s3):
    s3.put_object(Bucket="lake", Key="k", Body=b"shared")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "lake", "Key": "k"})
    assert urllib.request.urlopen(url, timeout=10).read() == b"shared"


def test_deleting_many_and_then_the_bucket(s3):
    for key in "abc":
        s3.put_object(Bucket="lake", Key=key, Body=b"x")
    with pytest.raises(ClientError) as error:
        s3.delete_bucket(Bucket="lake")
    assert code(error) == ("BucketNotEmpty", 409)
    deleted = s3.delete_objects(Bucket="lake", Delete={"Objects": [{"Key": key} for key in "abc"]})
    assert sorted(d["Key"] for d in deleted["Deleted"]) == ["a", "b", "c"]
    s3.delete_bucket(Bucket="lake")
    assert s3.list_buckets()["Buckets"] == []


def test_a_kept_world_keeps_its_objects(serve):
    first = serve()
    client = first.client("s3")
    client.create_bucket(Bucket="kept")
    client.put_object(Bucket="kept", Key="k", Body=b"still here")
    first.stop()
    again = serve(world=first.world)
    assert again.client("s3").get_object(Bucket="kept", Key="k")["Body"].read() == b"still here"


def test_the_cli_s3_commands(server, tmp_path: Path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.csv").write_text("x\n1\n")
    (tmp_path / "in" / "deep" / "b.csv").write_text("x\n2\n")

    def aws(*args: str) -> str:
        done = server.run("aws", "s3", *args, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert aws("mb", "s3://cli-bucket") == "make_bucket: cli-bucket\n"
    assert sorted(aws("sync", "in", "s3://cli-bucket/in", "--no-progress").splitlines()) == [
        "upload: in/a.csv to s3://cli-bucket/in/a.csv",
        "upload: in/deep/b.csv to s3://cli-bucket/in/deep/b.csv",
    ]
    assert aws("sync", "in", "s3://cli-bucket/in") == ""
    assert aws("ls", "s3://cli-bucket/in/").splitlines()[0].strip() == "PRE deep/"
    assert aws("cp", "s3://cli-bucket/in/a.csv", "-") == "x\n1\n"
    assert aws("mv", "s3://cli-bucket/in/a.csv", "s3://cli-bucket/out.csv", "--no-progress") == (
        "move: s3://cli-bucket/in/a.csv to s3://cli-bucket/out.csv\n"
    )
    assert aws("cp", "s3://cli-bucket/", "out", "--recursive", "--only-show-errors") == ""
    assert (tmp_path / "out" / "out.csv").read_text() == "x\n1\n"
    assert aws("rm", "s3://cli-bucket/in/deep/b.csv") == "delete: s3://cli-bucket/in/deep/b.csv\n"
    assert aws("rb", "s3://cli-bucket", "--force").endswith("remove_bucket: cli-bucket\n")
