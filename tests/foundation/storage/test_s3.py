import io
import time
from datetime import UTC, datetime, timedelta

import pytest

from foundation.storage import StorageUnavailable, StorageUnready
from foundation.storage.s3 import PART, S3Storage


def test_objects_live_below_the_prefix(s3_storage, s3_client, s3_bucket):
    blob = s3_storage.put(io.BytesIO(b"here"), limit=100)
    assert s3_client.head_object(Bucket=s3_bucket, Key=s3_storage.prefix + blob.key)["ContentLength"] == 4


def test_a_long_file_goes_in_parts(s3_storage, s3_client, s3_bucket):
    blob = s3_storage.put(io.BytesIO(b"x" * 3 * PART), limit=4 * PART)
    assert s3_client.head_object(Bucket=s3_bucket, Key=s3_storage.prefix + blob.key)["ETag"].endswith('-3"')


def test_the_same_content_is_not_sent_again(s3_storage):
    stream = io.BytesIO(b"x" * 1000)
    key = s3_storage.put(stream, limit=1000).key
    before = s3_storage._head(key)["LastModified"]
    stream.seek(0)
    s3_storage.put(stream, limit=1000)
    assert s3_storage._head(key)["LastModified"] == before


def test_old_content_put_again_counts_as_young(s3_account, s3_storage, s3_bucket):
    before = s3_storage._head(s3_storage.put(io.BytesIO(b"old"), limit=100).key)["LastModified"]
    time.sleep(1.1)  # the server counts whole seconds
    renewing = S3Storage(s3_bucket, prefix=s3_storage.prefix, renew_after=timedelta(0), **s3_account)
    key = renewing.put(io.BytesIO(b"old"), limit=100).key
    renewing.close()
    assert s3_storage._head(key)["LastModified"] > before
    assert s3_storage.open(key).read() == b"old"


def test_uploads_that_broke_off_are_swept_when_old(s3_storage, s3_client, s3_bucket):
    s3_client.create_multipart_upload(Bucket=s3_bucket, Key=f"{s3_storage.prefix}left")
    assert s3_storage.sweep_unfinished(older_than=datetime(2001, 1, 1, tzinfo=UTC)) == 0
    assert s3_storage.sweep_unfinished(older_than=datetime.now(UTC) + timedelta(hours=1)) == 1
    assert s3_storage.sweep_unfinished(older_than=datetime.now(UTC) + timedelta(hours=1)) == 0


def test_nothing_of_another_prefix_is_seen(s3_storage, s3_account, s3_bucket):
    other = S3Storage(s3_bucket, prefix="other", **s3_account)
    key = other.put(io.BytesIO(b"theirs"), limit=100).key
    assert not s3_storage.exists(key)
    other.close()


def test_a_bucket_that_is_not_there_is_said_at_the_start(s3_account):
    absent = S3Storage("proefstuk-absent", **s3_account)
    with pytest.raises(StorageUnready, match="Files cannot be kept in bucket proefstuk-absent"):
        absent.check()
    absent.close()


@pytest.fixture
def nobody_there():
    storage = S3Storage("files", endpoint_url="http://127.0.0.1:9", region="us-east-1", access_key="a", secret_key="b")
    yield storage
    storage.close()


def test_a_server_that_does_not_answer_is_said_at_the_start(nobody_there):
    with pytest.raises(StorageUnready):
        nobody_there.check()


def test_a_server_that_does_not_answer_is_told_to_the_person(nobody_there):
    with pytest.raises(StorageUnavailable) as refusal:
        nobody_there.put(io.BytesIO(b"lost?"), limit=100)
    assert refusal.value.status == 503
