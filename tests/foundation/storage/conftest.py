import os
import subprocess
import sys
import uuid

import boto3
import pytest

from foundation.storage import DiskStorage

STAND_IN = """
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%s" % server.get_host_and_port(), flush=True)
input()
"""


@pytest.fixture(scope="session")
def s3_endpoint():
    if real := os.environ.get("TEST_S3_ENDPOINT"):
        yield real
        return
    pytest.importorskip("moto.server")
    # In a process of its own: it keeps every object in memory, and ours is what the tests measure.
    server = subprocess.Popen(
        [sys.executable, "-c", STAND_IN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield server.stdout.readline().strip()
    server.communicate("stop")


@pytest.fixture(scope="session")
def s3_account(s3_endpoint):
    return {
        "endpoint_url": s3_endpoint,
        "region": os.environ.get("TEST_S3_REGION", "us-east-1"),
        "access_key": os.environ.get("TEST_S3_ACCESS_KEY", "test"),
        "secret_key": os.environ.get("TEST_S3_SECRET_KEY", "test"),
    }


@pytest.fixture(scope="session")
def s3_client(s3_account):
    client = boto3.client(
        "s3",
        endpoint_url=s3_account["endpoint_url"],
        region_name=s3_account["region"],
        aws_access_key_id=s3_account["access_key"],
        aws_secret_access_key=s3_account["secret_key"],
    )
    yield client
    client.close()


@pytest.fixture(scope="session")
def s3_bucket(s3_client):
    name = f"proefstuk-{uuid.uuid4().hex[:12]}"
    s3_client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def s3_storage(s3_account, s3_bucket, tmp_path):
    from foundation.storage.s3 import S3Storage

    storage = S3Storage(s3_bucket, prefix=f"test/{uuid.uuid4().hex}", spool=tmp_path, **s3_account)
    yield storage
    storage.close()


@pytest.fixture
def disk_storage(tmp_path):
    return DiskStorage(tmp_path / "files")


@pytest.fixture(params=["disk", "s3"])
def storage(request):
    return request.getfixturevalue(f"{request.param}_storage")
