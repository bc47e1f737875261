"""Fixtures of the wire tests: a `labs serve` on free ports with its own world, and real clients pointed at it."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import boto3
import pytest

LABS = os.environ["LABS"]


class Server:
    """A running `labs serve`; `environment` is what `labs env` says, applied to nothing else."""

    def __init__(self, world: Path, *flags: str) -> None:
        self.world = world
        self.process = subprocess.Popen(
            [LABS, "serve", "--world", str(world), "--aws-port", "0", "--book-port", "0", "--mlflow-port", "0", *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        note = world / "serving.json"
        deadline = time.monotonic() + 30
        while not note.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise RuntimeError(f"labs serve did not start:\n{self.process.stdout.read()}")
            time.sleep(0.01)
        self.addresses = json.loads(note.read_text())
        printed = subprocess.run([LABS, "env", "--world", str(world)], check=True, capture_output=True, text=True).stdout
        self.environment = dict(line.removeprefix("export ").split("=", 1) for line in printed.splitlines() if line.startswith("export "))
        self.environment = {name: value.strip("'\"") for name, value in self.environment.items()}

    @property
    def url(self) -> str:
        return self.environment["AWS_ENDPOINT_URL"]

    def client(self, service: str, **settings):
        """A boto3 client with the exported settings."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=self.environment["AWS_DEFAULT_REGION"],
            aws_access_key_id=settings.pop("key", self.environment["AWS_ACCESS_KEY_ID"]),
            aws_secret_access_key=settings.pop("secret", self.environment["AWS_SECRET_ACCESS_KEY"]),
            **settings,
        )

    def resource(self, service: str):
        """A boto3 resource with the exported settings."""
        return boto3.resource(
            service,
            endpoint_url=self.url,
            region_name=self.environment["AWS_DEFAULT_REGION"],
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, *command: str, **settings) -> subprocess.CompletedProcess:
        """Runs a command with nothing but the exported settings of the server."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.world), "AWS_PAGER": "", **self.environment}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, **settings)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ends the server and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=30)


@pytest.fixture
def serve(tmp_path):
    """Starts servers; all are ended with the test."""
    servers = []

    def start(*flags: str, world: Path | None = None) -> Server:
        servers.append(Server(world or tmp_path / f"world-{len(servers)}", *flags))
        return servers[-1]

    yield start
    for server in servers:
        server.stop(signal.SIGKILL)


@pytest.fixture
def server(serve):
    """One server with a fresh world."""
    return serve()


@pytest.fixture
def music(server):
    """A boto3 client of a server that has the table Music."""
    client = server.client("dynamodb")
    client.create_table(
        TableName="Music",
        AttributeDefinitions=[{"AttributeName": "Artist", "AttributeType": "S"}, {"AttributeName": "SongTitle", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "Artist", "KeyType": "HASH"}, {"AttributeName": "SongTitle", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.get_waiter("table_exists").wait(TableName="Music")
    return client
